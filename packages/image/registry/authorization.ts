import * as z from 'zod/mini';
import { Fault } from '#kit/outcome';
import type { Host, Log } from '#kit/ports';
import { type Challenge, parseChallenges } from './challenge.ts';
import type { Login } from './login.ts';
import { Cut, refusalOf } from './trouble.ts';

/** `repository:acme/flights:pull,push` */
export type Scope = string;

const answer = z.object({
  token: z.optional(z.string()),
  access_token: z.optional(z.string()),
  expires_in: z.optional(z.number()),
});

interface Token {
  readonly value: string;
  /** of the host's clock, in milliseconds */
  readonly until: number;
}

/** What tokens are good for when nobody says it (distribution's docs/spec/auth/token.md), in seconds. */
const LIFETIME = 60;
/** A token that runs out within this is not used any more: the request has to get there. */
const MARGIN = 10_000;

type Ports = Pick<Host, 'clock' | 'cancelled'> & { readonly log: Pick<Log, 'mask'> };

/**
 * What we show a registry to be let in. Nothing before it asks; then what it asks for, by Basic or by tokens, which
 * are kept by what they are good for. The login is looked for once, when it is first asked for.
 */
export class Authorization {
  readonly #origin: string;
  readonly #find: () => Promise<Login | null>;
  readonly #host: Ports;
  #login: Promise<Login | null> | null = null;
  #found: Login | null = null;
  #basic = false;
  #bearer: Challenge | null = null;
  readonly #tokens = new Map<string, Token>();
  readonly #asking = new Map<string, Promise<void>>();

  constructor(origin: string, find: () => Promise<Login | null>, host: Ports) {
    this.#origin = origin;
    this.#find = find;
    this.#host = host;
  }

  /** the login that was shown, for messages; null: none, or none was asked for */
  get login(): Login | null {
    return this.#found;
  }

  /** Is the login itself what the registry sees? */
  get basic(): boolean {
    return this.#basic;
  }

  /** The header for a request that needs these scopes; null: none, as far as we know. */
  async header(scopes: readonly Scope[]): Promise<string | null> {
    const login = this.#found;
    if (this.#basic && login?.kind === 'password') return basicOf(login.username, login.password);
    if (this.#bearer === null) return null;
    if (!this.#isFresh(scopes)) await this.#renew(this.#bearer, scopes);
    return `Bearer ${this.#tokens.get(keyOf(scopes))?.value ?? ''}`;
  }

  /** After a 401: gets what is asked for. False: there is nothing to show. `shown`: what was not enough. */
  async answer(response: Response, scopes: readonly Scope[], shown: string | null): Promise<boolean> {
    const challenges = parseChallenges(response.headers.get('www-authenticate') ?? '');
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    const login = await this.#loggedIn();
    if (bearer?.parameters['realm'] !== undefined) {
      this.#bearer = bearer;
      const now = this.#tokens.get(keyOf(scopes))?.value;
      // another request of ours may have renewed it meanwhile
      if (now === undefined || shown === `Bearer ${now}`) await this.#renew(bearer, scopes);
      return true;
    }
    this.#basic = challenges.some(({ scheme }) => scheme === 'basic') && login?.kind === 'password';
    return this.#basic;
  }

  async #loggedIn(): Promise<Login | null> {
    this.#login ??= this.#find();
    this.#found = await this.#login;
    const secret = this.#found?.kind === 'password' ? this.#found.password : this.#found?.token;
    if (secret !== undefined) this.#host.log.mask(secret);
    if (this.#found?.kind === 'password')
      this.#host.log.mask(basicOf(this.#found.username, this.#found.password).slice('Basic '.length));
    return this.#found;
  }

  #isFresh(scopes: readonly Scope[]): boolean {
    const token = this.#tokens.get(keyOf(scopes));
    return token !== undefined && this.#host.clock.elapsed() < token.until;
  }

  /** One request for a token at a time, whoever needs it. */
  #renew(challenge: Challenge, scopes: readonly Scope[]): Promise<void> {
    const key = keyOf(scopes);
    const asking =
      this.#asking.get(key) ?? this.#ask(challenge, scopes).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asking);
    return asking;
  }

  async #ask(challenge: Challenge, scopes: readonly Scope[]): Promise<void> {
    const { login } = this;
    const key = keyOf(scopes);
    if (login?.kind === 'token') {
      this.#tokens.set(key, { value: login.token, until: Number.POSITIVE_INFINITY });
      return;
    }
    const wanted = new Set([...scopes, ...(challenge.parameters['scope'] ?? '').split(' ').filter(Boolean)]);
    const { clock, log, cancelled } = this.#host;
    const began = clock.elapsed();
    const { url, init } = tokenRequest(realmOf(challenge, this.#origin), challenge, [...wanted], login);
    const request = 'request for a token';
    const signal = AbortSignal.any([cancelled, AbortSignal.timeout(60_000)]);
    // a redirect could lead the login to a stranger
    const response = await fetch(url, { ...init, redirect: 'error', signal }).catch((cause: unknown) => {
      throw cancelled.aborted ? cause : new Cut(request, cause);
    });
    if (!response.ok) throw await refusalOf(response, request, 'token server', clock.now());
    const said = answer.safeParse(await response.json().catch(() => null));
    const { token, access_token, expires_in = LIFETIME } = said.data ?? {};
    const value = token || access_token;
    if (!value)
      throw new Fault(`${url.origin} gives out the tokens of ${this.#origin}, and answered without one.`);
    log.mask(value);
    this.#tokens.set(key, { value, until: began + Math.max(expires_in * 1000 - MARGIN, 1000) });
  }
}

function keyOf(scopes: readonly Scope[]): string {
  return scopes.toSorted().join(' ');
}

function basicOf(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Where tokens are given out; over TLS wherever the registry itself is. */
function realmOf({ parameters }: Challenge, origin: string): URL {
  const realm = parameters['realm'] ?? '';
  const url = URL.parse(realm, origin);
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && origin.startsWith('http:'));
  if (url !== null && secure) return url;
  throw new Fault(
    `${origin} says that its tokens are given out at ${JSON.stringify(realm)}; a login goes over https only.`,
  );
}

/** GET with the login as Basic; with a refresh token OAuth2's POST (distribution's docs/spec/auth/oauth.md). */
function tokenRequest(
  realm: URL,
  { parameters }: Challenge,
  scopes: readonly Scope[],
  login: Login | null,
): { readonly url: URL; readonly init: RequestInit } {
  const { service } = parameters;
  if (login?.kind === 'identity') {
    const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'mlops' });
    form.set('refresh_token', login.token);
    form.set('scope', scopes.join(' '));
    if (service !== undefined) form.set('service', service);
    return { url: realm, init: { method: 'POST', body: form } };
  }
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  if (login?.kind !== 'password') return { url, init: {} };
  url.searchParams.set('account', login.username);
  return { url, init: { headers: { authorization: basicOf(login.username, login.password) } } };
}
