import { type Answer, bare, json } from './answer.ts';
import { type Arrived, LoopbackServer } from './server.ts';

/** What a path answers: a value as JSON, a text as it is, or an answer of one's own. */
type Behaviour = (arrived: Arrived) => Answer | Promise<Answer>;

/** A program that serves a model, in this process: `/healthz`, `/version` and `/predict`, each to be changed. */
export class ModelServer implements AsyncDisposable {
  /** `POST /predict`, in the order they came */
  readonly requests: string[] = [];
  health: Behaviour = () => bare(200);
  version: Behaviour = () => json(200, { model: this.model });
  predict: Behaviour = ({ body }) => json(200, this.answers(JSON.parse(body.toString())));
  /** SHA-256 of the model it says it serves */
  model = '';
  /** what it predicts, by what is posted */
  answers: (body: unknown) => unknown = () => ({});
  #server: LoopbackServer | null = null;

  static async start(): Promise<ModelServer> {
    const made = new ModelServer();
    made.#server = await LoopbackServer.start(
      (arrived) => made.#answer(arrived),
      () => {},
    );
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server?.port ?? 0}`;
  }

  async #answer(arrived: Arrived): Promise<Answer> {
    const { pathname } = arrived.url;
    this.requests.push(`${arrived.method} ${pathname}`);
    if (pathname === '/healthz') return this.health(arrived);
    if (pathname === '/version') return this.version(arrived);
    if (pathname === '/predict') return this.predict(arrived);
    return bare(404);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }
}

/** A text that is no JSON. */
export function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body: Buffer.from(text) };
}
