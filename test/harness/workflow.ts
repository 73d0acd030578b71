import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { isScope, type Level, type Permissions, SCOPES } from './permissions.ts';

const Declared = z.union([
  z.enum(['read-all', 'write-all']),
  z.record(z.string(), z.enum(['none', 'read', 'write'])),
]);
const Workflow = z.object({
  permissions: Declared.nullish(),
  jobs: z.record(z.string(), z.object({ permissions: Declared.nullish(), uses: z.string().optional() })),
});

/** GitHub's default for a token where nothing is declared, in repositories made since February 2023. */
const DEFAULT: Permissions = { contents: 'read', packages: 'read' };

/** Where a `uses:` of another workflow is found. */
export type Locate = (uses: string) => string;

/**
 * What the token of each job may do, by the id the job runs under: its own `permissions:`, else the workflow's, else the
 * default. Jobs of a called workflow get at most what the calling job has. An id that is met twice is refused: a runner
 * would keep the two apart, act does not.
 */
export function permissionsOfJobs(
  file: string,
  locate: Locate,
  ceiling?: Permissions,
): Map<string, Permissions> {
  const workflow = Workflow.parse(parse(readFileSync(file, 'utf8')));
  const found = new Map<string, Permissions>();
  const add = (id: string, permissions: Permissions) => {
    if (found.has(id))
      throw new Error(`${file}: two jobs are called ${id}, also through the workflows it calls`);
    found.set(id, permissions);
  };
  for (const [id, job] of Object.entries(workflow.jobs)) {
    const declared = job.permissions ?? workflow.permissions;
    const own = declared == null ? (ceiling ?? DEFAULT) : atMost(granted(declared), ceiling);
    if (job.uses === undefined) add(id, own);
    else
      for (const [below, permissions] of permissionsOfJobs(locate(job.uses), locate, own))
        add(below, permissions);
  }
  return found;
}

/** Workflows of a checkout (`./…`) and of released repositories (`owner/name/…@ref`). */
export function locator(checkout: string, repositories: Readonly<Record<string, string>>): Locate {
  return (uses) => {
    if (uses.startsWith('./')) return join(checkout, uses);
    const [, name = '', path = '', ref = ''] = /^([^/]+\/[^/]+)\/(.+)@(.+)$/.exec(uses) ?? [];
    const file = join(repositories[`${name}@${ref}`] ?? '', path);
    if (!existsSync(file)) throw new Error(`${uses} is not among the repositories given`);
    return file;
  };
}

/** Every scope that is not named is none, once one is. */
function granted(declared: z.infer<typeof Declared>): Permissions {
  if (typeof declared === 'string') {
    const level: Level = declared === 'read-all' ? 'read' : 'write';
    return Object.fromEntries(SCOPES.map((scope) => [scope, level]));
  }
  const unknown = Object.keys(declared).filter((name) => !isScope(name));
  if (unknown.length > 0) throw new Error(`permissions: knows no ${unknown.join(', ')}`);
  return declared;
}

const RANK = { none: 0, read: 1, write: 2 } as const;

function atMost(permissions: Permissions, ceiling: Permissions | undefined): Permissions {
  if (ceiling === undefined) return permissions;
  const levels = SCOPES.map((scope) => {
    const [own, most] = [permissions[scope] ?? 'none', ceiling[scope] ?? 'none'];
    return [scope, RANK[own] <= RANK[most] ? own : most];
  });
  return Object.fromEntries(levels);
}
