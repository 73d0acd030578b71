import { resolve } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Repository } from './checkout.ts';
import type { Found } from './found.ts';
import { gitIn } from './git.ts';

/**
 * The repository a record is replayed from: the one that was named (a folder that is there, else an address), else the
 * checkout around the user, else the one around the record.
 */
export async function repositoryOf(
  named: string | undefined,
  cwd: string,
  { folder, told }: Found,
  looking: Pick<Host, 'exec' | 'files' | 'log'>,
): Promise<Repository> {
  if (named !== undefined) {
    const path = resolve(cwd, named);
    const kind = await looking.files.exists(path);
    return kind === 'folder' ? { kind: 'folder', path } : { kind: 'address', url: named };
  }
  for (const place of [cwd, ...(folder === null ? [] : [folder])]) {
    const path = await gitIn(place, looking).answer('rev-parse', '--show-toplevel');
    if (path !== null) return { kind: 'folder', path };
  }
  const known = told.repository?.replace(/^git\+/, '') ?? '<path or address>';
  const remedy = `Stand in a checkout of it, or say --repository ${known}.`;
  throw new Mistake({ subject: 'repository', what: 'is not named, and there is none around you', remedy });
}
