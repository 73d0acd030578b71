import { z } from 'zod';
import { lInfinity } from '#judge/drift/association';
import { pairsOf } from '#judge/drift/deepchecks/categories';
import { association, earthMovers, stability } from '#judge/drift/deepchecks/statistic';
import type { Cell } from '#judge/drift/evidently/column';
import { fisherTable } from '#judge/drift/evidently/frequency';
import { variationP } from '#judge/drift/evidently/permutation';
import {
  columnDrift,
  datasetDrift,
  defaultMethod,
  methodAsked,
  thresholdOf,
} from '#judge/drift/evidently/stattest';
import { smirnovStatistic } from '#judge/drift/kolmogorov';
import { Mistake } from '#kit/outcome';
import { numeric } from './case.ts';
import type { Kinds } from './kinds.ts';

const CELLS = z.array(z.union([numeric, z.string(), z.null().transform(() => Number.NaN)]));
const SIDES = z.looseObject({ reference: CELLS, current: CELLS });
const KIND = z.enum(['num', 'cat']);
const ASK = z.looseObject({
  columnType: KIND,
  method: z.string().nullish(),
  threshold: z.number().nullish(),
});
const COUNTS = z.record(z.string(), z.number()).transform((counts) => new Map(Object.entries(counts)));
const sorted = (cells: readonly Cell[]) => Float64Array.from(cells, Number).sort();
const counted = (cells: readonly Cell[]) =>
  new Map(
    Map.groupBy(cells, String)
      .entries()
      .map(([name, all]) => [name, all.length]),
  );

function column(input: unknown, config: unknown) {
  const { reference, current } = SIDES.parse(input);
  const { columnName } = z.looseObject({ columnName: z.string().optional() }).parse(input);
  const { columnType: kind, method, threshold } = ASK.parse(config);
  const name = columnName === undefined ? {} : { name: columnName };
  const found = columnDrift(reference, current, {
    kind,
    ...name,
    ...(method == null ? {} : { method }),
    ...(threshold == null ? {} : { threshold }),
  });
  return {
    driftScore: found.score,
    driftDetected: found.drifted,
    method: found.method,
    threshold: found.threshold,
  };
}

/** What it refuses with. */
function refusal(input: unknown, config: unknown) {
  try {
    column(input, config);
  } catch (error) {
    if (error instanceof Mistake) return { error: error.problems[0]?.what };
    throw error;
  }
  return { error: null };
}

function dataset(input: unknown, config: unknown) {
  const side = z.record(z.string(), z.unknown());
  const { reference, current } = z.object({ reference: side, current: side }).parse(input);
  const shape = { columnTypes: z.record(z.string(), KIND), driftShare: z.number().default(0.5) };
  const { columnTypes, driftShare, ...rest } = z.looseObject(shape).parse(config);
  const columns = Object.entries(columnTypes).map(([name, columnType]) => {
    const sides = { reference: reference[name], current: current[name] };
    return [name, column(sides, { ...rest, columnType, method: null })] as const;
  });
  const found = datasetDrift(
    columns.map(([, one]) => ({ ...one, score: one.driftScore, drifted: one.driftDetected })),
    driftShare,
  );
  return {
    datasetDrift: found.drifted,
    numberOfColumns: columns.length,
    numberOfDriftedColumns: found.count,
    shareOfDriftedColumns: found.share,
    columns: Object.fromEntries(columns),
  };
}

const METHODS = [
  'ks',
  'wasserstein',
  'jensenshannon',
  'psi',
  'kl_div',
  'hellinger',
  'ed',
  't_test',
  'mannw',
  'cramer_von_mises',
  'anderson',
  'es',
];

function methods(input: unknown) {
  const { columnType } = z.looseObject({ columnType: KIND }).parse(input);
  const entries = METHODS.map((method) => [method, column(input, { columnType, method })] as const);
  return { default: column(input, { columnType }), methods: Object.fromEntries(entries) };
}

function patterns(input: unknown, config: unknown) {
  const shape = { referencePattern: CELLS, currentPattern: CELLS, repeat: z.number() };
  const { referencePattern, currentPattern, repeat } = z.object(shape).parse(input);
  const times = (cells: readonly Cell[]) => new Array(repeat).fill(cells).flat();
  const kind = ASK.parse(config).columnType;
  return {
    method: defaultMethod({ kind, reference: times(referencePattern), current: times(currentPattern) }),
  };
}

function precedence(input: unknown, config: unknown) {
  const { columns } = z.object({ columns: z.record(z.string(), KIND) }).parse(input);
  const said = z
    .string()
    .nullish()
    .transform((word) => word ?? null);
  const perColumn = z
    .record(z.string(), z.string())
    .nullish()
    .transform((words) => words ?? null);
  const asked = z.object({ all: said, cat: said, num: said, perColumn }).parse(config);
  return Object.fromEntries(
    Object.entries(columns).map(([name, kind]) => [name, methodAsked(name, kind, asked)]),
  );
}

const MARGIN = z.number().optional();
const CATEGORIES = z.looseObject({
  balanceClasses: z.boolean().default(false),
  minCategorySizeRatio: z.number().default(0),
});

/** Counts, or cells to be counted. With balance none is too rare. */
function categories(input: unknown, config: unknown) {
  const { balanceClasses, minCategorySizeRatio: least } = CATEGORIES.parse(config);
  const counts = z.union([
    z.object({ referenceCounts: COUNTS, currentCounts: COUNTS }),
    SIDES.transform(({ reference, current }) => ({
      referenceCounts: counted(reference),
      currentCounts: counted(current),
    })),
  ]);
  const { referenceCounts, currentCounts } = counts.parse(input);
  return pairsOf(referenceCounts, currentCounts, balanceClasses ? 0 : least);
}

/** Kinds of case of drift: Evidently's, deepchecks' and NannyML's. */
export const DRIFT: Kinds = {
  stattest: column,
  column_drift: column,
  stattest_error: refusal,
  column_drift_error: refusal,
  dataset_drift: dataset,
  drift_methods: methods,
  default_method: patterns,
  method_precedence: precedence,
  threshold_default: (input) => {
    const given = z.number().nullable();
    const { testDefault, override } = z.object({ testDefault: given, override: given }).parse(input);
    return { threshold: thresholdOf(override, testDefault) };
  },
  permutation_test: (input, config) => {
    const shape = { iterations: z.number().default(100), observed: z.number() };
    const { iterations, observed } = z.looseObject(shape).parse(config);
    return { pValue: variationP({ kind: 'cat', ...SIDES.parse(input) }, iterations, observed) };
  },
  fisher_table: (input) => ({ table: fisherTable({ kind: 'cat', ...SIDES.parse(input) }) }),
  cramers_v: (input, config) => ({
    value: association(categories(input, config), CATEGORIES.parse(config).balanceClasses),
  }),
  psi: (input, config) => ({ value: stability(categories(input, config)) }),
  earth_movers_distance: (input, config) => {
    const { reference, current } = SIDES.parse(input);
    const { marginQuantileFilter: margin } = z.looseObject({ marginQuantileFilter: MARGIN }).parse(config);
    return { value: earthMovers(sorted(reference), sorted(current), margin) };
  },
  ks_statistic: (input) => {
    const { reference, current } = SIDES.parse(input);
    return { value: smirnovStatistic(sorted(reference), sorted(current)) };
  },
  l_infinity: (input) => {
    const { reference, current } = SIDES.parse(input);
    return { value: lInfinity(counted(reference), counted(current)) };
  },
};
