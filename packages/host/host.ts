import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';

export interface HostWish {
  /** the variables this process was started with; on a runner `process.env` itself */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** the project folder */
  readonly root: string;
  /** the checkout around it */
  readonly workspace: string;
  /** what the action declares; printed with a 403 */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly action: string;
  /** only looks at what is there: takes no lock, sweeps nothing and leaves nothing in the folder */
  readonly looking?: boolean;
}

/** A host that has to be closed: it holds temporary folders, a lock and signal handlers. */
export interface OpenHost extends Host {
  close(): Promise<void>;
}

/** GitHub where GITHUB_ACTIONS says so, else this machine; MLOPS_HOST decides over both. */
export async function openHost(wish: HostWish): Promise<OpenHost> {
  const wanted = wish.env['MLOPS_HOST'] || (wish.env['GITHUB_ACTIONS'] === 'true' ? 'github' : 'local');
  if (wanted === 'github') return (await import('./github/host.ts')).openGitHub(wish);
  if (wanted === 'local') return (await import('./local/host.ts')).openLocal(wish);
  const remedy = 'Unset it, or set it to github or local.';
  throw new Mistake({ subject: 'MLOPS_HOST', what: 'is no host', remedy, value: wanted });
}
