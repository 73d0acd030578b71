import { brief } from '#report/facts';
import { damageOf } from '../baseline.ts';
import type { Scene } from '../scene.ts';
import { STORE, storeName } from '../storename.ts';
import type { At } from './evaluations.ts';
import { sightingIn } from './sighting.ts';

/** The refs of the store, by their names: one request for all commits. */
export async function storedNames({ host, model }: Scene): Promise<ReadonlySet<string>> {
  return new Set((await host.refs.list(model, STORE)).map(({ name }) => name));
}

/** What the store keeps of a commit. A ref that is damaged is said and does not count. */
export async function storedAt(
  commit: string,
  instance: string | null,
  names: ReadonlySet<string>,
  { host, model }: Scene,
): Promise<At> {
  const name = storeName(commit, 'evaluate', instance);
  const ref = names.has(name) ? await host.refs.read(model, name) : null;
  if (ref === null) return { sighting: null, missed: [] };
  const damage = damageOf(ref);
  if (damage === null) return { sighting: sightingIn(ref), missed: [] };
  host.log.warning(`The ref ${name} of ${model} is damaged and not compared with: ${damage}.`);
  const reason = `the stored evaluation of ${brief(commit)} is damaged: ${damage}`;
  return { sighting: null, missed: [{ reason, cause: 'failed' }] };
}
