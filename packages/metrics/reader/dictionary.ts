const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** So many texts are decoded in one go; a string must stay below half a billion characters. */
const DECODED_AT_ONCE = 1 << 20;

export const EMPTY_HASH = OFFSET_BASIS | 0;

/** One byte more (FNV-1a, 32 bits). */
export function hashed(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, PRIME);
}

/** Distinct texts by their bytes, numbered as they come: a cell that was met before makes no string. */
export class Dictionary {
  #bytes = new Uint8Array(1024);
  #starts = new Float64Array(257);
  #hashes = new Int32Array(256);
  /** codes + 1 by hash, 0 where free; a power of two, at most half full */
  #slots = new Int32Array(512);
  #size = 0;

  /** The number of bytes[from, to), whose hash is known. */
  codeOf(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const code = (this.#slots[slot] ?? 0) - 1;
      if (code === -1) return this.#add(bytes, from, to, hash, slot);
      if (this.#hashes[code] === hash && this.#is(code, bytes, from, to)) return code;
      slot = (slot + 1) & mask;
    }
  }

  /** The number of all of `bytes`. */
  codeOfAll(bytes: Uint8Array): number {
    let hash = EMPTY_HASH;
    for (let at = 0; at < bytes.length; at++) hash = hashed(hash, bytes[at] ?? 0);
    return this.codeOf(bytes, 0, bytes.length, hash);
  }

  #is(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[code] ?? 0;
    if ((this.#starts[code + 1] ?? 0) - start !== to - from) return false;
    for (let at = from; at < to; at++) if (bytes[at] !== this.#bytes[start + at - from]) return false;
    return true;
  }

  #add(bytes: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const code = this.#size++;
    const start = this.#starts[code] ?? 0;
    const end = start + to - from;
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(2 * end));
    for (let at = from; at < to; at++) this.#bytes[start + at - from] = bytes[at] ?? 0;
    if (code === this.#hashes.length) this.#widen();
    this.#starts[code + 1] = end;
    this.#hashes[code] = hash;
    this.#slots[slot] = code + 1;
    if (2 * this.#size > this.#slots.length) this.#spread();
    return code;
  }

  #widen(): void {
    const size = 2 * this.#hashes.length;
    this.#hashes = grown(this.#hashes, new Int32Array(size));
    this.#starts = grown(this.#starts, new Float64Array(size + 1));
  }

  #spread(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    const mask = this.#slots.length - 1;
    for (let code = 0; code < this.#size; code++) {
      const hash = this.#hashes[code] ?? 0;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = code + 1;
    }
  }

  /** The texts in the order of their numbers; the first that is no UTF-8 is given to `strange`, which throws. */
  values(strange: (code: number) => never): string[] {
    const texts: string[] = [];
    for (let from = 0; from < this.#size; from += DECODED_AT_ONCE)
      this.#decode(from, Math.min(from + DECODED_AT_ONCE, this.#size), texts, strange);
    return texts;
  }

  /** ASCII is decoded as one text and cut, anything else text by text. */
  #decode(from: number, to: number, texts: string[], strange: (code: number) => never): void {
    const base = this.#starts[from] ?? 0;
    const end = this.#starts[to] ?? 0;
    const whole = new TextDecoder().decode(this.#bytes.subarray(base, end));
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const plain = whole.length === end - base && !whole.includes('\uFFFD');
    for (let code = from; code < to; code++) {
      const [start, stop] = [this.#starts[code] ?? 0, this.#starts[code + 1] ?? 0];
      if (plain) texts.push(whole.slice(start - base, stop - base));
      else {
        try {
          texts.push(decoder.decode(this.#bytes.subarray(start, stop)));
        } catch {
          strange(code);
        }
      }
    }
  }
}

function grown<A extends Uint8Array | Int32Array | Float64Array>(full: A, wide: A): A {
  wide.set(full);
  return wide;
}
