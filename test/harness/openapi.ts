import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, OpenAPIBackend } from 'openapi-backend';

/** A request as the description sees it. */
export interface Asked {
  readonly method: string;
  /** still percent-encoded */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Matched {
  readonly id: string;
  readonly params: Readonly<Record<string, string>>;
}

/** GitHub's own description of the operations in ./openapi/extract.json: the oracle for every request and answer. */
export class Description {
  static #loaded: Promise<Description> | undefined;
  readonly #api: OpenAPIBackend;

  private constructor(api: OpenAPIBackend) {
    this.#api = api;
  }

  /** Read once a process: nothing changes it. */
  static load(): Promise<Description> {
    Description.#loaded ??= Description.#read();
    return Description.#loaded;
  }

  static async #read(): Promise<Description> {
    const definition: Document = repaired(
      JSON.parse(readFileSync(join(import.meta.dirname, 'openapi/extract.json'), 'utf8')),
    );
    const api = new OpenAPIBackend({
      definition,
      quick: true,
      strict: false,
      ajvOpts: { strict: false, allErrors: true, logger: false },
    });
    await api.init();
    return new Description(api);
  }

  /** The operation of a request; null when the extract has none. */
  match(asked: Asked): Matched | null {
    const request = normal(asked);
    const operation = this.#api.router.matchOperation(request);
    if (operation?.operationId === undefined) return null;
    const found: Record<string, string> = this.#api.router.parseRequest(request, operation).params;
    const params = Object.entries(found).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { id: operation.operationId, params: Object.fromEntries(params) };
  }

  /** What is wrong with a request, one sentence a mistake; empty when it fits. */
  requestErrors(id: string, asked: Asked): string[] {
    const { errors } = this.#api.validateRequest(normal(asked), id);
    return (errors ?? []).map(said);
  }

  /** What is wrong with an answer. GitHub describes no body for some refusals: those are not checked. */
  responseErrors(id: string, status: number, body: unknown): string[] {
    const { errors } = this.#api.validateResponse(body, id, status);
    return (errors ?? []).map(said);
  }
}

function said(error: {
  instancePath: string;
  message?: string | undefined;
  params: Record<string, unknown>;
}): string {
  return `${error.instancePath || '/'} ${error.message ?? 'is wrong'} ${JSON.stringify(error.params)}`;
}

/** A ref's name has slashes (`x-multi-segment` in the description), which clients may send as they are. */
function normal({ method, path, query, headers, body }: Asked) {
  const folded = path.replace(
    /(\/git\/(?:ref|refs|matching-refs)\/)(.+)$/,
    (_, before: string, ref: string) => before + encodeURIComponent(decodeURIComponent(ref)),
  );
  return { method, path: folded, query: { ...query }, headers: { ...headers }, body };
}

/**
 * Two habits of the description that ajv cannot read: `nullable` beside no `type` (it throws), and a nullable `enum`
 * that does not list null (it refuses every null).
 */
function repaired<T>(description: T): T {
  return JSON.parse(JSON.stringify(description), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Reflect.get(value, 'nullable') !== true) return value;
    const { nullable: _, ...rest }: Record<string, unknown> = { ...value };
    if (rest['type'] === undefined) return { anyOf: [rest, { enum: [null] }] };
    return Array.isArray(rest['enum']) ? { ...value, enum: [...rest['enum'], null] } : value;
  });
}
