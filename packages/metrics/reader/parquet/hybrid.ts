/** Wider codes than this do not fit beside a byte in 32 bits. */
export const WIDEST = 24;

/**
 * Fills `into` from runs of equal values and of packed bits (Apache Parquet, Encodings, RLE / bit-packing hybrid). Throws
 * where the bytes end before.
 */
export function readHybrid(bytes: Uint8Array, width: number, into: Int32Array): void {
  let [at, filled] = [0, 0];
  while (filled < into.length) {
    const { header, at: after } = headerAt(bytes, at);
    at = after;
    const count = header >>> 1;
    if ((header & 1) === 1) {
      const end = Math.min(filled + 8 * count, into.length);
      unpack(bytes, at, width, into, filled, end);
      filled = end;
      at += count * width;
    } else {
      let value = 0;
      for (let bits = 0; bits < width; bits += 8) value |= byteAt(bytes, at++) << bits;
      if (count === 0) throw new Error('a run has no values');
      into.fill(value, filled, filled + count);
      filled += count;
    }
  }
}

/** How long the run of ones is that the bytes begin with; 0 where they begin with packed bits, or with zeros. */
export function runOfOnes(bytes: Uint8Array): number {
  const { header, at } = headerAt(bytes, 0);
  return (header & 1) === 0 && byteAt(bytes, at) === 1 ? header >>> 1 : 0;
}

/** How long the run is that begins here, its lowest bit saying whether it is packed; and the byte after that. */
function headerAt(bytes: Uint8Array, from: number): { readonly header: number; readonly at: number } {
  let [header, shift, at] = [0, 0, from];
  for (let more = true; more; shift += 7) {
    const byte = byteAt(bytes, at++);
    header |= (byte & 0x7f) << shift;
    more = byte >= 0x80;
  }
  return { header, at };
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Error('a page ends in the middle of its values');
  return byte;
}

function unpack(
  bytes: Uint8Array,
  from: number,
  width: number,
  into: Int32Array,
  first: number,
  end: number,
) {
  const mask = (1 << width) - 1;
  if (from + Math.ceil(((end - first) * width) / 8) > bytes.length)
    throw new Error('a page ends in the middle of its values');
  let [at, held, bits] = [from, 0, 0];
  for (let place = first; place < end; place++) {
    while (bits < width) {
      held |= (bytes[at++] ?? 0) << bits;
      bits += 8;
    }
    into[place] = held & mask;
    held >>>= width;
    bits -= width;
  }
}
