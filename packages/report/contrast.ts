import { type Contents, fileChanges } from '#record/explanation';
import type { Run, Scalar } from '#record/history';
import { digestNamed, type Told } from '#record/reading';
import {
  directionOf,
  FACTS,
  type Meant,
  measuredOf,
  metricNames,
  PARAMS,
  paramNames,
  valueIn,
} from '#record/runvalue';
import { type Change, changeOf } from './comparison.ts';

/** One thing in which runs differ. */
export interface Difference {
  /** `roc_auc`, `params.lr`, `code`, `data:flights`, `package numpy` */
  readonly what: string;
  readonly kind: 'metric' | 'value' | 'digest';
  /** by run; null: it has none */
  readonly values: readonly Scalar[];
  /** against the first run; of a metric only */
  readonly changes: readonly ({ readonly difference: number | null; readonly change: Change } | null)[];
  /** against the first run: which files or gates changed, where they are known */
  readonly notes: readonly string[];
}

export interface Contrast {
  readonly runs: readonly Run[];
  readonly differing: readonly Difference[];
  /** things that are the same in all */
  readonly equal: number;
}

/**
 * Everything in which runs differ: verdict, metrics (each against the first run, better or worse where a direction is
 * known), what was asked for, and what went in by digest, with files and packages where their lists are kept.
 */
export function contrast(runs: readonly Run[], contents: Contents): Contrast {
  const all = [
    plain('verdict', runs.map(FACTS.verdict)),
    ...metricNames(runs).map((name) => metric(name, runs)),
    plain('seed', runs.map(FACTS.seed)),
    ...paramNames(runs).map((name) =>
      plain(
        `${PARAMS}${name}`,
        runs.map((run) => valueIn(run, { kind: 'param', name })),
      ),
    ),
    ...asked(runs),
    ...ingredients(runs, contents),
  ].filter(({ values }) => values.some((value) => value !== null));
  const differing = all.filter(({ values }) => new Set(values).size > 1);
  return { runs, differing, equal: all.length - differing.length };
}

function plain(what: string, values: readonly Scalar[]): Difference {
  return { what, kind: 'value', values, changes: values.map(() => null), notes: values.map(() => '') };
}

function metric(name: string, runs: readonly Run[]): Difference {
  const meant: Meant = { kind: 'metric', name };
  const direction = directionOf(meant, runs);
  const values = runs.map((run) => measuredOf(run, name)?.value ?? null);
  const [baseline = null] = values;
  const changes = values.map((candidate, index) =>
    index === 0 ? null : changeOf({ candidate, baseline, direction }),
  );
  return { what: name, kind: 'metric', values, changes, notes: values.map(() => '') };
}

/** What the sections say, and declared variables, whose values are known by digest only. */
function asked(runs: readonly Run[]): Difference[] {
  const sections = (['training', 'scoring'] as const).flatMap((stage) => {
    const said = runs.map((run) => run[stage]?.section ?? {});
    const prefix = stage === 'training' ? 'train' : 'evaluate';
    return keysOf(said).map((key) =>
      plain(
        `${prefix}.${key}`,
        said.map((one) => textOf(one[key])),
      ),
    );
  });
  const env = runs.map(({ training }) => training?.env ?? {});
  return [
    ...sections,
    ...keysOf(env).map((name) =>
      digest(
        `env.${name}`,
        env.map((one) => one[name] ?? null),
      ),
    ),
  ];
}

function ingredients(runs: readonly Run[], contents: Contents): Difference[] {
  const told = (stage: 'training' | 'scoring' | 'evaluation', name: string) =>
    runs.map((run) => digestNamed(run[stage]?.dependencies ?? [], name));
  const data = keysOf(runs.map((run) => datasets(run.training ?? run.evaluation)));
  const environments = told('training', 'environment');
  return [
    files('code', told('training', 'code'), contents),
    files('code of scoring', told('scoring', 'code'), contents),
    ...data.map((name) =>
      files(
        name,
        runs.map((run) => datasets(run.training ?? run.evaluation)[name] ?? null),
        contents,
      ),
    ),
    gates(runs, told('evaluation', 'gates')),
    digest('environment', environments),
    ...packages(environments, contents),
    digest(
      'machine',
      runs.map(({ training }) => training?.host ?? null),
    ),
    digest('model bytes', made(runs, 'model')),
    digest('predictions', made(runs, 'predictions')),
  ];
}

function made(runs: readonly Run[], name: string): (string | null)[] {
  return runs.map(({ training, evaluation }) => digestNamed((evaluation ?? training)?.subjects ?? [], name));
}

function datasets(told: Told | null): Record<string, string> {
  return Object.fromEntries(
    (told?.dependencies ?? []).flatMap(({ name, digest }) =>
      name.startsWith('data:') && 'sha256' in digest ? [[name, digest.sha256]] : [],
    ),
  );
}

function digest(what: string, values: readonly (string | null)[]): Difference {
  return { ...plain(what, values), kind: 'digest' };
}

function files(what: string, values: readonly (string | null)[], contents: Contents): Difference {
  const lists = values.map((value) => (value === null ? null : contents.files(value)));
  const [first] = lists;
  const notes = lists.map((list, index) =>
    index === 0 || first == null || list === null || values[index] === values[0]
      ? ''
      : fileChanges(first, list),
  );
  return { ...digest(what, values), notes };
}

function gates(runs: readonly Run[], values: readonly (string | null)[]): Difference {
  const [first] = runs;
  const notes = runs.map((run) => {
    if (first === undefined || run.gates.length === 0 || first.gates.length === 0) return '';
    const added = run.gates.filter((gate) => !first.gates.includes(gate));
    const removed = first.gates.filter((gate) => !run.gates.includes(gate));
    return [...added.map((gate) => `${gate} added`), ...removed.map((gate) => `${gate} removed`)].join(', ');
  });
  return { ...digest('gates', values), notes };
}

/** Packages where all environments that differ are known. */
function packages(environments: readonly (string | null)[], contents: Contents): Difference[] {
  const known = environments.map((one) =>
    one === null ? new Map<string, string>() : contents.packages(one),
  );
  const versions = known.flatMap((one) => one ?? []);
  if (versions.length < known.length) return [];
  const names = [...new Set(versions.flatMap((one) => [...one.keys()]))].sort();
  return names.map((name) =>
    plain(
      `package ${name}`,
      versions.map((one) => one.get(name) ?? null),
    ),
  );
}

function keysOf(all: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(all.flatMap((one) => Object.keys(one)))];
}

function textOf(value: unknown): Scalar {
  return value === undefined || value === null
    ? null
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}
