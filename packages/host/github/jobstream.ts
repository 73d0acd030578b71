import { readCommand } from './command.ts';

type Write = typeof process.stdout.write;

/** What a library printed while we listened: its warnings and errors, and all the rest. */
export interface Said {
  readonly complaints: string[];
  readonly remarks: string[];
}

/**
 * The job's log, which is our stdout. The toolkit's clients print to it of their own accord (`Root directory
 * input is valid!`, an annotation for every refused cache entry); while one of them works, `hushed` takes what
 * it prints, and our own lines go through all the same.
 */
export class JobStream {
  readonly #write: Write = process.stdout.write.bind(process.stdout);
  readonly #listeners = new Set<Said>();

  line(text: string): void {
    this.#write(`${text}\n`);
  }

  async hushed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly said: Said }> {
    const said: Said = { complaints: [], remarks: [] };
    if (this.#listeners.size === 0) process.stdout.write = this.#take;
    this.#listeners.add(said);
    try {
      return { value: await work(), said };
    } finally {
      this.#listeners.delete(said);
      if (this.#listeners.size === 0) process.stdout.write = this.#write;
    }
  }

  readonly #take: Write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    for (const line of text.split('\n').filter((one) => one.trim() !== '')) this.#hear(line);
    const done = rest.find((one) => typeof one === 'function');
    if (done !== undefined) queueMicrotask(() => void Reflect.apply(done, undefined, []));
    return true;
  };

  #hear(line: string): void {
    const command = readCommand(line);
    // a mask is no talk: it has to reach the runner
    if (command?.name === 'add-mask') {
      this.line(line);
      return;
    }
    const loud = command?.name === 'warning' || command?.name === 'error';
    for (const said of this.#listeners)
      (loud ? said.complaints : said.remarks).push(command?.message ?? line);
  }
}
