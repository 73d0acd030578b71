/** A stream that shows lines and, where it is a terminal, one line of state below them that is refreshed. */
export class Terminal {
  readonly #stream: NodeJS.WriteStream;
  #state: string | null = null;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  get refreshed(): boolean {
    return this.#stream.isTTY === true;
  }

  line(text: string): void {
    const state = this.#state;
    this.#erase();
    this.#stream.write(`${text}\n`);
    if (state !== null) this.state(state);
  }

  /** null: there is nothing to show any more */
  state(text: string | null): void {
    this.#erase();
    if (text === null) return;
    if (!this.refreshed) {
      this.line(text);
      return;
    }
    const width = Math.max(20, (this.#stream.columns || 80) - 1);
    this.#state = text;
    this.#stream.write(text.slice(0, width));
  }

  #erase(): void {
    if (this.#state !== null) this.#stream.write('\r\u001b[2K');
    this.#state = null;
  }
}
