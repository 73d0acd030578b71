import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Answer } from './answer.ts';

export interface Arrived {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** An HTTP server on the loopback address and a free port. What its handler throws is answered 500 and told. */
export class LoopbackServer implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(
    handle: (arrived: Arrived) => Answer | Promise<Answer>,
    fault: (error: unknown) => void,
  ): Promise<LoopbackServer> {
    const server = createServer((request, response) => {
      arrivedOf(request)
        .then(handle)
        .then(
          ({ status, headers, body }) =>
            response.writeHead(status, { 'content-length': body.length, ...headers }).end(body),
          (error: unknown) => {
            fault(error);
            response.writeHead(500).end();
          },
        );
    });
    await new Promise<void>((resolve, reject) =>
      server.once('error', reject).listen(0, '127.0.0.1', resolve),
    );
    return new LoopbackServer(server);
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function arrivedOf(request: IncomingMessage): Promise<Arrived> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = 'GET', url = '/', headers } = request;
  return { method, url: new URL(url, 'http://127.0.0.1'), headers, body: Buffer.concat(chunks) };
}
