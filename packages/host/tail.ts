const CAPACITY = 1024 * 1024;

/** The last 1 MiB of a stream of bytes, as text. */
export class Tail {
  #chunks: Uint8Array[] = [];
  #size = 0;
  #cut = false;

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (let first = this.#chunks[0]; first !== undefined && this.#size - first.length >= CAPACITY; ) {
      this.#chunks.shift();
      this.#size -= first.length;
      this.#cut = true;
      first = this.#chunks[0];
    }
  }

  text(): string {
    const whole = Buffer.concat(this.#chunks);
    const cut = this.#cut || whole.length > CAPACITY;
    const kept = whole.subarray(Math.max(0, whole.length - CAPACITY));
    // a cut may fall into a character: its bytes 10xxxxxx are left out
    const start = cut ? kept.findIndex((byte) => (byte & 0xc0) !== 0x80) : 0;
    return kept.subarray(Math.max(0, start)).toString('utf8');
  }
}
