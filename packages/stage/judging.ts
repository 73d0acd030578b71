import { decide } from '#judge/decide';
import { type Gate, parseGates } from '#judge/gate';
import type { Verdict } from '#judge/verdict';
import { Mistake } from '#kit/outcome';
import { idSet, rowsDiffer } from '#metrics/ids';
import { measureAll } from '#metrics/measure/measures';
import type { Measurement, Slice } from '#metrics/measurement';
import { type JudgedTask, type Predictions, predictionsOf } from '#metrics/predictions';
import type { Source } from '#metrics/reader/chunks';
import { readTable } from '#metrics/reader/reader';
import { type Roles, rolesOf, wantedColumns } from '#metrics/roles';
import { FILE } from '#record/vocabulary';
import { demandByproduct } from './artifact.ts';
import type { Baseline } from './baseline.ts';
import { flatMetrics } from './metrics.ts';
import type { Scene } from './scene.ts';
import type { Candidate, Scored } from './scoring.ts';

/** How predictions are to be read and what has to hold; inputs of the action `evaluate`. */
export interface Rubric {
  readonly task: JudgedTask;
  readonly roles: Roles;
  readonly slices: readonly string[];
  readonly positive: string | undefined;
  readonly gates: readonly Gate[];
}

/** Parses what the user wrote before anything runs: a typo in a gate must not cost a scoring. */
export function rubricOf(wish: {
  readonly task: JudgedTask;
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
  const { task, slices, positive } = wish;
  return {
    task,
    slices,
    positive,
    roles: rolesOf(Object.fromEntries(columns)),
    gates: parseGates(wish.gates),
  };
}

/** The verdict over what was scored, beside the baseline. */
export async function judge(
  rubric: Rubric,
  scored: Scored,
  candidate: Candidate | null,
  baseline: Baseline,
  scene: Scene,
): Promise<Verdict> {
  const { host } = scene;
  const predictions = await readPredictions(rubric, host.files.stream(scored.path), scored.path);
  const measured = measureAll(predictions, namedSlices(rubric.gates), namedMetrics(rubric.gates));
  const other = await measuredAnew(rubric, predictions, baseline);
  const trainMetrics = await ownMetrics(candidate, scene);
  return decide({
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
  });
}

async function readPredictions(rubric: Rubric, bytes: Source, file: string): Promise<Predictions> {
  const { roles, slices, positive, task } = rubric;
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
