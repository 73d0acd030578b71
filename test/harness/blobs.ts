import { createHash, randomBytes } from 'node:crypto';
import { type Answer, bare } from './answer.ts';

interface Blob {
  readonly bytes: Buffer;
  readonly type: string;
}

interface BlobRequest {
  readonly method: string;
  /** what follows the host: `/blobs/…`, with the query */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/**
 * Blob storage as Azure's client speaks to it: whole puts, blocks and block lists, ranged reads. A URL is signed for
 * one blob; a stranger's signature is refused. Paths have an account and a container, which the client insists on.
 */
export class Blobs {
  readonly #blobs = new Map<string, Blob>();
  readonly #blocks = new Map<string, Map<string, Buffer>>();
  readonly #signatures = new Map<string, string>();

  /** A signed path to a blob; `file` is the name a download is offered under. */
  sign(name: string, file = name): string {
    const signature = this.#signatures.get(name) ?? randomBytes(12).toString('base64url');
    this.#signatures.set(name, signature);
    return `/blobs/results/${name}?sig=${signature}&file=${encodeURIComponent(file)}`;
  }

  bytes(name: string): Buffer | undefined {
    return this.#blobs.get(name)?.bytes;
  }

  delete(name: string): void {
    this.#blobs.delete(name);
    this.#signatures.delete(name);
  }

  answer({ method, url, headers, body }: BlobRequest): Answer {
    const name = decodeURIComponent(url.pathname.replace('/blobs/results/', ''));
    if (url.searchParams.get('sig') !== this.#signatures.get(name))
      return azureError(403, 'AuthenticationFailed');
    if (method === 'PUT')
      return this.#put(name, url.searchParams, body, String(headers['x-ms-blob-content-type'] ?? ''));
    const blob = this.#blobs.get(name);
    if (blob === undefined) return azureError(404, 'BlobNotFound');
    const shared = described(blob, url.searchParams.get('file') ?? name);
    if (method === 'HEAD') return bare(200, { ...shared, 'content-length': String(blob.bytes.length) });
    return ranged(blob.bytes, shared, String(headers['x-ms-range'] ?? headers['range'] ?? ''));
  }

  #put(name: string, query: URLSearchParams, body: Buffer, type: string): Answer {
    const blocks = this.#blocks.get(name) ?? new Map<string, Buffer>();
    this.#blocks.set(name, blocks);
    if (query.get('comp') === 'block') {
      blocks.set(query.get('blockid') ?? '', body);
    } else if (query.get('comp') === 'blocklist') {
      const ids = [...body.toString().matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]+)</g)].map(
        ([, id = '']) => id,
      );
      const parts = ids.map((id) => blocks.get(id));
      if (parts.includes(undefined)) return azureError(400, 'InvalidBlockList');
      this.#blobs.set(name, { type, bytes: Buffer.concat(parts.filter((part) => part !== undefined)) });
    } else {
      this.#blobs.set(name, { type, bytes: body });
    }
    const md5 = createHash('md5').update(body).digest('base64');
    return bare(201, {
      etag: '"1"',
      'last-modified': DATE,
      'content-md5': md5,
      'x-ms-request-server-encrypted': 'true',
    });
  }
}

const DATE = new Date(0).toUTCString();

function azureError(status: number, code: string): Answer {
  const body = Buffer.from(`<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`);
  return { status, headers: { 'content-type': 'application/xml', 'x-ms-error-code': code }, body };
}

function described(blob: Blob, file: string): Record<string, string> {
  return {
    'content-type': blob.type || 'application/octet-stream',
    'content-disposition': `attachment; filename="${file}"; filename*=UTF-8''${encodeURIComponent(file)}`,
    'accept-ranges': 'bytes',
    etag: '"1"',
    'last-modified': DATE,
    'x-ms-blob-type': 'BlockBlob',
  };
}

/** RFC 9110 section 14: one range of bytes, `bytes=from-to` with both ends included. */
function ranged(bytes: Buffer, headers: Record<string, string>, range: string): Answer {
  const bounds = /^bytes=(\d+)-(\d*)$/.exec(range);
  if (bounds === null) return { status: 200, headers, body: bytes };
  const from = Number(bounds[1]);
  if (from >= bytes.length) return azureError(416, 'InvalidRange');
  const part = bytes.subarray(from, bounds[2] === '' ? bytes.length : Number(bounds[2]) + 1);
  const where = `bytes ${from}-${from + part.length - 1}/${bytes.length}`;
  return { status: 206, headers: { ...headers, 'content-range': where }, body: part };
}
