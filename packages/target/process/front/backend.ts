import { Agent, type AgentOptions } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const HOST = '127.0.0.1';

/**
 * An idle connection is kept shorter than any server does (gunicorn 2 s, uvicorn and Node 5 s): else a request could
 * be sent into one that is just being closed.
 */
const IDLE_MS = 1_000;
const CLOSE_MS = 50;
const CONNECT_MS = 5_000;

class Connections extends Agent {
  readonly waiting: Socket[] = [];

  override createConnection(
    options: Parameters<Agent['createConnection']>[0],
    callback?: Parameters<Agent['createConnection']>[1],
  ): ReturnType<Agent['createConnection']> {
    return this.waiting.pop() ?? super.createConnection(options, callback);
  }
}

/** Connections to one revision, and how many requests are on their way through it. */
export class Backend {
  readonly target: string;
  readonly agent: Connections;
  flights = 0;
  readonly #port: number;

  constructor(port: number) {
    const options: AgentOptions = { keepAlive: true, timeout: IDLE_MS, maxFreeSockets: 256 };
    this.#port = port;
    this.target = `http://${HOST}:${port}`;
    this.agent = new Connections(options);
  }

  /**
   * A connection that stands before anything of the request is read: whoever cannot give one gets nothing, and the
   * request goes elsewhere whole. null: an idle one waits. Rejects when refused.
   */
  connection(): Promise<void> | null {
    const free = Object.values(this.agent.freeSockets).flatMap((sockets) => sockets ?? []);
    const idle = free.some((socket) => !socket.destroyed && socket.writable);
    return idle ? null : this.#connected();
  }

  /** Resolves once nothing is on its way; idle connections are closed. */
  async close(): Promise<void> {
    while (this.flights > 0) await sleep(CLOSE_MS);
    this.agent.destroy();
  }

  #connected(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: HOST, port: this.#port, noDelay: true });
      const late = setTimeout(() => socket.destroy(new Error('no connection in 5 s')), CONNECT_MS);
      socket.once('close', () => clearTimeout(late));
      socket.once('error', reject);
      socket.once('connect', () => {
        clearTimeout(late);
        socket.off('error', reject);
        this.agent.waiting.push(socket);
        resolve();
      });
    });
  }
}
