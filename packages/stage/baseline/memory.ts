import type { Told } from '#record/reading';
import { readStatement } from '#record/statement';
import { FILE, URI } from '#record/vocabulary';
import { brief } from '#report/facts';
import { damageOf, rowsIn } from '../baseline.ts';
import { knownRef } from '../knownref.ts';
import { type Found, findPast } from '../past.ts';
import type { Scene } from '../scene.ts';
import { storeName } from '../storename.ts';
import type { At } from './evaluations.ts';

/** Evaluations that this machine knows. */
export interface Memory {
  at(commit: string): Promise<At>;
}

/** Those of the ledger and of what was fetched of GitHub's refs; of one commit the newest. */
export async function memoryOf(scene: Scene, name: string | null): Promise<Memory> {
  const { found } = await findPast(scene.host);
  const newest = new Map<string, Found>();
  for (const one of found) {
    const { told } = one;
    if (told.commit === null || !isOf(told, scene.model, name) || !isOfCommit(told)) continue;
    const other = newest.get(told.commit);
    if (other === undefined || other.told.finishedOn < told.finishedOn) newest.set(told.commit, one);
  }
  return {
    async at(commit) {
      const one = newest.get(commit);
      return one === undefined ? { sighting: null, missed: [] } : sighted(one, found, commit, scene);
    },
  };
}

/** Is it an evaluation of this model, and of this instance of it? */
export function isOf({ stage, model, name }: Told, wanted: string, instance: string | null): boolean {
  return stage === 'evaluate' && model === wanted && name === instance;
}

/** A laptop's record of changes that were not committed is of no commit; on a runner earlier steps leave changes. */
function isOfCommit({ dirty, builder }: Pick<Told, 'dirty' | 'builder'>): boolean {
  return !dirty || builder === URI.builder.github;
}

async function sighted(one: Found, all: readonly Found[], commit: string, scene: Scene): Promise<At> {
  const { digest, bytes: text, told } = one;
  const verdict = await one.companion(FILE.verdict);
  if (verdict === 'other') {
    const reason = `the ${FILE.verdict} that is kept of ${brief(commit)} is not what its record says`;
    scene.host.log.warning(`${reason}.`);
    return { sighting: null, missed: [{ reason, cause: 'failed' }] };
  }
  const ref = await knownRef(storeName(commit, 'evaluate', told.name), scene);
  const same = ref !== null && ref.digest === digest && damageOf(ref) === null;
  const sighting = {
    record: digest,
    text,
    statement: readStatement(text),
    told,
    verdict: verdict === null ? null : new TextDecoder().decode(verdict),
    rows: same ? rowsIn(ref) : null,
    // whatever it was made of is among all that is known here
    origins: new Map(all.map(({ digest: of, bytes }) => [of, bytes])),
  };
  return { sighting, missed: [] };
}
