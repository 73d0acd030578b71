/** Bytes as they come, looked at a few at a time; no more than a piece of them is held. */
export class ByteWindow {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;
  #passed = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** bytes from the start to here */
  get offset(): number {
    return this.#passed + this.#at;
  }

  /** bytes that can be taken without waiting */
  get ready(): number {
    return this.#buffer.length - this.#at;
  }

  /** Waits until so many bytes are ready; false where there are no more. */
  async need(amount: number): Promise<boolean> {
    while (this.ready < amount) {
      const { done, value } = await this.#source.next();
      if (done) return false;
      const rest = this.#buffer.subarray(this.#at);
      this.#passed += this.#at;
      this.#at = 0;
      this.#buffer = rest.length === 0 ? asBuffer(value) : Buffer.concat([rest, value]);
    }
    return true;
  }

  /** The next bytes, which are ready. */
  take(amount: number): Buffer {
    const taken = this.#buffer.subarray(this.#at, this.#at + amount);
    this.#at += amount;
    return taken;
  }

  /** The next bytes, which are ready, and stay where they are. */
  peek(amount: number): Buffer {
    return this.#buffer.subarray(this.#at, this.#at + amount);
  }

  /** Passes over so many bytes; false where there are fewer. */
  async skip(amount: number): Promise<boolean> {
    let left = amount;
    while (left > 0) {
      if (this.ready === 0 && !(await this.need(1))) return false;
      const step = Math.min(left, this.ready);
      this.#at += step;
      left -= step;
    }
    return true;
  }

  /** The bytes up to the next line end, which is passed over; null where there is none within `limit` bytes. */
  async line(limit: number): Promise<Buffer | null> {
    for (let seen = 0; ; ) {
      const end = this.#buffer.indexOf(10, this.#at + seen);
      if (end >= 0) {
        const line = this.take(end - this.#at);
        this.#at += 1;
        return line;
      }
      seen = this.ready;
      if (seen > limit || !(await this.need(seen + 1))) return null;
    }
  }

  /** Nothing more will be asked for. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
