import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { hostKind } from './kind.ts';
import type { Ending } from './lastrun/memory.ts';

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
  /** of a run that may stand the next time it is asked for */
  readonly typed?: Typed;
}

/** What the user typed, and where; the configuration that was read, where there is one. */
interface Typed {
  readonly words: readonly string[];
  readonly cwd: string;
  readonly file: string | null;
}

/** A host that has to be closed: it holds temporary folders, a lock and signal handlers. */
export interface OpenHost extends Host {
  /** `ending`: on a laptop a run that changed nothing is kept in mind with it, and stands as long as all it saw does. */
  close(ending?: Ending): Promise<void>;
}

/** The host of this run, as `hostKind` says. Another word in MLOPS_HOST is a mistake. */
export async function openHost(wish: HostWish): Promise<OpenHost> {
  const wanted = hostKind(wish.env);
  if (wanted === 'github') return (await import('./github/host.ts')).openGitHub(wish);
  if (wanted === 'local') return (await import('./local/host.ts')).openLocal(wish);
  const remedy = 'Unset it, or set it to github or local.';
  throw new Mistake({ subject: 'MLOPS_HOST', what: 'is no host', remedy, value: wanted });
}
