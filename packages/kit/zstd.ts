type Expected = 'magic' | 'size' | 'descriptor' | 'block';

const BYTES: Readonly<Record<Expected, number>> = { magic: 4, size: 4, descriptor: 1, block: 3 };
const MAGIC = 0xfd2fb528;

/** Sixteen magic numbers begin a frame to be skipped: its size, and that many bytes. */
function isSkippable(magic: number): boolean {
  return magic >>> 4 === 0x184d2a5;
}

/** Whether bytes begin as Zstandard's do; pzstd has a frame to be skipped before each other. */
export function isZstd(bytes: Uint8Array): boolean {
  const magic = numberOf(bytes.subarray(0, 4));
  return bytes.length >= 4 && (magic === MAGIC || isSkippable(magic));
}

/**
 * The same bytes, such that no piece goes on behind the end of a frame (RFC 8878, section 3). Files that were appended to,
 * or packed by several threads, have many frames; Node's decoder takes what comes behind one in the same piece for
 * nothing, and ends there.
 */
export async function* framewise(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const frames = new Frames();
  for await (const chunk of chunks) {
    let from = 0;
    for (const end of frames.endsIn(chunk)) {
      yield chunk.subarray(from, end);
      from = end;
    }
    if (from < chunk.length) yield from === 0 ? chunk : chunk.subarray(from);
  }
}

/** Walks from header to header over bytes that come in pieces. */
class Frames {
  #expected: Expected = 'magic';
  #header: number[] = [];
  /** bytes that come before the next header */
  #content = 0;
  #checksum = 0;

  *endsIn(chunk: Uint8Array): Generator<number> {
    for (let at = 0; at < chunk.length; ) {
      if (this.#content > 0) {
        const passed = Math.min(this.#content, chunk.length - at);
        at += passed;
        this.#content -= passed;
      } else {
        this.#header.push(chunk[at++] ?? 0);
        if (this.#header.length < BYTES[this.#expected]) continue;
        this.#take(numberOf(this.#header));
        this.#header = [];
        if (this.#expected !== 'magic') continue;
      }
      if (this.#content === 0 && this.#expected === 'magic') yield at;
    }
  }

  #take(header: number): void {
    switch (this.#expected) {
      case 'magic':
        this.#expected = isSkippable(header) ? 'size' : 'descriptor';
        // what is no frame has no end: the decoder will say so
        if (this.#expected === 'descriptor' && header !== MAGIC) this.#content = Number.POSITIVE_INFINITY;
        return;
      case 'size':
        this.#content = header;
        this.#expected = 'magic';
        return;
      case 'descriptor':
        this.#content = restOfHeader(header);
        this.#checksum = (header & 4) === 0 ? 0 : 4;
        this.#expected = 'block';
        return;
      case 'block': {
        const isLast = (header & 1) === 1;
        const isOneByte = ((header >>> 1) & 3) === 1;
        this.#content = (isOneByte ? 1 : header >>> 3) + (isLast ? this.#checksum : 0);
        this.#expected = isLast ? 'magic' : 'block';
      }
    }
  }
}

/** Bytes of the window, the dictionary's name and the size of the content, as the descriptor has them. */
function restOfHeader(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const size = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0;
  return (isSingleSegment ? 0 : 1) + dictionary + size;
}

/** The lowest byte comes first. */
function numberOf(bytes: Iterable<number>): number {
  let [number, place] = [0, 1];
  for (const byte of bytes) {
    number += byte * place;
    place *= 256;
  }
  return number;
}
