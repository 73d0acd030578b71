import { createHash } from 'node:crypto';

/** Blob storage as Azure's client speaks to it: whole puts, blocks, block lists, ranged reads. */
export class Blobs {
  readonly #blobs = new Map<string, Buffer>();
  readonly #blocks = new Map<string, Map<string, Buffer>>();

  /** Answers one request under `/blob/<name>`. */
  answer(
    method: string,
    name: string,
    query: URLSearchParams,
    body: Buffer,
    range: string | undefined,
  ): Answer {
    if (method === 'PUT') return this.#put(name, query, body);
    const blob = this.#blobs.get(name);
    if (blob === undefined) return { status: 404, headers: {}, body: Buffer.alloc(0) };
    const headers = { 'content-type': 'application/zip', etag: '"1"', 'accept-ranges': 'bytes' };
    const bounds = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
    if (method === 'HEAD')
      return {
        status: 200,
        headers: { ...headers, 'content-length': String(blob.length) },
        body: Buffer.alloc(0),
      };
    if (bounds === null) return { status: 200, headers, body: blob };
    const [from, to] = [Number(bounds[1]), bounds[2] === '' ? blob.length - 1 : Number(bounds[2])];
    const part = blob.subarray(from, to + 1);
    return {
      status: 206,
      headers: { ...headers, 'content-range': `bytes ${from}-${from + part.length - 1}/${blob.length}` },
      body: part,
    };
  }

  #put(name: string, query: URLSearchParams, body: Buffer): Answer {
    const blocks = this.#blocks.get(name) ?? new Map<string, Buffer>();
    if (query.get('comp') === 'block') {
      blocks.set(query.get('blockid') ?? '', body);
      this.#blocks.set(name, blocks);
    } else if (query.get('comp') === 'blocklist') {
      const ids = [...body.toString().matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]+)</g)].map(
        (match) => match[1] ?? '',
      );
      this.#blobs.set(name, Buffer.concat(ids.map((id) => blocks.get(id) ?? Buffer.alloc(0))));
    } else {
      this.#blobs.set(name, body);
    }
    const md5 = createHash('md5').update(body).digest('base64');
    const headers = {
      etag: '"1"',
      'last-modified': new Date(0).toUTCString(),
      'content-md5': md5,
      'x-ms-request-server-encrypted': 'true',
    };
    return { status: 201, headers, body: Buffer.alloc(0) };
  }

  size(name: string): number {
    return this.#blobs.get(name)?.length ?? 0;
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function json(status: number, value: unknown): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value)),
  };
}
