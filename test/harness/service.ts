import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildWish } from './child.ts';
import { freePort } from './port.ts';

/** A program that serves HTTP on MLOPS_PORT, up since /healthz answered 200; killed at the end of its scope. */
export class Service implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<{ status: number | null; signal: NodeJS.Signals | null }>;
  #log = '';

  private constructor(
    argv: readonly [string, ...string[]],
    wish: Pick<ChildWish, 'cwd' | 'env'>,
    port: number,
  ) {
    const [program, ...words] = argv;
    this.url = `http://127.0.0.1:${port}`;
    const env = { ...wish.env, MLOPS_PORT: String(port) };
    this.#child = spawn(program, words, { cwd: wish.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
      });
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject).once('close', (status, signal) => resolve({ status, signal }));
    });
  }

  static async start(
    argv: readonly [string, ...string[]],
    wish: Pick<ChildWish, 'cwd' | 'env'>,
  ): Promise<Service> {
    const service = new Service(argv, wish, await freePort());
    const ended = service.#ended.then(() => {
      throw new Error(`it ended before it was healthy:\n${service.log}`);
    });
    await Promise.race([service.#healthy(), ended]);
    return service;
  }

  /** stdout and stderr as they came */
  get log(): string {
    return this.#log;
  }

  post(path: string, body: unknown): Promise<Response> {
    const content = typeof body === 'string' ? body : JSON.stringify(body);
    return fetch(`${this.url}${path}`, { method: 'POST', body: content });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** How it ended; waits for it. */
  ended(): Promise<{ status: number | null; signal: NodeJS.Signals | null }> {
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill('SIGKILL');
    await this.#ended;
  }

  async #healthy(): Promise<void> {
    while (this.#child.exitCode === null && this.#child.signalCode === null) {
      if (
        await fetch(`${this.url}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
      await sleep(50);
    }
  }
}
