/** What is done with an object as it comes in. */
export interface Taker {
  start(kind: string, size: number): void;
  data(chunk: Uint8Array): void;
  end(): void;
}

/**
 * Reads what `git cat-file --batch` writes: `<id> <kind> <size>`, a line feed, the bytes, a line feed; of an object
 * that is not there one line `<id> missing`, which is passed over. Objects are never held whole.
 */
export async function readBatch(stream: AsyncIterable<Buffer>, take: Taker): Promise<void> {
  let header = Buffer.alloc(0);
  let left: number | null = null;
  for await (let chunk of stream) {
    while (chunk.length > 0) {
      if (left === null) {
        const line = chunk.indexOf(10);
        header = Buffer.concat([header, line < 0 ? chunk : chunk.subarray(0, line)]);
        chunk = line < 0 ? chunk.subarray(chunk.length) : chunk.subarray(line + 1);
        if (line < 0) continue;
        left = begin(header.toString('latin1'), take);
        header = Buffer.alloc(0);
      } else {
        // the line feed behind the bytes counts as the last of them
        const bytes = chunk.subarray(0, Math.min(left, chunk.length));
        left -= bytes.length;
        chunk = chunk.subarray(bytes.length);
        take.data(left === 0 ? bytes.subarray(0, -1) : bytes);
        if (left > 0) continue;
        take.end();
        left = null;
      }
    }
  }
}

/** Bytes to come with the line feed behind them; null for an object that is not there. */
function begin(line: string, take: Taker): number | null {
  const [, kind, size] = /^\S+ (\S+) (\d+)$/.exec(line) ?? [];
  if (kind === undefined) return null;
  take.start(kind, Number(size));
  return Number(size) + 1;
}
