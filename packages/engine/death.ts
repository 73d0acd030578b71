import { Mistake } from '#kit/outcome';
import type { Ended } from '#kit/ports';

/** A disk with less than this is called full. */
const FULL = 16 * 1024 * 1024;

/**
 * The mistake that a command's bad end is: killed, out of disk, or its own exit code; null when it ended well.
 * `free`: bytes left on the disk it wrote to.
 */
export function deathOf(title: string, ended: Ended, free: number): Mistake | null {
  if (ended.code === 0) return null;
  const cause = causeOf(ended, free);
  return new Mistake({ subject: `${title}.run`, ...cause, where: lastWords(ended) });
}

function causeOf(ended: Ended, free: number): { what: string; remedy: string } {
  const after = `after ${ended.seconds.toFixed(1)} s`;
  const said = `${ended.stderr}\n${ended.stdout}`;
  if (/No space left on device|Errno 28|ENOSPC/.test(said) || free < FULL) {
    const left = `${(free / 1e6).toFixed(0)} MB are free`;
    return { what: `ran out of disk ${after} (${left})`, remedy: 'Free space, or write less.' };
  }
  const signal = ended.signal ?? signalOf(ended.code);
  if (signal === 'SIGKILL') {
    const remedy = 'Most often the machine ran out of memory: use less, or a larger machine.';
    return { what: `was killed by SIGKILL ${after}`, remedy };
  }
  if (signal !== null)
    return { what: `was ended by ${signal} ${after}`, remedy: 'See its last lines above.' };
  const remedy = 'See its last lines above and mend the command.';
  return { what: `ended with status ${ended.code} ${after}`, remedy };
}

/** bash reports a child's death by signal as 128 + its number. */
function signalOf(code: number | null): string | null {
  const names: Readonly<Record<number, string>> = {
    134: 'SIGABRT',
    137: 'SIGKILL',
    139: 'SIGSEGV',
    143: 'SIGTERM',
  };
  return code === null ? null : (names[code] ?? null);
}

function lastWords(ended: Ended): string {
  const line = `${ended.stdout}\n${ended.stderr}`.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? 'it printed nothing' : `last line: ${line.slice(0, 200)}`;
}
