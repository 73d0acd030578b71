import { compares, type Champion as Held } from '#judge/decision/cumulative';
import type { Gate } from '#judge/gate/gate';
import type { Ref } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import { tell } from '#record/reading';
import { contentDigest, readStatement } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { brief } from '#report/facts';
import { advance, patienceOf } from './advance.ts';
import { type Baseline, damageOf } from './baseline.ts';
import { isOn } from './candidates.ts';
import { type Evaluation, reasonToStay, sameResult, treeOf } from './publication.ts';
import { dataDigests, type Ready } from './ready.ts';
import type { Scene } from './scene.ts';
import type { Scored } from './scoring.ts';

/** The ref of the best evaluation so far: many small losses are counted from there. */
export const CHAMPION = 'champion';

/** The champion as its ref keeps it. */
export interface Champion extends Pick<Held, 'digest' | 'name'> {
  readonly predictions: { readonly file: string; readonly bytes: Uint8Array; readonly digest: Digest };
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
  { host, model }: Scene,
): Promise<Champion | null> {
  if (scored === null || baseline.facts.kind !== 'ref' || !gates.some(compares)) return null;
  const ref = await host.refs.read(model, CHAMPION);
  if (ref === null) return null;
  const damage = damageOf(ref);
  if (damage !== null) {
    host.log.warning(`The ref ${CHAMPION} of ${model} is damaged and not compared with: ${damage}.`);
    return null;
  }
  const kept = [...ref.files].find(([path]) => path.startsWith('predictions.'));
  if (kept === undefined) return null;
  const [file, bytes] = kept;
  const digest = digestOf(bytes);
  if (digest === scored.digest) return null;
  const statement = statementIn(ref);
  const told = tell(statement);
  const predictions = { file, bytes, digest };
  const name = brief(told?.commit ?? ref.digest);
  return {
    digest: contentDigest(statement),
    name,
    predictions,
    sameData: told !== null && isOn(told, dataDigests(data)),
  };
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
  const files = await treeOf(fetched, scene);
  if (![...files.keys()].some((path) => path.startsWith('predictions.'))) return;
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
  'not comparable': 'the one before was judged on other rows',
} as const;
