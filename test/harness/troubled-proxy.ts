import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { Registry } from './registry.ts';

/** What happens to a request instead of, or while, it goes on to the registry. */
export type Trouble =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** the connection is cut when so many bytes of the body, of the request or else of the answer, went on */
  | { readonly cutAfter: number; readonly of: 'request' | 'answer' }
  /** the registry gets the request and does it; its answer is lost */
  | { readonly lose: 'answer' }
  | { readonly addHeaders: Readonly<Record<string, string>> }
  /**
   * The registry keeps so many bytes of the request, and the connection is cut. Distribution 2.8 itself forgets an
   * upload that was cut; others go on with what they have, which this is in its place.
   */
  | { readonly keepThenCut: number };

export interface Rule {
  /** `PATCH`, `GET /v2/x/blobs/`: method and how the path begins */
  readonly on: (method: string, path: string) => boolean;
  /** how many times; then it is through. Default: once */
  readonly times?: number;
  /** how many that fit go on untouched before it begins */
  readonly after?: number;
  readonly trouble: Trouble;
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** bytes of the request's body that came */
  bytes: number;
}

/** Stands before a registry on a port of its own, and makes trouble as told. */
export class TroubledProxy implements AsyncDisposable {
  /** every request, in the order they came */
  readonly seen: Seen[] = [];
  readonly #server: Server;
  readonly #upstream: number;
  /** where an upload goes on that was kept, by where it was asked for */
  readonly #kept = new Map<string, string>();
  #rules: { rule: Rule; left: number; passed: number }[] = [];

  private constructor(upstream: number) {
    this.#upstream = upstream;
    this.#server = createServer((arrived, answer) => this.#handle(arrived, answer));
  }

  static async before(registry: Pick<Registry, 'port'>, ...rules: readonly Rule[]): Promise<TroubledProxy> {
    const proxy = new TroubledProxy(registry.port);
    proxy.troubles(...rules);
    await new Promise<void>((resolve, reject) =>
      proxy.#server.once('error', reject).listen(0, '127.0.0.1', resolve),
    );
    return proxy;
  }

  troubles(...rules: readonly Rule[]): void {
    this.#rules = rules.map((rule) => ({ rule, left: rule.times ?? 1, passed: 0 }));
  }

  get host(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  /** `PATCH /v2/x/blobs/uploads/…`: requests of a method, or all */
  requests(method?: string): Seen[] {
    return this.seen.filter((one) => method === undefined || one.method === method);
  }

  #troubleFor(method: string, path: string): Trouble | null {
    for (const state of this.#rules) {
      if (state.left === 0 || !state.rule.on(method, path)) continue;
      if (state.passed++ < (state.rule.after ?? 0)) continue;
      state.left--;
      return state.rule.trouble;
    }
    return null;
  }

  #handle(arrived: IncomingMessage, answer: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = arrived;
    const path = this.#kept.get(url) ?? url;
    const seen: Seen = { method, path, headers, bytes: 0 };
    this.seen.push(seen);
    arrived.on('data', (chunk: Buffer) => {
      seen.bytes += chunk.length;
    });
    const trouble = this.#troubleFor(method, path);
    if (trouble !== null && 'status' in trouble) {
      arrived.resume();
      arrived.once('end', () => answer.writeHead(trouble.status, trouble.headers).end(trouble.body ?? ''));
      return;
    }
    if (trouble !== null && 'keepThenCut' in trouble) this.#keep(arrived, seen, trouble.keepThenCut);
    else this.#pass(arrived, answer, seen, trouble);
  }

  #keep(arrived: IncomingMessage, { method, path, headers }: Seen, size: number): void {
    const pieces: Buffer[] = [];
    arrived.on('data', (piece: Buffer) => {
      pieces.push(piece);
      const body = Buffer.concat(pieces);
      if (body.length < size) return;
      arrived.pause();
      const start = Number(String(headers['content-range']).split('-')[0]);
      const kept = { 'content-range': `${start}-${start + size - 1}`, 'content-length': String(size) };
      const onward = request({ host: '127.0.0.1', port: this.#upstream, method, path });
      for (const [name, value] of Object.entries({ ...headers, ...kept }))
        onward.setHeader(name, value ?? '');
      onward.on('response', (response) => {
        const { pathname, search } = new URL(response.headers.location ?? '/', 'http://registry');
        this.#kept.set(path, `${pathname}${search}`);
        response.resume().once('end', () => arrived.socket.destroy());
      });
      onward.end(body.subarray(0, size));
    });
    arrived.on('error', () => {});
  }

  #pass(arrived: IncomingMessage, answer: ServerResponse, seen: Seen, trouble: Trouble | null): void {
    const { method, path, headers } = seen;
    const onward = request({ host: '127.0.0.1', port: this.#upstream, method, path, headers });
    const cut = () => {
      onward.destroy();
      arrived.socket.destroy();
    };
    onward.on('error', cut);
    arrived.on('error', () => onward.destroy());
    const limit = trouble !== null && 'cutAfter' in trouble ? trouble : null;
    arrived.on('data', (chunk: Buffer) => {
      if (limit?.of !== 'request' || seen.bytes < limit.cutAfter) return void onward.write(chunk);
      // what went before has to be on its way when the line goes dead
      onward.write(chunk.subarray(0, chunk.length - (seen.bytes - limit.cutAfter)), cut);
      arrived.pause();
    });
    arrived.on('end', () => onward.end());
    onward.on('response', (response) => {
      if (trouble !== null && 'lose' in trouble) return void response.resume().once('end', cut);
      const added = trouble !== null && 'addHeaders' in trouble ? trouble.addHeaders : {};
      answer.writeHead(response.statusCode ?? 502, { ...response.headers, ...added });
      let sent = 0;
      response.on('data', (chunk: Buffer) => {
        sent += chunk.length;
        if (limit?.of !== 'answer' || sent < limit.cutAfter) return void answer.write(chunk);
        answer.write(chunk.subarray(0, chunk.length - (sent - limit.cutAfter)), cut);
        response.destroy();
      });
      response.on('end', () => answer.end());
      response.on('error', cut);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
