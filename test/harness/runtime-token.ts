import { z } from 'zod';

/** What a job may do with the results service, as its runtime token says. */
export interface Job {
  readonly run: number;
  readonly attempt: number;
  readonly job: string;
  /** refs whose caches it sees, in this order; the first one is its own */
  readonly cacheScopes: readonly string[];
  readonly cache: 'read' | 'write';
}

/** `read = 1, write = 2` as bits, in the claim `ac`. */
const BITS = { read: 1, write: 3 } as const;

/**
 * A runtime token as the clients read it: a JWT, here unsigned, whose `scp` holds `Actions.Results:<run>:<job>`. A new
 * attempt is a new plan on GitHub, hence another backend id: `<run>-<attempt>`.
 */
export function runtimeToken({ run, attempt, job, cacheScopes, cache }: Job): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const ac = JSON.stringify(cacheScopes.map((scope) => ({ Scope: scope, Permission: BITS[cache] })));
  const scp = `Actions.GenericRead:00000000 Actions.Results:${backendId(run, attempt)}:${job}`;
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ scp, ac })}.`;
}

export function backendId(run: number, attempt: number): string {
  return `${run}-${attempt}`;
}

const Claims = z.object({ scp: z.string(), ac: z.string() });
const Access = z.array(z.object({ Scope: z.string(), Permission: z.number() }));

/** Null for what is no runtime token of this kind. */
export function readRuntimeToken(authorization: string | undefined): Job | null {
  const [, body = ''] = (authorization ?? '').replace(/^bearer /i, '').split('.');
  try {
    const { scp, ac } = Claims.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
    const [, run = '', attempt = '', job = ''] = /Actions\.Results:(\d+)-(\d+):(\S+)/.exec(scp) ?? [];
    const access = Access.parse(JSON.parse(ac));
    if (job === '') return null;
    const cache = access.some(({ Permission }) => Permission === BITS.write) ? 'write' : 'read';
    return {
      run: Number(run),
      attempt: Number(attempt),
      job,
      cacheScopes: access.map(({ Scope }) => Scope),
      cache,
    };
  } catch {
    return null;
  }
}
