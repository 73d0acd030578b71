import { execFileSync } from 'node:child_process';
import { randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolPath } from '../../scripts/install.ts';
import { type Answer, json } from './answer.ts';
import { type Arrived, LoopbackServer } from './server.ts';

const ISSUER = 'test-issuer';
const SERVICE = 'test-registry';
export const REFRESH_TOKEN = 'a-refresh-token-of-ada';

interface Login {
  readonly username: string;
  readonly password: string;
}

/** One request for a token, as it came. */
export interface TokenAsked {
  readonly method: string;
  readonly scopes: readonly string[];
  /** `basic`, `refresh` or nobody */
  readonly by: 'basic' | 'refresh' | 'nobody';
}

/**
 * Gives out the tokens docker-registry's `auth.token` believes: JSON Web Tokens with the signer's certificate in
 * their head (distribution's docs/spec/auth/token.md and jwt.md). Nobody gets what is below `public/` to read.
 */
export class TokenServer implements AsyncDisposable {
  readonly asked: TokenAsked[] = [];
  /** seconds a token is good for */
  lifetime = 300;
  readonly #server: LoopbackServer;
  readonly #certificate: string;

  private constructor(server: LoopbackServer, certificate: string) {
    this.#server = server;
    this.#certificate = certificate;
  }

  static async start(folder: string, login: Login): Promise<TokenServer> {
    const [key, certificate] = [join(folder, 'token.key'), join(folder, 'token.pem')];
    const request = ['req', '-x509', '-nodes', '-days', '2', '-subj', '/CN=test', '-newkey', 'ec'];
    const curve = ['-pkeyopt', 'ec_paramgen_curve:P-256', '-keyout', key, '-out', certificate];
    execFileSync(toolPath('openssl'), [...request, ...curve], { stdio: 'ignore' });
    const signer = signerOf(readFileSync(key, 'utf8'), readFileSync(certificate, 'utf8'));
    const started: { server?: TokenServer } = {};
    const server = await LoopbackServer.start(
      (arrived) => started.server?.answer(arrived, login, signer) ?? json(503, {}),
      () => {},
    );
    started.server = new TokenServer(server, certificate);
    return started.server;
  }

  get realm(): string {
    return `http://127.0.0.1:${this.#server.port}/token`;
  }

  /** `auth.token` of docker-registry's configuration */
  get config(): Readonly<Record<string, string>> {
    return { realm: this.realm, service: SERVICE, issuer: ISSUER, rootcertbundle: this.#certificate };
  }

  answer({ method, url, headers, body }: Arrived, login: Login, signer: Signer): Answer {
    const form = method === 'POST' ? new URLSearchParams(body.toString()) : url.searchParams;
    const scopes = form.getAll('scope').flatMap((scope) => scope.split(' '));
    const basic = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
    const refreshed = method === 'POST' && form.get('refresh_token') === REFRESH_TOKEN;
    const by = headers['authorization'] === basic ? 'basic' : refreshed ? 'refresh' : 'nobody';
    this.asked.push({ method, scopes, by });
    if (by === 'nobody' && (headers['authorization'] !== undefined || method === 'POST'))
      return json(401, { details: 'incorrect username or password' });
    const access = scopes.flatMap((scope) => accessOf(scope, by === 'nobody'));
    const token = signer({
      iss: ISSUER,
      aud: SERVICE,
      sub: by === 'nobody' ? '' : login.username,
      jti: randomUUID(),
      ...times(this.lifetime),
      access,
    });
    return json(200, { token, expires_in: this.lifetime });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }
}

type Signer = (claims: object) => string;

function signerOf(key: string, certificate: string): Signer {
  const head = { typ: 'JWT', alg: 'ES256', x5c: [new X509Certificate(certificate).raw.toString('base64')] };
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return (claims) => {
    const signed = `${encoded(head)}.${encoded(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  };
}

function times(lifetime: number): object {
  const now = Math.floor(Date.now() / 1000);
  return { iat: now, nbf: now - 5, exp: now + lifetime };
}

/** `repository:<name>:<actions>`, less what the asker may not. */
function accessOf(scope: string, nobody: boolean): object[] {
  const [, type, name = '', actions = ''] = /^(\w+):(.+):([\w,*]+)$/.exec(scope) ?? [];
  if (type === undefined || (nobody && !name.startsWith('public/'))) return [];
  const asked = actions.split(',').filter((action) => !nobody || action === 'pull');
  return [{ type, name, actions: asked }];
}
