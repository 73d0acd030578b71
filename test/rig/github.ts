import { createServer, type IncomingMessage, type Server } from 'node:http';
import { OpenAPIBackend } from 'openapi-backend';
import { type Answer, Blobs, json } from './blobs.ts';
import extract from './openapi/extract.json' with { type: 'json' };
import { Repository } from './repository.ts';
import { Results } from './results.ts';

export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/** Operation -> what answers it, and the scope a token needs for it. */
const OPERATIONS: Readonly<Record<string, readonly [scope: string, level: 'read' | 'write']>> = {
  'git/create-blob': ['contents', 'write'],
  'git/get-blob': ['contents', 'read'],
  'git/create-tree': ['contents', 'write'],
  'git/get-tree': ['contents', 'read'],
  'git/create-commit': ['contents', 'write'],
  'git/get-commit': ['contents', 'read'],
  'git/get-ref': ['contents', 'read'],
  'git/create-ref': ['contents', 'write'],
  'git/update-ref': ['contents', 'write'],
};

/**
 * A GitHub in this process: REST, results service and blob storage. REST requests are checked against GitHub's own
 * OpenAPI description (./openapi); what does not fit is answered 422 and stands in `violations`.
 */
export class FakeGitHub implements AsyncDisposable {
  readonly violations: string[] = [];
  readonly requests: string[] = [];
  readonly blobs = new Blobs();
  readonly results: Results;
  readonly repository: Repository;
  readonly #tokens = new Map<string, Permissions>();
  readonly #server: Server;
  readonly #api: OpenAPIBackend;

  private constructor(name: string, api: OpenAPIBackend) {
    this.#api = api;
    this.repository = new Repository(name, () => this.url);
    this.results = new Results(this.blobs, () => this.url);
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        ({ status, headers, body }) => response.writeHead(status, headers).end(body),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  }

  static async start(name = 'org/flights'): Promise<FakeGitHub> {
    const api = new OpenAPIBackend({
      definition: structuredClone(extract) as never,
      quick: true,
      strict: false,
      ajvOpts: { strict: false },
    });
    await api.init();
    const github = new FakeGitHub(name, api);
    await new Promise<void>((resolve) => github.#server.listen(0, '127.0.0.1', resolve));
    return github;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  /** What GITHUB_SERVER_URL has to be: to the toolkit's clients `*.localhost` is no GHES. It is never called. */
  get serverUrl(): string {
    return this.url.replace('127.0.0.1', 'gh.localhost');
  }

  /** A job's token with the scopes of its `permissions:`; anything else is answered 403. */
  token(permissions: Permissions): string {
    const token = `ghs_fake${this.#tokens.size}_${'x'.repeat(20)}`;
    this.#tokens.set(token, permissions);
    return token;
  }

  /** The runtime token of a job: an unsigned JWT with the scope the clients read. */
  runtimeToken(run = 'run', job = 'job'): string {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none' })}.${part({ scp: `Actions.Results:${run}:${job}` })}.x`;
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    const body = await bodyOf(request);
    const path = decodeURIComponent(url.pathname);
    if (path.startsWith('/blob/')) {
      return this.blobs.answer(
        method,
        path.slice('/blob/'.length),
        url.searchParams,
        body,
        request.headers['x-ms-range']?.toString() ?? request.headers.range,
      );
    }
    this.requests.push(`${method} ${path}`);
    if (path.startsWith('/twirp/')) return this.results.answer(path.split('/').at(-1) ?? '', parse(body));
    return this.#rest(method, url, path, body, request);
  }

  #rest(method: string, url: URL, path: string, body: Buffer, request: IncomingMessage): Answer {
    const asked = {
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      ...(body.length === 0 ? {} : { body: parse(body) }),
    };
    const operation = this.#api.matchOperation(asked);
    const id = operation?.operationId ?? '';
    const scope = OPERATIONS[id];
    if (scope === undefined) return this.#violation(501, `${method} ${path} is not in the extract`);
    const { valid, errors } = this.#api.validateRequest(asked, operation);
    if (!valid) return this.#violation(422, `${method} ${path}: ${JSON.stringify(errors)}`);
    if (!this.#allows(request.headers.authorization, scope))
      return json(403, { message: 'Resource not accessible by integration' });
    return this.#perform(id, path, parse(body));
  }

  #violation(status: number, text: string): Answer {
    this.violations.push(text);
    return json(status, { message: text });
  }

  #allows(header: string | undefined, [scope, level]: readonly [string, 'read' | 'write']): boolean {
    const granted = this.#tokens.get((header ?? '').replace(/^(token|bearer) /i, ''))?.[scope];
    return granted === 'write' || granted === level;
  }

  #perform(id: string, path: string, body: Readonly<Record<string, unknown>>): Answer {
    const { repository } = this;
    const last = path.split('/').at(-1) ?? '';
    const ref = path.replace(/^.*?\/git\/refs?\//, '');
    // the body passed GitHub's own schema for the operation
    const given = body as never;
    const answers: Readonly<Record<string, () => Answer>> = {
      'git/create-blob': () => repository.createBlob(given),
      'git/get-blob': () => repository.blob(last),
      'git/create-tree': () => repository.createTree(given),
      'git/get-tree': () => repository.tree(last),
      'git/create-commit': () => repository.createCommit(given),
      'git/get-commit': () => repository.commit(last),
      'git/get-ref': () => repository.ref(ref),
      'git/create-ref': () => repository.createRef(given),
      'git/update-ref': () => repository.updateRef(ref, given),
    };
    return answers[id]?.() ?? json(501, { message: id });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parse(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  const value: unknown = JSON.parse(body.toString());
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
