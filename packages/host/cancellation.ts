/** SIGHUP: the terminal was closed. Unhandled it would end us and leave our children behind. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Aborted by the first signal that asks the run to end, until it is disposed of. */
export class Cancellation implements Disposable {
  readonly #controller = new AbortController();
  readonly #cancel = () => this.#controller.abort();

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#cancel);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.#cancel);
  }
}
