import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Change, Standing } from '#target/target';
import { machineEnvironment } from './bundle.ts';
import { type ChildEnded, type Interrupt, runChild } from './child.ts';
import { freePort } from './port.ts';
import type { Order } from './process-target.ts';
import { Workspace } from './workspace.ts';

const DRIVER = join(import.meta.dirname, 'process-target.ts');
/** What Node made of the driver's source is kept: it starts in a third of the time. */
const COMPILED = join(import.meta.dirname, '../../.cache/compiled');

/**
 * A model server as users have them: POST answers how many bytes came and which model answers; `/slow` takes its time,
 * `/events` streams, `/ws` echoes what it gets after an upgrade.
 */
const SERVER = `import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
const { MLOPS_PORT, MLOPS_MODEL, MLOPS_REVISION } = process.env;
const model = readFileSync(MLOPS_MODEL, 'utf8');
const server = createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok');
  if (request.url === '/headers') return response.end(JSON.stringify(request.headers));
  if (request.url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let count = 0;
    const timer = setInterval(() => response.write('data: ' + count++ + '\\n\\n'), 30);
    return request.on('close', () => clearInterval(timer));
  }
  if (request.url === '/die') process.exit(7);
  const wait = request.url.startsWith('/slow') ? Number(request.url.slice(6)) : 0;
  let bytes = 0;
  request.on('data', (chunk) => { bytes += chunk.length; });
  response.on('close', () => { if (!response.writableFinished) console.log('left ' + request.url); });
  request.on('end', () => setTimeout(() => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ bytes, model, revision: MLOPS_REVISION }));
  }, wait));
});
server.on('upgrade', (request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n');
  socket.on('data', (chunk) => socket.write(MLOPS_REVISION + ' ' + chunk)).on('error', () => {});
});
server.listen(Number(MLOPS_PORT), '127.0.0.1');
`;

type Wish = Partial<Order> & {
  readonly interrupt?: Interrupt;
  readonly under?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

/** A workspace with two releases, and a stable port; everything that runs is ended with it. */
export class Deployed implements AsyncDisposable {
  readonly workspace = new Workspace();
  readonly port: number;

  private constructor(port: number) {
    this.port = port;
    for (const release of ['one', 'two', 'three'])
      this.workspace.write({
        [`${release}/app/serve.mjs`]: SERVER,
        [`${release}/models/model.txt`]: release,
        [`${release}/bin/.keep`]: '',
      });
  }

  static async fresh(): Promise<Deployed> {
    return new Deployed(await freePort());
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Runs the driver. */
  async run(operation: Order['operation'], wish: Wish = {}): Promise<ChildEnded> {
    const { under = [], env = {}, interrupt = [], ...order } = wish;
    const image = { one: 'a1', two: 'b2', three: 'c3' }[order.release ?? 'one'] ?? 'd4';
    const whole = {
      operation,
      environment: 'production',
      port: this.port,
      serve: 'node serve.mjs',
      image,
      ...order,
    };
    const path = `orders/${operation}-${Math.random()}.json`;
    this.workspace.write({ [path]: JSON.stringify(whole) });
    const [program = '', ...words] = [...under, process.execPath, DRIVER, join(this.workspace.path, path)];
    const own = { ...machineEnvironment(), MLOPS_HOST: 'local', NODE_COMPILE_CACHE: COMPILED, ...env };
    return runChild([program, ...words], { cwd: this.workspace.path, env: own, interrupt });
  }

  async deploy(release: string, wish: Wish = {}): Promise<Change> {
    return changeOf(await this.run('deploy', { release, ...wish }));
  }

  async rollback(wish: Wish = {}): Promise<Change> {
    return changeOf(await this.run('rollback', wish));
  }

  async status(): Promise<Standing> {
    return standingOf(await this.run('status'));
  }

  async retire(): Promise<Standing> {
    return standingOf(await this.run('retire'));
  }

  state(): {
    readonly front: { readonly process: { readonly pid: number } } | null;
    readonly revisions: Readonly<
      Record<string, { readonly process: { readonly pid: number } | null; readonly folder: string }>
    >;
    readonly starting: readonly string[];
    readonly ending: readonly string[];
    readonly folders: readonly string[];
  } {
    return JSON.parse(this.workspace.read('.mlops/deployments/production.json'));
  }

  /** Revisions of which a process is alive, as the processes themselves say it. */
  alive(): string[] {
    const found = new Set<string>();
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const words = textOf(`/proc/${pid}/environ`).split('\0');
      const own = words.some((word) => word.startsWith(`MLOPS_LOG=${this.workspace.path}/`));
      const state = textOf(`/proc/${pid}/stat`).split(') ')[1]?.[0];
      if (own && state !== 'Z')
        found.add(words.find((word) => word.startsWith('MLOPS_REVISION='))?.slice(15) ?? '');
    }
    return [...found].sort();
  }

  /** The fronts that are alive. */
  fronts(): number[] {
    const path = join(this.workspace.path, '.mlops/deployments/production.json');
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => textOf(`/proc/${pid}/cmdline`).split('\0').includes(path))
      .filter((pid) => textOf(`/proc/${pid}/stat`).split(') ')[1]?.[0] !== 'Z')
      .map(Number);
  }

  /** Unpacked folders, drafts among them. */
  folders(): string[] {
    return readdirSync(join(this.workspace.path, '.mlops/deployments/production'))
      .filter((name) => /^r\d/.test(name))
      .sort();
  }

  /** Which revision answers. */
  async answering(): Promise<string | null> {
    const answer = await fetch(this.url, { method: 'POST', body: 'x', headers: { connection: 'close' } });
    await answer.text();
    return answer.headers.get('x-mlops-revision');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.retire();
      expect(this.alive()).toEqual([]);
    } finally {
      this.workspace[Symbol.dispose]();
    }
  }
}

function changeOf(ran: ChildEnded): Change {
  expect(ran.status, ran.log).toBe(0);
  return JSON.parse(ran.stdout);
}

function standingOf(ran: ChildEnded): Standing {
  expect(ran.status, ran.log).toBe(0);
  return JSON.parse(ran.stdout);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
