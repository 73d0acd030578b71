/** GitHub's limit of the job summary of one step, in bytes. */
export const SUMMARY_LIMIT = 1024 * 1024;

const NOTE =
  '\n\n*Cut here: GitHub shows at most 1 MiB a step. The report in the run’s artifact has all of it.*\n';

/** Markdown of at most `room` bytes: cut at the end of a line, what is open is closed, with a note. */
export function fitted(markdown: string, room: number): string {
  if (Buffer.byteLength(markdown) <= room) return markdown;
  // closing what was open needs a few bytes a level
  const bytes = Buffer.from(markdown).subarray(0, Math.max(0, room - Buffer.byteLength(NOTE) - 512));
  const text = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1).toString('utf8');
  const fences = text.match(/^```/gm)?.length ?? 0;
  const open = (text.match(/<details/g)?.length ?? 0) - (text.match(/<\/details>/g)?.length ?? 0);
  return `${text}${fences % 2 === 1 ? '```\n' : ''}${'\n</details>\n'.repeat(Math.min(20, Math.max(0, open)))}${NOTE}`;
}
