import { type Answer, refusal } from './answer.ts';
import type { Asked, Description } from './openapi.ts';
import type { Tokens } from './permissions.ts';
import type { Operations } from './rest.ts';
import type { Arrived } from './server.ts';

/**
 * GitHub's REST API in front of the operations that are answered here. Request and answer are held against GitHub's
 * own description; what does not fit is a violation, and a request that does not is answered 422, one for an operation
 * nobody answers 501. Then the token: 401 for a stranger, 403 without the scope. Only then the operation.
 */
export class RestApi {
  readonly #description: Description;
  readonly #operations: Operations;
  readonly #tokens: Tokens;
  readonly #repository: string;
  readonly #violate: (text: string) => void;

  constructor(
    description: Description,
    operations: Operations,
    tokens: Tokens,
    repository: string,
    violate: (text: string) => void,
  ) {
    this.#description = description;
    this.#operations = operations;
    this.#tokens = tokens;
    this.#repository = repository;
    this.#violate = violate;
  }

  async answer(arrived: Arrived, home: string): Promise<Answer> {
    const asked = askedOf(arrived);
    const name = `${asked.method} ${asked.path}`;
    const matched = this.#description.match(asked);
    const operation = matched === null ? undefined : this.#operations[matched.id];
    if (matched === null || operation === undefined)
      return this.#refuse(501, `${name} is answered by nobody here`);
    const wrong = this.#description.requestErrors(matched.id, asked);
    if (wrong.length > 0) return this.#refuse(422, `${name} does not fit ${matched.id}: ${wrong.join('; ')}`);
    const standing = this.#tokens.check(header(arrived, 'authorization'), operation.needs);
    if (standing === 'unknown') return refusal(401, 'Bad credentials');
    if (standing === 'denied') return denied(operation.needs);
    const { owner, repo } = matched.params;
    const named = owner !== undefined;
    if (named && `${owner}/${repo}`.toLowerCase() !== this.#repository.toLowerCase())
      return refusal(404, 'Not Found');
    const login = this.#tokens.loginOf(header(arrived, 'authorization')) ?? '';
    const call = { params: matched.params, query: arrived.url.searchParams, body: asked.body, home, login };
    const answer = await operation.answer(call);
    const body = answer.body.length === 0 ? null : JSON.parse(answer.body.toString());
    const own = this.#description.responseErrors(matched.id, answer.status, body);
    if (own.length > 0)
      this.#violate(`the fake's ${answer.status} does not fit ${matched.id}: ${own.join('; ')}`);
    return answer;
  }

  #refuse(status: number, text: string): Answer {
    this.#violate(text);
    return refusal(status, text);
  }
}

function denied(needs: { readonly scope: string; readonly level: string } | null): Answer {
  const answer = refusal(403, 'Resource not accessible by integration');
  const accepted = needs === null ? '' : `${needs.scope}=${needs.level}`;
  return { ...answer, headers: { ...answer.headers, 'x-accepted-github-permissions': accepted } };
}

function askedOf({ method, url, headers, body }: Arrived): Asked {
  const flat = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  const [query, path] = [Object.fromEntries(url.searchParams), url.pathname];
  return { method, path, query, headers: Object.fromEntries(flat), body: read(body) };
}

/** Undefined where there is no body; text that is no JSON stays text, which no schema accepts. */
function read(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    return body.toString();
  }
}

function header({ headers }: Arrived, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
