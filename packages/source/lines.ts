/** A longer line is no row of a log: its end is skipped, and never held in memory. */
export const LONGEST_LINE = 1024 * 1024;

export interface Line {
  /** from 1 */
  readonly number: number;
  /** null where it is longer than the limit, or no UTF-8 */
  readonly text: string | null;
  /** without the line end */
  readonly bytes: number;
  /** false of the last line where the file does not end with one: it may be half written */
  readonly ended: boolean;
}

/** Lines of a stream, those of a chunk at a time. Of a line that is too long at most `longest` bytes are kept. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  longest = LONGEST_LINE,
): AsyncGenerator<readonly Line[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let begun: Uint8Array[] = [];
  let bytes = 0;
  let number = 0;
  const take = (part: Uint8Array) => {
    bytes += part.length;
    if (bytes > longest) begun = [];
    // a copy: the stream may use its memory again
    else if (part.length > 0) begun.push(part.slice());
  };
  const finish = (ended: boolean): Line => {
    number++;
    const line = { number, bytes, ended, text: bytes > longest ? null : decoded(decoder, begun) };
    [begun, bytes] = [[], 0];
    return line;
  };
  for await (const chunk of chunks) {
    const found: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      take(chunk.subarray(start, end));
      found.push(finish(true));
      start = end + 1;
    }
    take(chunk.subarray(start));
    if (found.length > 0) yield found;
  }
  if (bytes > 0) yield [finish(false)];
}

function decoded(decoder: InstanceType<typeof TextDecoder>, parts: readonly Uint8Array[]): string | null {
  try {
    return decoder.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts));
  } catch {
    return null;
  }
}
