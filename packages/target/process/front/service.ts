import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Backend } from './backend.ts';
import { passed, upgraded } from './passage.ts';
import { Rotation, type Route } from './rotation.ts';
import type { Table } from './table.ts';

/** Longer than clients keep an idle connection: else they would send into one that is just being closed. */
const IDLE_MS = 75_000;
const BACKLOG = 4_096;
const COMPLAINT_MS = 1_000;
const HALF_OPEN_MS = 1_000;

/** What a front says of itself to whoever knows its token. */
export interface Account {
  readonly environment: string;
  readonly version: number;
  /** requests on their way, by revision */
  readonly flights: Readonly<Record<string, number>>;
}

/** Requests at the stable port, handed on by the table it was last given. */
export class Service {
  readonly #backends = new Map<string, Backend>();
  readonly #say: (text: string) => void;
  readonly #refresh: () => void;
  #table: Table;
  #rotation: Rotation;
  #complained = Number.NEGATIVE_INFINITY;

  /** `refresh`: look whether there is a newer table, before a request is given up. */
  constructor(table: Table, say: (text: string) => void, refresh: () => void) {
    this.#table = table;
    this.#rotation = new Rotation(table.routes);
    this.#say = say;
    this.#refresh = refresh;
  }

  /** From now on requests go by this table; those on their way are left alone. */
  take(table: Table): void {
    const before = this.#table;
    this.#table = table;
    if (JSON.stringify(before.routes) === JSON.stringify(table.routes)) return;
    this.#rotation = new Rotation(table.routes);
    const shares = table.routes.map(({ revision, weight }) => `${revision} ${weight}%`).join(', ');
    this.#say(`version ${table.version}: ${shares === '' ? 'nothing serves' : shares}`);
    const taking = new Set(table.routes.map(keyOf));
    for (const [key, backend] of this.#backends)
      if (!taking.has(key)) void backend.close().then(() => this.#backends.delete(key));
  }

  account(): Account {
    const flights: Record<string, number> = {};
    for (const [key, backend] of this.#backends) {
      const revision = key.split(' ')[0] ?? '';
      flights[revision] = (flights[revision] ?? 0) + backend.flights;
    }
    return { environment: this.#table.environment, version: this.#table.version, flights };
  }

  /** `own` answers what is meant for the front itself, and says whether it was. */
  server(own: (request: IncomingMessage, response: ServerResponse) => boolean): Server {
    const options = { keepAliveTimeout: IDLE_MS, requestTimeout: 0, noDelay: true };
    const server = createServer(options, (request, response) => {
      if (!own(request, response)) void this.#web(request, response);
    });
    server.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head));
    server.on('clientError', (_, socket) => refuse(socket, '400 Bad Request', ''));
    return server;
  }

  async #web(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const failed = await this.#through((route, backend) =>
      passed(request, response, route.revision, backend),
    );
    if (failed === null || response.destroyed) return;
    if (response.headersSent) return void response.destroy();
    response.removeHeader('x-mlops-revision');
    const status = failed.sent ? 502 : 503;
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1' });
    response.end(`${JSON.stringify({ error: failed.why })}\n`);
    // what was not read of the body would be taken for the next request
    request.resume();
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    if (!(socket instanceof Socket)) return void socket.destroy();
    // a client that has ended listens to nobody; a server that does not end either would keep it under way for ever
    socket.once('end', () => setTimeout(() => socket.destroy(), HALF_OPEN_MS).unref());
    const failed = await this.#through((route, backend) =>
      upgraded(request, socket, head, route.revision, backend),
    );
    if (failed === null) return;
    if (failed.sent) return void socket.destroy();
    refuse(socket, '503 Service Unavailable', `${JSON.stringify({ error: failed.why })}\n`);
  }

  /** A revision whose connection is refused was sent nothing: the next one gets the request. */
  async #through(
    pass: (route: Route, backend: Backend) => Promise<void>,
  ): Promise<{ readonly why: string; readonly sent: boolean } | null> {
    let why = `nothing serves in ${this.#table.environment}`;
    for (const route of this.#candidates()) {
      const backend = this.#backend(route);
      backend.flights++;
      let sent = false;
      try {
        const connection = backend.connection();
        if (connection !== null) await connection;
        sent = true;
        await pass(route, backend);
        return null;
      } catch (error) {
        const cause = error instanceof Error ? error.message : String(error);
        why = sent
          ? `${route.revision} gave no answer: ${cause}`
          : `${route.revision} is not there: ${cause}`;
        this.#complain(why);
        if (sent) return { why, sent };
      } finally {
        backend.flights--;
      }
    }
    return { why, sent: false };
  }

  /** A revision that is away is told once a second, not once a request. */
  #complain(text: string): void {
    const now = performance.now();
    if (now - this.#complained < COMPLAINT_MS) return;
    this.#complained = now;
    this.#say(text);
  }

  /** In the order they are tried; after all of them, those of a table that has come meanwhile. */
  *#candidates(): Iterable<Route> {
    const tried = this.#rotation.next();
    yield* tried;
    this.#refresh();
    const known = new Set(tried.map(keyOf));
    yield* this.#rotation.next().filter((route) => !known.has(keyOf(route)));
  }

  #backend(route: Route): Backend {
    const key = keyOf(route);
    const found = this.#backends.get(key) ?? new Backend(route.port);
    this.#backends.set(key, found);
    return found;
  }

  listen(server: Server, port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, backlog: BACKLOG }, resolve);
    });
  }
}

const keyOf = ({ revision, port }: Route) => `${revision} ${port}`;

function refuse(socket: Duplex, status: string, body: string): void {
  if (!socket.writable) return void socket.destroy();
  const head = [`HTTP/1.1 ${status}`, 'connection: close', `content-length: ${Buffer.byteLength(body)}`];
  socket.end(`${head.join('\r\n')}\r\ncontent-type: application/json\r\n\r\n${body}`);
}
