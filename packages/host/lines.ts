/** Characters of a line that are shown; what follows is left out with a mark. */
const LONGEST = 64 * 1024;
/** A progress bar that never ends its line is shown as it stands this often. */
const STATE_EVERY_MS = 10_000;

/**
 * Splits a child's bytes into lines as they come. UTF-8, what is not valid shows as U+FFFD. Of a progress bar
 * that paints over itself with \r only the last state is shown, or the one of the moment every ten seconds.
 */
export class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #emit: (line: string) => void;
  readonly #now: () => number;
  #line = '';
  #cut = false;
  /** what the last \r left to be painted over; null when there is none */
  #state: string | null = null;
  #shownAt: number;

  constructor(emit: (line: string) => void, now: () => number) {
    this.#emit = emit;
    this.#now = now;
    this.#shownAt = now();
  }

  push(chunk: Uint8Array): void {
    this.#feed(this.#decoder.decode(chunk, { stream: true }));
  }

  /** The last line, if it has no end. */
  end(): void {
    this.#feed(this.#decoder.decode());
    if (this.#line !== '' || this.#state !== null) this.#finish();
  }

  #feed(text: string): void {
    let from = 0;
    for (const { 0: mark, index } of text.matchAll(/[\r\n]/g)) {
      this.#append(text.slice(from, index));
      from = index + 1;
      if (mark === '\n') this.#finish();
      else this.#fold();
    }
    this.#append(text.slice(from));
  }

  #append(part: string): void {
    const room = LONGEST - this.#line.length;
    this.#line += part.length <= room ? part : part.slice(0, room);
    this.#cut ||= part.length > room;
  }

  #take(): string {
    const line = this.#cut ? `${this.#line.toWellFormed()} … (cut at 64 KiB)` : this.#line;
    this.#line = '';
    this.#cut = false;
    return line;
  }

  #fold(): void {
    const line = this.#take();
    if (line.trim() !== '') this.#state = line;
    if (this.#state === null || this.#now() - this.#shownAt < STATE_EVERY_MS) return;
    this.#show(this.#state);
  }

  #finish(): void {
    const line = this.#take();
    this.#show(line.trim() === '' && this.#state !== null ? this.#state : line);
  }

  #show(line: string): void {
    this.#state = null;
    this.#shownAt = this.#now();
    this.#emit(line);
  }
}
