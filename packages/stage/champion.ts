import type { Champion as Held } from '#judge/decision/cumulative';
import { compares, type Gate } from '#judge/gate/gate';
import type { Ref } from '#kit/ports';
import type { Digest } from '#record/digest';
import { tell } from '#record/reading';
import { contentDigest, readStatement, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { brief } from '#report/facts';
import { advance, patienceOf } from './advance.ts';
import { type Baseline, damageOf, type KeptRows, rowsIn } from './baseline.ts';
import { isOn } from './candidates.ts';
import { keptRows } from './keptrows.ts';
import { knownRef } from './knownref.ts';
import { type Evaluation, reasonToStay, sameResult, treeOf } from './publication.ts';
import { dataDigests, type Ready } from './ready.ts';
import type { Scene } from './scene.ts';
import type { Scored } from './scoring.ts';

/** The ref of the best evaluation so far: many small losses are counted from there. */
export const CHAMPION = 'champion';

/** The champion as its ref keeps it. */
export interface Champion extends Pick<Held, 'digest' | 'name'> {
  /** null: its rows are kept nowhere any more */
  readonly predictions: (KeptRows & { readonly digest: Digest }) | null;
  /** judged on the data that are judged on now */
  readonly sameData: boolean;
}

/**
 * The ref `champion`, where a gate compares with a baseline that is a ref too, and where it is not this very model.
 * One that is damaged is as good as none: `report` sets it anew.
 */
export async function championOf(
  gates: readonly Gate[],
  baseline: Baseline,
  scored: Scored | null,
  data: readonly Ready[],
  scene: Scene,
): Promise<Champion | null> {
  const { host, model } = scene;
  const { kind } = baseline.facts;
  if (scored === null || (kind !== 'ref' && kind !== 'evaluation') || !gates.some(compares)) return null;
  const ref = await knownRef(CHAMPION, scene);
  if (ref === null) return null;
  const damage = damageOf(ref);
  if (damage !== null) {
    host.log.warning(`The ref ${CHAMPION} of ${model} is damaged and not compared with: ${damage}.`);
    return null;
  }
  const statement = statementIn(ref);
  const told = tell(statement);
  const judged = subjectDigest(statement, 'predictions');
  if (told === null || judged === null || judged === scored.digest) return null;
  const rows = rowsIn(ref) ?? (await keptRows({ statement, told }, scene));
  const name = brief(told.commit ?? ref.digest);
  const predictions = rows === null ? null : { ...rows, digest: judged };
  const sameData = isOn(told, dataDigests(data));
  return { digest: contentDigest(statement), name, predictions, sameData };
}

function statementIn({ files }: Ref) {
  return readStatement(new TextDecoder().decode(files.get(FILE.record)));
}

/**
 * Moves the ref `champion` where this run may move `baseline`: to the first evaluation that passes, to one that is
 * better beyond noise, and to one whose rows the champion was not judged on, as nothing can be held against it then.
 */
export async function moveChampion(
  { fetched, verdict }: Evaluation,
  dryRun: boolean,
  scene: Scene,
): Promise<void> {
  const { host, model } = scene;
  if (reasonToStay(verdict, scene) !== null) return;
  if (subjectDigest(fetched.record, 'predictions') === null) return;
  const files = await treeOf(fetched, scene);
  const digest = fetched.recordDigest;
  const to = { digest, files, message: `${CHAMPION} of ${model}: ${verdict.decision}` };
  const next = (there: Ref | null) => {
    if (there === null || damageOf(there) !== null) return to;
    const { champion } = verdict;
    if (champion === undefined || champion.standing === 'level' || sameResult(there, fetched)) return null;
    // somebody else's champion, since then, was not compared with
    return champion.digest === contentDigest(statementIn(there)) ? to : null;
  };
  if (dryRun) {
    if (next(await host.refs.read(model, CHAMPION)) !== null)
      host.log.info(`Would move the ref ${CHAMPION} to ${brief(digest)}.`);
    return;
  }
  const { moved, before } = await advance(host.refs, model, CHAMPION, next, patienceOf(host));
  if (!moved) return;
  const from = before === null ? 'set' : `moved from ${brief(before.digest)}`;
  host.log.info(
    `The ref ${CHAMPION} was ${from} to ${brief(digest)}: ${WHY[verdict.champion?.standing ?? 'level']}.`,
  );
}

const WHY = {
  better: 'it is better beyond noise',
  level: 'small losses are counted from here',
  'not comparable': 'the one before was judged on other rows, or its rows are gone',
} as const;
