import * as z from 'zod/mini';

/** An answer that is no success: of the registry, or of the server that gives out its tokens. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** `PATCH of the blob sha256:…` */
  readonly request: string;
  readonly of: 'registry' | 'token server' | 'storage';
  /** `BLOB_UPLOAD_INVALID` and its like (distribution-spec, error codes) */
  readonly codes: readonly string[];
  /** what it says itself, in one line; empty when nothing */
  readonly words: string;
  /** milliseconds it asks us to wait; null where it does not */
  readonly wait: number | null;

  constructor(told: Pick<Refusal, 'status' | 'request' | 'of' | 'codes' | 'words' | 'wait'>) {
    super(`answered ${told.status} to ${told.request}${told.words === '' ? '' : ` (${told.words})`}`);
    ({
      status: this.status,
      request: this.request,
      of: this.of,
      codes: this.codes,
      words: this.words,
      wait: this.wait,
    } = told);
  }
}

/** No answer, or half of one: the network's doing. */
export class Cut extends Error {
  override readonly name = 'Cut';
  /** errno or undici's code, such as ECONNRESET; empty where there is none */
  readonly code: string;
  readonly request: string;

  constructor(request: string, cause: unknown) {
    const { code, words } = rootOf(cause);
    super(`the connection broke during the ${request} (${words})`, { cause });
    // the fetch standard has ports no browser speaks to, and says it without a code
    this.code = words === 'bad port' ? BAD_PORT : code;
    this.request = request;
  }
}

export const BAD_PORT = 'BAD_PORT';

/** fetch says only "fetch failed"; its cause says why. */
function rootOf(error: unknown): { readonly code: string; readonly words: string } {
  if (!(error instanceof Error)) return { code: '', words: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const deeper = error instanceof AggregateError ? error.errors[0] : error.cause;
  if (code === '' && deeper !== undefined) return rootOf(deeper);
  return { code, words: error.message || code || error.name };
}

const PASSING = [408, 425, 429, 500, 502, 503, 504];

/** A name that is not known and a certificate that does not fit stay so. */
const LASTING = /^(ENOTFOUND|BAD_PORT|ERR_SSL_|ERR_TLS_|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/;

/** May it go well next time? */
export function isPassing(error: unknown): boolean {
  if (error instanceof Refusal) return PASSING.includes(error.status);
  return error instanceof Cut && !LASTING.test(error.code);
}

/** What went wrong, as the end of a sentence. */
export function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return `the ${error.of} ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

const told = z.object({
  errors: z.array(z.object({ code: z.optional(z.string()), message: z.optional(z.string()) })),
});

/** Makes a refusal of an answer; reads what it says in its body, at most a few lines of it. */
export async function refusalOf(
  response: Response,
  request: string,
  of: Refusal['of'],
  now: Date,
): Promise<Refusal> {
  const text = (await response.text().catch(() => '')).slice(0, 10_000);
  const { codes, words } = wordsOf(text);
  const wait = waitOf(response.headers.get('retry-after'), now);
  return new Refusal({ status: response.status, request, of, codes, words, wait });
}

function wordsOf(text: string): { readonly codes: readonly string[]; readonly words: string } {
  try {
    const { errors } = told.parse(JSON.parse(text));
    const codes = errors.flatMap(({ code }) => code ?? []);
    const words = errors.map(({ code, message }) => message ?? code ?? '').join('; ');
    return { codes, words: shortened(words) };
  } catch {
    // a page of some proxy is no word for a person
    return { codes: [], words: text.trimStart().startsWith('<') ? '' : shortened(text) };
  }
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** Retry-After: seconds, or a date (RFC 9110 section 10.2.3). */
function waitOf(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? null : Math.max(0, until - now.getTime());
}
