import type { Host } from '#kit/ports';
import type { Authorization, Scope } from './authorization.ts';
import { Cut, Refusal, refusalOf } from './trouble.ts';

/** One request, as it may be sent several times: after a 401, and after a redirect. */
export interface Exchange {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT';
  /** absolute, or relative to the repository: `blobs/sha256:…` */
  readonly url: string;
  /** what it is about, for messages: `blob sha256:…` */
  readonly about: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** a body too large for memory: read anew each time it is sent */
  readonly stream?: { readonly size: number; readonly open: () => AsyncIterable<Uint8Array> };
  /** statuses that are an answer; any other is a refusal. Default: 200 to 299 */
  readonly takes?: readonly number[];
  /** what it needs besides the connection's own scope */
  readonly scopes?: readonly Scope[];
}

const HOPS = 5;
/** Milliseconds one request may take; a part of a blob over a slow line takes some. */
const PATIENCE = 15 * 60_000;

/**
 * Speaks to one repository of a registry. The login goes to the registry alone: a redirect, or an upload, to another
 * host gets none.
 */
export class Connection {
  readonly origin: string;
  readonly repository: string;
  readonly authorization: Authorization;
  readonly #scope: Scope;
  readonly #host: Pick<Host, 'cancelled' | 'clock'>;

  constructor(
    place: { readonly origin: string; readonly repository: string; readonly actions: 'pull' | 'pull,push' },
    authorization: Authorization,
    host: Pick<Host, 'cancelled' | 'clock'>,
  ) {
    this.origin = place.origin;
    this.repository = place.repository;
    this.authorization = authorization;
    this.#scope = `repository:${place.repository}:${place.actions}`;
    this.#host = host;
  }

  /**
   * The answer, when it has one of the statuses taken. A 401 is answered once with what it asks for.
   *
   * @throws Refusal for another status, Cut where there was no answer
   */
  async send(exchange: Exchange): Promise<Response> {
    const scopes = [this.#scope, ...(exchange.scopes ?? [])];
    const request = `${exchange.method} of the ${exchange.about}`;
    let url = new URL(exchange.url, `${this.origin}/v2/${this.repository}/`);
    let answered = false;
    for (let hops = 0; ; ) {
      const own = url.origin === this.origin;
      const shown = own ? await this.authorization.header(scopes) : null;
      const response = await this.#fetch(exchange, url, shown, request);
      if (response.status === 401 && own && !answered) {
        answered = true;
        if (await this.authorization.answer(response, scopes, shown)) {
          await discard(response);
          continue;
        }
      }
      const onward = redirection(exchange.method, response);
      if (onward === null || ++hops > HOPS) {
        const { takes } = exchange;
        if (takes === undefined ? response.ok : takes.includes(response.status)) return response;
        throw await refusalOf(response, request, own ? 'registry' : 'storage', this.#host.clock.now());
      }
      await discard(response);
      url = this.#lead(onward, url.href, request);
    }
  }

  /** Where an upload goes on, as an answer says it; null where it does not. */
  location(response: Response): string | null {
    const location = response.headers.get('location');
    if (location === null) return null;
    return this.#lead(location, response.url || this.origin, 'upload').href;
  }

  /**
   * Where an answer leads, relative to what was asked; never from https to http. A registry behind a proxy may not know
   * that it is spoken to over TLS: its own address is taken as it was spoken to.
   */
  #lead(location: string, from: string, request: string): URL {
    const url = URL.parse(location, from);
    if (url !== null && !(from.startsWith('https:') && url.protocol !== 'https:')) return url;
    if (url?.hostname === new URL(this.origin).hostname)
      return new URL(`${url.pathname}${url.search}`, this.origin);
    const words = `it leads to ${url === null ? location : url.origin}, which is not followed from ${this.origin}`;
    throw new Refusal({ status: 307, request, of: 'registry', codes: [], words, wait: null });
  }

  async #fetch(exchange: Exchange, url: URL, shown: string | null, request: string): Promise<Response> {
    const { method, stream } = exchange;
    const { cancelled } = this.#host;
    const body = stream === undefined ? exchange.body : ReadableStream.from(stream.open());
    const length = stream === undefined ? {} : { 'content-length': String(stream.size) };
    const headers = {
      'user-agent': 'mlops',
      ...exchange.headers,
      ...length,
      ...(shown === null ? {} : { authorization: shown }),
    };
    // an answer with a body takes as long as it has: undici ends one that says nothing for 5 minutes
    const limit = method === 'GET' ? [] : [AbortSignal.timeout(PATIENCE)];
    const init: RequestInit = {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.any([cancelled, ...limit]),
    };
    try {
      return await fetch(url, body === undefined ? init : { ...init, body, duplex: 'half' });
    } catch (cause) {
      if (cancelled.aborted) throw cause;
      throw new Cut(request, cause);
    }
  }
}

/** A request that changes something is sent on only where its method stays (RFC 9110 section 15.4). */
function redirection(method: Exchange['method'], { status, headers }: Response): string | null {
  const reads = method === 'GET' || method === 'HEAD';
  const onward = reads ? [301, 302, 303, 307, 308] : [307, 308];
  return onward.includes(status) ? headers.get('location') : null;
}

/** Reads away what nobody wants, so that the connection can be used again. */
export async function discard(response: Response): Promise<void> {
  await response.arrayBuffer().catch(() => {});
}
