import { passes, type Verdict } from '#judge/verdict';
import { Fault, Mistake } from '#kit/outcome';
import type { Ref } from '#kit/ports';
import type { Digest } from '#record/digest';
import { digestNamed, type Told, tell } from '#record/reading';
import { stageKey } from '#record/stagekey';
import { contentDigest, type Resource, readStatement } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { brief } from '#report/facts';
import { isOf } from './baseline/memory.ts';
import { type Sighting, sightingIn } from './baseline/sighting.ts';
import { BASELINE, type Baseline, damageOf } from './baseline.ts';
import type { Beside } from './beside.ts';
import { conditionsIn } from './conditions.ts';
import type { Definitions } from './definitions.ts';
import type { Exhibit } from './exhibit.ts';
import type { Judged } from './judging.ts';
import type { Ready } from './ready.ts';
import type { Rubric } from './rubric.ts';
import type { Scene } from './scene.ts';
import { type Candidate, planScoring, recallScoring, type ScoringWish } from './scoring.ts';
import { isUnchanged, type Standing } from './standing.ts';
import { storeName } from './storename.ts';

/** A verdict that stands as it is, with what an evaluation is otherwise made of. */
export interface Unchanged extends Judged {
  readonly exhibit: Exhibit;
  /** the evaluation whose verdict it is */
  readonly baseline: Baseline;
  readonly beside: Beside;
}

interface Asked {
  readonly wish: ScoringWish;
  readonly rubric: Rubric;
  readonly definitions: Definitions;
  readonly standing: Standing;
  /** numbers that no score key covers */
  readonly besides: readonly unknown[];
  readonly accept: readonly unknown[];
  readonly candidate: Candidate | null;
  readonly ready: readonly Ready[];
}

/**
 * The verdict of an evaluation of the base that passed, where a change changes nothing of what is judged: model, data,
 * code and environment have the same score key, training wrote the same metrics, and it was judged by the same gates on
 * the same terms, of columns that mean the same. It is not judged again, and nothing is scored. Null: something of this
 * is not so or not known; then it is judged as ever. Only what refs hold is believed, which no pull request moves.
 */
export async function unchanged(asked: Asked, scene: Scene): Promise<Unchanged | null> {
  const { wish, rubric, definitions, standing, besides, accept, candidate, ready } = asked;
  const { run, predictions } = wish;
  if (candidate === null || run === undefined || predictions === undefined) return null;
  if (besides.length > 0 || accept.length > 0 || !isUnchanged(standing, rubric)) return null;
  const scoring = { ...wish, run, predictions };
  const model = { digest: candidate.digest, record: candidate.fetched.recordDigest };
  const key = stageKey((await planScoring(scoring, model, ready, scene)).recipe);
  const conditions = conditionsIn(rubric, definitions);
  const same = (one: Earlier) => isSame(one, key, candidate, conditions);
  const earlier = await keptBefore(standing.base, wish.name ?? null, same, scene);
  return earlier === null ? null : standingAs(earlier, { ...asked, wish: scoring, candidate }, scene);
}

/**
 * The evaluation that stands: that of the base, else that of the ref `baseline`. Null: neither is the same. So it is where
 * GitHub does not answer, or refuses: to be quick is no reason to fail.
 */
async function keptBefore(
  base: string | null,
  instance: string | null,
  same: (one: Earlier) => boolean,
  scene: Scene,
): Promise<Earlier | null> {
  const { host, model } = scene;
  if (base === null) return null;
  try {
    for (const name of [storeName(base, 'evaluate', instance), BASELINE]) {
      const ref = await host.refs.read(model, name);
      const earlier = ref === null || damageOf(ref) !== null ? null : earlierIn(ref);
      // the ref `baseline` may be of another model in the same run, or of another instance
      const own = earlier !== null && isOf(earlier.sighting.told, model, instance);
      if (own && same(earlier)) return earlier;
    }
  } catch (error) {
    if (host.cancelled.aborted || !(error instanceof Mistake || error instanceof Fault)) throw error;
    host.log.warning(`Whether the verdict of the base stands is not known: ${error.message}`);
  }
  return null;
}

/** An evaluation as the ref `name` keeps it. */
interface Earlier {
  readonly name: string;
  readonly sighting: Sighting;
  readonly verdict: Verdict;
}

function earlierIn(ref: Ref): Earlier | null {
  const sighting = sightingIn(ref);
  if (sighting?.verdict === undefined || sighting.verdict === null) return null;
  return { name: ref.name, sighting, verdict: JSON.parse(sighting.verdict) };
}

function isSame(
  { sighting: { told, origins }, verdict }: Earlier,
  key: Digest,
  candidate: Candidate,
  conditions: readonly Resource[],
): boolean {
  const ancestor = (name: string) => {
    const text = origins.get(digestNamed(told.ancestors, name) ?? '');
    return text === undefined ? null : tell(readStatement(text));
  };
  const [scored, trained] = [ancestor('score'), ancestor('train')];
  const written = (one: Told | null) => digestNamed(one?.byproducts ?? [], FILE.metrics);
  return (
    passes(told.verdict) &&
    scored?.stageKey === key &&
    trained !== null &&
    written(trained) === written(tell(candidate.fetched.record)) &&
    conditions.every(
      ({ name, digest }) => 'sha256' in digest && digestNamed(told.dependencies, name) === digest.sha256,
    ) &&
    verdict.sweep === undefined &&
    verdict.gates.every(({ accepted }) => accepted === undefined)
  );
}

async function standingAs(
  earlier: Earlier,
  {
    wish,
    rubric,
    candidate,
    ready,
  }: Asked & {
    readonly wish: ScoringWish & { readonly run: string; readonly predictions: string };
    readonly candidate: Candidate;
  },
  scene: Scene,
): Promise<Unchanged> {
  const { verdict, sighting } = earlier;
  const { told, record, text, statement, origins } = sighting;
  const where = told.commit === null ? earlier.name : brief(told.commit);
  const reason = `nothing that is judged changed since ${where}: same score key, same gates; there ${verdict.reason}`;
  scene.host.log.info(
    `The verdict of ${where} stands: same score key, same gates. Nothing is scored or judged again.`,
  );
  const facts = {
    kind: 'ref' as const,
    name: earlier.name,
    digest: contentDigest(statement),
    ...(told.commit === null ? {} : { commit: told.commit }),
  };
  const scored = await recallScoring(wish, candidate, ready, scene);
  return {
    verdict: { ...verdict, reason, baseline: facts, unchangedSince: told.commit ?? earlier.name },
    plots: null,
    exhibit: { candidate, scored, data: ready, rubric, assembly: null, scoring: wish },
    baseline: {
      ...{ facts, measurements: null, predictions: null, notes: [] },
      decidedOn: told.finishedOn === '' ? null : told.finishedOn,
      ...{ record, chain: new Map([[record, text]]), origins },
    },
    beside: { measurements: [], baseline: [], absent: new Map(), notes: [] },
  };
}
