import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toolPath } from '../../scripts/install.ts';
import { freePort } from './port.ts';
import { TokenServer } from './token-server.ts';

/** Who may log in, and the password as bcrypt has it (`perl -e 'print crypt("sesame open", "\$2y\$05\$…")'`). */
export const LOGIN = { username: 'ada', password: 'sesame open' } as const;
const HTPASSWD = `${LOGIN.username}:$2y$05$abcdefghijklmnopqrstuujwF/qPLasscy/il2FgzADefEVa1khT2\n`;

type Auth = 'none' | 'basic' | 'token';

/**
 * A real docker-registry on a free port of the loopback address, its storage in a scratch folder:
 * `await using registry = await Registry.start('token')`.
 */
export class Registry implements AsyncDisposable {
  readonly port: number;
  /** who gives out tokens, where they are asked for */
  readonly tokens: TokenServer | null;
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(port: number, tokens: TokenServer | null, folder: string, child: ChildProcess) {
    this.port = port;
    this.tokens = tokens;
    this.#folder = folder;
    this.#child = child;
  }

  static async start(auth: Auth = 'none'): Promise<Registry> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mlops-test-')));
    const tokens = auth === 'token' ? await TokenServer.start(folder, LOGIN) : null;
    writeFileSync(join(folder, 'htpasswd'), HTPASSWD);
    const port = await freePort();
    const config = {
      version: '0.1',
      log: { level: 'error' },
      storage: { filesystem: { rootdirectory: join(folder, 'storage') }, delete: { enabled: true } },
      http: { addr: `127.0.0.1:${port}` },
      ...(auth === 'basic' ? { auth: { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } } } : {}),
      ...(tokens === null ? {} : { auth: { token: tokens.config } }),
    };
    // JSON is YAML
    writeFileSync(join(folder, 'config.yml'), JSON.stringify(config));
    const child = spawn(toolPath('docker-registry'), ['serve', join(folder, 'config.yml')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const registry = new Registry(port, tokens, folder, child);
    try {
      await registry.#ready(() => said);
      return registry;
    } catch (error) {
      await registry[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** `127.0.0.1:<port>` */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** what lies there, as files: to look at, and to spoil */
  get storage(): string {
    return join(this.#folder, 'storage/docker/registry/v2');
  }

  async #ready(said: () => string): Promise<void> {
    for (let round = 0; round < 1000; round++) {
      if (this.#child.exitCode !== null || this.#child.pid === undefined)
        throw new Error(`docker-registry does not run (node scripts/install.ts brings it): ${said()}`);
      const answer = await fetch(`http://${this.host}/v2/`).catch(() => null);
      if (answer !== null) return void (await answer.arrayBuffer());
      await sleep(10);
    }
    throw new Error(`docker-registry did not answer: ${said()}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.pid !== undefined && this.#child.exitCode === null) {
      const gone = new Promise((resolve) => this.#child.once('exit', resolve));
      this.#child.kill('SIGKILL');
      await gone;
    }
    await this.tokens?.[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
