import type { Gate } from '#judge/gate/gate';
import { passes, type Verdict } from '#judge/verdict';
import { Mistake } from '#kit/outcome';
import { MEASURES } from '#metrics/measure/measures';
import type { Task } from '#metrics/measurement';
import type { Plots } from '#metrics/plot/plots';
import { digestOf } from '#record/digest';
import { FILE } from '#record/vocabulary';
import type { RunFacts } from '#report/facts';
import type { Baseline } from '#stage/baseline';
import { baselineOf } from '#stage/baseline/walk';
import { championOf } from '#stage/champion';
import { judge } from '#stage/judging';
import { type Rubric, rubricOf } from '#stage/rubric';
import type { Scene } from '#stage/scene';
import type { Scored } from '#stage/scoring';
import { type BaseRows, baseRows } from './baserows.ts';
import { Refused } from './refusal.ts';
import { type Reading, type Rows, rowsOf } from './rows.ts';
import type { Rules } from './rules.ts';
import type { ForeignRun } from './run.ts';

/** Where the fork's predictions lie once they are written anew. */
const CLEAN = `${FILE.state}/fork/predictions.csv`;

/** What a fork's predictions came to. */
export interface Judged {
  readonly verdict: Verdict;
  readonly plots: Plots | null;
  readonly scored: Scored;
  readonly task: Task;
}

/**
 * Judges the predictions of a fork by the rules of the base, beside the baseline of the base. No command runs, no cache
 * is restored, no other file of the fork is read: gates over what predictions do not give are left to a trusted run.
 */
export async function judgeFork(
  bytes: Uint8Array,
  name: string | undefined,
  { evaluate }: Rules,
  scene: Scene,
): Promise<Judged> {
  const rubric = rubricOf(evaluate);
  const { task, roles, slices, positive } = rubric;
  if (task === null) throw new Refused('no rules');
  const reading: Reading = { task, roles, slices, positive };
  const wish = { baseline: evaluate.baseline, name };
  const baseline = await baselineFor(wish, scoredAt('predictions.csv', bytes), scene);
  const base = baseline.predictions === null ? null : await rowsIn(baseline.predictions, reading);
  const rows = await rowsOf(bytes, reading, base);
  const scored = await written(rows, scene);
  const [gates, left] = parted(rubric.gates);
  const beside = { measurements: [], baseline: [], absent: new Map<string, string>(), notes: [] };
  const today = scene.host.clock.now().toISOString().slice(0, 10);
  const standing = {
    base: null,
    before: null,
    baseline: null,
    accepting: { acceptances: evaluate.accept, today },
    notes: [],
  };
  const champion = await championOf(gates, baseline, scored, [], scene);
  const exhibits = { scored, trainMetrics: {}, beside, baseline, champion, standing };
  const { verdict, plots } = await judge({ ...rubric, gates }, exhibits, scene);
  return { verdict: told(verdict, left, [...origin(base), ...rows.notes]), plots, scored, task };
}

async function baselineFor(
  wish: Parameters<typeof baselineOf>[0],
  scored: Scored,
  scene: Scene,
): Promise<Baseline> {
  try {
    return await baselineOf(wish, scored, scene);
  } catch (error) {
    if (error instanceof Mistake) throw new Refused('no baseline');
    throw error;
  }
}

/** Rows of the base that do not fit its own rules are as good as none. */
async function rowsIn(
  kept: NonNullable<Baseline['predictions']>,
  reading: Reading,
): Promise<BaseRows | null> {
  try {
    return await baseRows(kept, reading);
  } catch (error) {
    if (error instanceof Mistake) return null;
    throw error;
  }
}

async function written({ csv }: Rows, { host }: Scene): Promise<Scored> {
  await host.files.write(CLEAN, csv);
  return scoredAt(CLEAN, Buffer.from(csv));
}

/** Predictions of nobody known: no key, no record. */
function scoredAt(path: string, bytes: Uint8Array): Scored {
  const nobody = {
    key: null,
    skipped: false,
    savedSeconds: 0,
    record: null,
    chain: new Map<string, string>(),
  };
  return { path, digest: digestOf(bytes), bytes: bytes.length, ...nobody };
}

/** Gates over measures of predictions, and those over anything else. */
function parted(gates: Rubric['gates']): [Gate[], Gate[]] {
  const measured = ({ metric }: Gate) =>
    MEASURES.some(({ name }) => name.replace(/@\d+$/, '') === metric.replace(/@\d+$/, ''));
  return [gates.filter(measured), gates.filter((gate) => !measured(gate))];
}

function origin(base: BaseRows | null): string[] {
  return [
    base === null
      ? 'the base keeps no rows (keep-rows): labels and ids are the fork’s own, like the scores'
      : 'ids, labels and slices are those that the base was judged on; the scores are the fork’s',
  ];
}

/** A gate that nobody could judge does not hold. */
function told(verdict: Verdict, left: readonly Gate[], notes: readonly string[]): Verdict {
  const open = left.map(({ text }) => `not judged on a fork, as predictions do not tell it: ${text}`);
  const whole = { ...verdict, notes: [...notes, ...open, ...verdict.notes] };
  const needed = left.filter(({ level }) => level === 'fail').length;
  const gates = `${needed} ${needed === 1 ? 'gate needs' : 'gates need'} a trusted run`;
  // that there are no gates would be said otherwise, and is not so
  if (needed > 0 && verdict.gates.length === 0 && verdict.decision === 'inconclusive')
    return { ...whole, reason: gates };
  if (needed === 0 || !passes(verdict.decision)) return whole;
  return { ...whole, decision: 'inconclusive', reason: `${gates}; ${verdict.reason}` };
}

/** What a report says of the run besides the verdict: ours to know, nothing the run told. */
export function factsOf(
  { verdict, plots, scored, task }: Judged,
  run: ForeignRun,
  { model, host }: Scene,
): RunFacts {
  const { digest, bytes } = scored;
  return {
    ...{ model, commit: run.head, branch: null, dirty: false, url: run.url, environment: null },
    time: host.clock.now().toISOString(),
    modelDigest: null,
    data: [],
    predictions: { file: 'predictions.csv', bytes, rows: verdict.rows, digest, task },
    plots,
    stages: [],
    lineage: null,
  };
}
