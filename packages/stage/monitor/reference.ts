import { readProfile } from '#judge/drift/profile/json';
import { type Columns, type Profile, profileOf } from '#judge/drift/profile/profile';
import { timesIn } from '#judge/drift/profile/spelling';
import { Mistake } from '#kit/outcome';
import { TABLES } from '#metrics/reader/extension';
import { readTable } from '#metrics/reader/reader';
import type { Roles } from '#metrics/roles';
import type { Column, Table } from '#metrics/table';
import { type Digest, digestOf, digestOfValue } from '#record/digest';
import { FILE } from '#record/vocabulary';
import type { Served } from '#source/served';
import { readLogs } from '#source/servinglog';
import type { Scene } from '../scene.ts';
import type { Evaluated } from './evaluated.ts';
import { evaluatedRows } from './evaluatedrows.ts';
import type { MonitorPlan } from './wish.ts';

/** What the current data are compared with. */
export interface Reference {
  /** `data/test.parquet`, `what the artifact … was evaluated on` */
  readonly what: string;
  readonly digest: Digest;
  readonly rows: number;
  /** counts of the features, and of prediction and score */
  readonly features: Profile;
  readonly answers: Profile;
  /** the rows that were counted; null: a profile kept the counts alone */
  readonly counted: { readonly features: Columns; readonly answers: Columns } | null;
  /** are these all the features there were? else what lacks in the log cannot be told */
  readonly complete: boolean;
  readonly notes: readonly string[];
}

/** The reference that the plan names; a text says why there is none. Mistake: a file that is not there. */
export async function referenceOf(
  plan: MonitorPlan,
  evaluated: Evaluated | null,
  current: Served,
  scene: Scene,
): Promise<Reference | string> {
  if (plan.reference !== 'evaluate') return fromFile(plan, scene);
  if (evaluated === null)
    return 'nothing was evaluated that is known here: evaluate first, or name a file of rows under reference';
  return fromEvaluation(plan, evaluated, current, scene);
}

async function fromFile({ reference: path, roles }: MonitorPlan, { host }: Scene): Promise<Reference> {
  const file = await host.files.within(path, 'reference');
  if ((await host.files.exists(file)) !== 'file') {
    const remedy = `Name a file of rows (${TABLES}), or evaluate.`;
    throw new Mistake({ subject: 'reference', what: 'is no file that is there', remedy, value: path });
  }
  const served = /\.(jsonl|ndjson)(\.(gz|zst))?$/.test(file) ? await asLog(file, host) : null;
  if (served !== null) return served;
  const bytes = await host.files.bytes(file);
  if (file.endsWith('.json')) return fromProfile(bytes, file, roles);
  const table = await readTable(bytes, file);
  const { columns, times, ...answers } = partsOf(table, roles);
  return {
    ...counted(columns, answersOf(answers), times),
    what: file,
    digest: digestOf(bytes),
    rows: table.rows,
    complete: true,
    notes: [],
  };
}

/** An earlier log is a reference too: its features stand below `features`. */
async function asLog(file: string, host: Scene['host']): Promise<Reference | null> {
  const served = await readLogs([file], { model: null, since: null, until: Number.POSITIVE_INFINITY }, host);
  const digest = served.tally.files[0]?.sha256;
  if (served.rows === 0 || digest === undefined) return null;
  const { features, times, rows } = served;
  return {
    what: file,
    digest,
    rows,
    ...counted(features, answersOf(served), times),
    complete: true,
    notes: [],
  };
}

/** Counts alone: what a profile kept of a reference. */
function fromProfile(bytes: Uint8Array, file: string, roles: Roles): Reference {
  const profile = readProfile(parsedJson(bytes, file), file);
  const apart = apartOf(roles);
  const only = (kept: (name: string) => boolean): Profile => ({
    ...profile,
    columns: profile.columns.filter(({ name }) => kept(name)),
  });
  const answer = new Map([
    [roles.prediction ?? 'prediction', 'prediction'],
    [roles.score ?? 'score', 'score'],
  ]);
  const answers = only((name) => answer.has(name));
  return {
    what: file,
    digest: digestOf(bytes),
    rows: profile.rows,
    features: only((name) => !apart.has(name)),
    answers: {
      ...answers,
      columns: answers.columns.map((one) => ({ ...one, name: answer.get(one.name) ?? one.name })),
    },
    counted: null,
    complete: true,
    notes: [],
  };
}

/** Rows and their counts. */
export function counted(
  features: Columns,
  answers: Columns,
  times: Float64Array | null,
  ofFeatures = times,
): Pick<Reference, 'features' | 'answers' | 'counted'> {
  return {
    features: profileOf(features, ofFeatures),
    answers: profileOf(answers, times),
    counted: { features, answers },
  };
}

function parsedJson(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const remedy = `Name a profile, or a file of rows (${TABLES}).`;
    throw new Mistake({ subject: file, what: 'is not JSON', remedy }, { cause });
  }
}

/** Columns that are no features. */
function apartOf(roles: Roles): ReadonlySet<string> {
  return new Set(['id', 'label', 'prediction', 'score', 'time', 'model', ...Object.values(roles)]);
}

/** Prediction and score as columns, where they are there. */
export function answersOf({
  prediction,
  score,
}: {
  readonly prediction: Column | null;
  readonly score: Column | null;
}): Columns {
  const pairs = [
    ['prediction', prediction],
    ['score', score],
  ] as const;
  return new Map(
    pairs.flatMap(([name, column]): [string, Column][] => (column === null ? [] : [[name, column]])),
  );
}

/** Columns by what they are for. */
function partsOf(table: Table, roles: Roles) {
  const named = (role: keyof Roles) =>
    table.columns.get(roles[role] ?? role) ?? table.columns.get(role) ?? null;
  const apart = apartOf(roles);
  const columns = new Map([...table.columns].filter(([name]) => !apart.has(name)));
  const time = table.columns.get('time');
  const times = time === undefined ? null : timesIn(time);
  return { columns, times, prediction: named('prediction'), score: named('score') };
}

/**
 * Prediction, score and slices from the predictions of the evaluation; the other features from the file of the
 * evaluation's data that holds the rows with the same ids.
 */
async function fromEvaluation(
  plan: MonitorPlan,
  evaluated: Evaluated,
  current: Served,
  scene: Scene,
): Promise<Reference | string> {
  const { predictions, profile, where } = evaluated;
  if (predictions === null && profile !== null) {
    const notes = [`${where} keeps counts of its rows alone: features are not compared (keep-rows)`];
    const own = fromProfile(profile, `${where} (${FILE.profile})`, plan.roles);
    return { ...own, what: `what ${where} was evaluated on`, complete: false, notes };
  }
  if (predictions === null) return `${where} keeps no predictions: name a file of rows under reference`;
  const table = await readTable(predictions.bytes, predictions.file);
  const parts = partsOf(table, plan.roles);
  const ids = table.columns.get(plan.roles.id ?? 'id') ?? null;
  const found = ids === null ? 'the predictions have no ids' : await evaluatedRows(plan, ids, current, scene);
  const own = new Map([...parts.columns].filter(([name]) => current.features.has(name)));
  const answers = answersOf(parts);
  const common = { what: `what ${where} was evaluated on`, rows: table.rows, complete: false };
  if (typeof found === 'string') {
    const notes = [`features come from the predictions of the evaluation alone: ${found}`];
    return {
      ...common,
      ...counted(own, answers, parts.times),
      digest: digestOf(predictions.bytes),
      notes,
    };
  }
  const columns = new Map([...own, ...found.columns]);
  const digest = digestOfValue({ predictions: digestOf(predictions.bytes), features: found.digest });
  const notes = [
    `features come from the ${found.rows} of ${table.rows} evaluated rows that ${found.file} holds`,
  ];
  // the features are rows of two files, whose times are not known of all
  return { ...common, ...counted(columns, answers, parts.times, null), digest, notes };
}
