/** Scopes a workflow's `permissions:` may name, as the token of a job carries them. */
export const SCOPES = [
  'actions',
  'artifact-metadata',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'metadata',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'security-events',
  'statuses',
] as const;

export type Scope = (typeof SCOPES)[number];
export type Level = 'none' | 'read' | 'write';
export type Permissions = Readonly<Partial<Record<Scope, Level>>>;

/** What a token needs for an operation. Null: a valid token is enough (`metadata: read` is in every one). */
export type Need = {
  readonly scope: Scope;
  readonly level: 'read' | 'write';
  /** another scope that does as well */
  readonly or?: Scope;
} | null;

export function isScope(name: string): name is Scope {
  return SCOPES.some((scope) => scope === name);
}

/** Who a job's own token writes as. */
const JOB = 'github-actions[bot]';

/** Tokens of jobs, by what they may do. */
export class Tokens {
  readonly #granted = new Map<string, Permissions>();
  readonly #logins = new Map<string, string>();

  /** A job's GITHUB_TOKEN. It looks like one, so that masking can be tested. `login`: who writes with it. */
  mint(permissions: Permissions, login = JOB): string {
    const token = `ghs_${String(this.#granted.size).padStart(4, '0')}${'f4k3'.repeat(8)}`;
    this.#granted.set(token, permissions);
    this.#logins.set(token, login);
    return token;
  }

  /** Null: a stranger. */
  loginOf(authorization: string | undefined): string | null {
    return this.#logins.get(bare(authorization)) ?? null;
  }

  /** `unknown` is answered 401 by GitHub, `denied` 403. */
  check(authorization: string | undefined, need: Need): 'allowed' | 'unknown' | 'denied' {
    const granted = this.#granted.get(bare(authorization));
    if (granted === undefined) return 'unknown';
    if (need === null) return 'allowed';
    const levels = [need.scope, ...(need.or === undefined ? [] : [need.or])].map((scope) => granted[scope]);
    return levels.some((level) => level === 'write' || level === need.level) ? 'allowed' : 'denied';
  }
}

function bare(authorization: string | undefined): string {
  return (authorization ?? '').replace(/^(token|bearer) /i, '');
}
