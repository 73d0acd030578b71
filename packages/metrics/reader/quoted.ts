const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** A cell between quotes, two of which stand for one (RFC 4180, section 2). */
export class Quoted {
  /** what the cell holds, in memory that the next one uses again */
  text: Uint8Array = new Uint8Array(0);
  /** the first byte after the closing quote */
  end = 0;
  /** lines that end within the cell */
  lines = 0;
  #room = new Uint8Array(256);

  /** Reads the cell whose opening quote is at `from`; false where the closing one is not there before `to`. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    let length = 0;
    this.lines = 0;
    for (let at = from + 1; at < to; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE && bytes[++at] !== QUOTE) {
        this.end = at;
        this.text = this.#room.subarray(0, length);
        return true;
      }
      if (byte === LINE_FEED) this.lines++;
      if (length === this.#room.length) this.#widen();
      this.#room[length++] = byte;
    }
    return false;
  }

  #widen(): void {
    const room = new Uint8Array(2 * this.#room.length);
    room.set(this.#room);
    this.#room = room;
  }
}
