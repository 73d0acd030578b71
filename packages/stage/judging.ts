import { decide } from '#judge/decide';
import { type Gate, parseGates } from '#judge/gate';
import type { Verdict } from '#judge/verdict';
import { Mistake } from '#kit/outcome';
import { idSet, rowsDiffer } from '#metrics/ids';
import { measureAll } from '#metrics/measure/measures';
import type { Measurement, Slice } from '#metrics/measurement';
import { type JudgedTask, type Predictions, predictionsOf } from '#metrics/predictions';
import { readTable } from '#metrics/reader/reader';
import { type Roles, rolesOf, wantedColumns } from '#metrics/roles';
import { FILE } from '#record/vocabulary';
import { demandByproduct } from './artifact.ts';
import type { Baseline } from './baseline.ts';
import type { Beside } from './beside.ts';
import { evidenceAlone, withBeside } from './evidence.ts';
import { flatMetrics } from './metrics.ts';
import type { Scene } from './scene.ts';
import type { Candidate, Scored } from './scoring.ts';

/** How predictions are to be read and what has to hold; inputs of the action `evaluate`. */
export interface Rubric {
  /** null: there are no predictions to read */
  readonly task: JudgedTask | null;
  readonly roles: Roles;
  readonly slices: readonly string[];
  readonly positive: string | undefined;
  readonly gates: readonly Gate[];
}

/** Parses what the user wrote before anything runs: a typo in a gate must not cost a scoring. */
export function rubricOf(wish: {
  readonly task: JudgedTask | undefined;
  readonly predictions: string | undefined;
  readonly columns: Readonly<Record<string, unknown>>;
  readonly slices: readonly string[];
  readonly positive: string | undefined;
  readonly gates: readonly string[];
}): Rubric {
  const columns = Object.entries(wish.columns).map(([role, name]): [string, string] => {
    if (typeof name === 'string') return [role, name];
    const remedy = 'Write role=column, e.g. label=late.';
    throw new Mistake({
      subject: `columns.${role}`,
      what: 'is no name of a column',
      remedy,
      value: String(name),
    });
  });
  const { slices, positive } = wish;
  return {
    task: taskOf(wish),
    slices,
    positive,
    roles: rolesOf(Object.fromEntries(columns)),
    gates: parseGates(wish.gates),
  };
}

function taskOf({ task, predictions }: Parameters<typeof rubricOf>[0]): JudgedTask | null {
  if (predictions === undefined) return null;
  if (task !== undefined) return task;
  const remedy = 'Say what the model does: binary, multiclass or regression.';
  throw new Mistake({ subject: 'evaluate.task', what: 'is needed to read predictions', remedy });
}

/** The verdict over what was scored and what stands beside it, next to the baseline. */
export async function judge(
  rubric: Rubric,
  scored: Scored | null,
  candidate: Candidate | null,
  beside: Beside,
  baseline: Baseline,
  scene: Scene,
): Promise<Verdict> {
  const { host } = scene;
  if (scored === null) {
    const trainMetrics = await ownMetrics(candidate, scene);
    return decide(evidenceAlone(rubric.gates, trainMetrics, beside, baseline, scene));
  }
  const predictions = await readPredictions(rubric, await host.files.bytes(scored.path), scored.path);
  const measured = measureAll(predictions, namedSlices(rubric.gates), namedMetrics(rubric.gates));
  const other = await measuredAnew(rubric, predictions, baseline);
  const trainMetrics = await ownMetrics(candidate, scene);
  const evidence = {
    gates: rubric.gates,
    candidate: measured.measurements,
    baseline: other.measurements,
    baselineFacts: baseline.facts,
    ...(other.incomparable === null ? {} : { incomparable: other.incomparable }),
    trainMetrics,
    onDefaultBranch: host.run.trusted.yes,
    rows: predictions.rows,
    flaws: predictions.flaws,
    absent: measured.absent,
    others: measured.others,
    notes: [...predictions.notes, ...measured.notes, ...baseline.notes, ...other.notes],
  };
  return decide(withBeside(evidence, beside, baseline));
}

async function readPredictions(rubric: Rubric, bytes: Uint8Array, file: string): Promise<Predictions> {
  const { roles, slices, positive } = rubric;
  const task = rubric.task ?? 'binary';
  const table = await readTable(bytes, file, wantedColumns(roles, slices));
  return predictionsOf(table, {
    task,
    columns: roles,
    slices,
    ...(positive === undefined ? {} : { positive }),
  });
}

interface Other {
  readonly measurements: readonly Measurement[] | null;
  readonly incomparable: string | null;
  readonly notes: readonly string[];
}

/** The baseline's numbers, from its predictions where they are kept: then it is known whether the rows are the same. */
async function measuredAnew(rubric: Rubric, own: Predictions, baseline: Baseline): Promise<Other> {
  if (baseline.predictions === null) {
    const unknown =
      'the baseline keeps no predictions: whether it was measured on the same rows is not known';
    const notes = baseline.measurements === null ? [] : [unknown];
    return { measurements: baseline.measurements, incomparable: null, notes };
  }
  const { file, bytes } = baseline.predictions;
  try {
    const theirs = await readPredictions(rubric, bytes, `the baseline's ${file}`);
    const incomparable =
      own.ids === null || theirs.ids === null ? null : rowsDiffer(own.ids, idSet(theirs.ids), 'the baseline');
    const unknown =
      own.ids === null || theirs.ids === null
        ? ['there is no id column: whether the baseline has the same rows is not known']
        : [];
    return {
      measurements: measureAll(theirs, namedSlices(rubric.gates), namedMetrics(rubric.gates)).measurements,
      incomparable,
      notes: unknown,
    };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const why = error.problems[0]?.what ?? 'they cannot be read';
    return { measurements: null, incomparable: `its predictions do not fit: ${why}`, notes: [] };
  }
}

function namedSlices(gates: readonly Gate[]): Slice[] {
  return gates.flatMap(({ slice }) => (slice !== null && 'value' in slice ? [slice] : []));
}

function namedMetrics(gates: readonly Gate[]): string[] {
  return gates.map(({ metric }) => metric);
}

/** Metrics that training wrote, as it said; gates call them `train.<name>`. */
async function ownMetrics(candidate: Candidate | null, { host }: Scene): Promise<Record<string, number>> {
  if (candidate === null) return {};
  const text = await demandByproduct(candidate.fetched, FILE.metrics, host);
  return text === null ? {} : flatMetrics(text, FILE.metrics);
}
