import { Mistake } from '#kit/outcome';
import { damageOf } from '../baseline.ts';
import { knownRef } from '../knownref.ts';
import { nothing, type Search, type Trace } from './search.ts';
import { sightingIn } from './sighting.ts';
import { take } from './taking.ts';

/** The ref `champion`: the best evaluation so far. One that is damaged is as good as none: `report` sets it anew. */
export async function fromChampion(search: Search): Promise<Trace> {
  const ref = await refOf('champion', search);
  if (ref === null) return nothing('there is no ref champion');
  const damage = damageOf(ref);
  const sighting = damage === null ? sightingIn(ref) : null;
  if (sighting !== null) return take(sighting, { kind: 'ref', name: 'champion' }, search);
  const reason = `the ref champion is damaged: ${damage ?? 'its record is of no evaluation'}`;
  return { found: null, missed: [{ reason, cause: 'failed' }] };
}

/** A ref that a person named. Mistake: it is damaged, or is of no evaluation. */
export async function fromNamedRef(name: string, search: Search): Promise<Trace> {
  const ref = await refOf(name, search);
  if (ref === null) return nothing(`there is no ref ${name}`);
  const damage = damageOf(ref);
  const sighting = damage === null ? sightingIn(ref) : null;
  if (sighting !== null) return take(sighting, { kind: 'ref', name, named: true }, search);
  const what = damage === null ? 'is of no evaluation' : `is damaged: ${damage}`;
  const remedy = 'Name a ref of an evaluation: baseline, champion or store/<commit>/evaluate.';
  throw new Mistake({ subject: `the ref ${name} of ${search.scene.model}`, what, remedy });
}

async function refOf(name: string, { scene, evaluations }: Search) {
  const ref = await knownRef(name, scene);
  if (ref !== null || scene.host.kind === 'github') return ref;
  return (await evaluations.fetch()) === null ? knownRef(name, scene) : null;
}
