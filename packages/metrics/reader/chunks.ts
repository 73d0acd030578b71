/** A file's bytes: all at once, or as they come; such pieces become the reader's, which may let go of them. */
export type Source = Uint8Array | AsyncIterable<Uint8Array>;

export async function* chunksOf(source: Source): AsyncGenerator<Uint8Array> {
  if (source instanceof Uint8Array) yield source;
  else yield* source;
}

/** All of it, for formats that are read from their end. */
export async function wholeOf(source: Source): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  return joined(await Array.fromAsync(source));
}

/** The same pieces, for what has taken all it needs of one when it asks for the next. */
export async function* spent(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    yield piece;
    if (piece.byteLength === piece.buffer.byteLength) letGo(piece);
  }
}

/** Frees the memory at once: of what lies outside of its heap V8 lets tens of MB lie before it collects. */
export function letGo({ buffer }: Uint8Array | Float64Array | Int32Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * Gives a reader of records what has come: it takes whole records and says up to which byte. What is left comes before
 * the next chunks, and only once there is twice as much: a record that never ends is not read over and over. The bytes
 * lie in memory that is used again.
 */
export async function takeRecords(
  chunks: AsyncIterable<Uint8Array>,
  take: (bytes: Uint8Array, last: boolean) => number,
): Promise<void> {
  let room = new Uint8Array(0);
  let [held, needed] = [0, 0];
  for await (const chunk of chunks) {
    if (held + chunk.length > room.length) {
      const wider = new Uint8Array(2 * (held + chunk.length));
      wider.set(room.subarray(0, held));
      room = wider;
    }
    room.set(chunk, held);
    held += chunk.length;
    if (held < needed) continue;
    const taken = take(room.subarray(0, held), false);
    room.copyWithin(0, taken, held);
    held -= taken;
    needed = 2 * held;
  }
  take(room.subarray(0, held), true);
}
