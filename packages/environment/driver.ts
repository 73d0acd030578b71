import type { LookingHost } from './circumstances.ts';
import { onPath } from './onpath.ts';

/** Where the driver of NVIDIA for Linux tells of itself (its README, The /proc interface). */
const PROC = '/proc/driver/nvidia';

/**
 * What nvidia-smi would list, without starting it: the driver's version and the models; nothing where there is no such
 * program. Null: it is there, and only it can tell.
 */
export async function driverOf({ files, env }: Pick<LookingHost, 'files' | 'env'>): Promise<string[] | null> {
  if ((await onPath('nvidia-smi', env.PATH, files)) === null) return [];
  if ((await files.exists(`${PROC}/version`)) !== 'file') return null;
  const version = await files.text(`${PROC}/version`);
  const models: string[] = [];
  for (const { path } of await files.list(`${PROC}/gpus`)) {
    if (!path.endsWith('/information')) continue;
    const said = await files.text(`${PROC}/gpus/${path}`);
    models.push(/^Model:.*$/m.exec(said)?.[0] ?? said);
  }
  return [version, ...models];
}
