import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Twister } from '../twister.ts';
import { type Estimation, estimated, estimatedOfMany } from './cbpe.ts';
import type { OfMany, OfTwo } from './expected.ts';
import { foldsOf } from './folds.ts';
import { isotonic } from './isotonic.ts';

/** Values of NannyML 0.13.1, numpy and scikit-learn themselves; scripts/vectors/nannyml_cases.py makes them. */
interface Found {
  readonly value: number[];
  readonly sampling_error: number[];
  readonly lower_confidence_boundary: number[];
  readonly upper_confidence_boundary: number[];
  readonly lower: number;
  readonly upper: number;
  readonly alert: boolean[];
}
interface Vectors {
  readonly isotonic: Readonly<Record<'x' | 'y' | 'asked' | 'fitted', number[]>>;
  readonly uniform: number[];
  readonly permutations: number[][];
  readonly splits: { readonly labels: number[]; readonly folds: readonly (readonly [number[], number[]])[] };
  readonly cases: readonly {
    readonly name: string;
    readonly reference: { readonly score: number[]; readonly label: number[] };
    readonly current: number[];
    readonly calibrated: boolean;
    readonly metrics: Readonly<Record<OfTwo, Found>>;
  }[];
  readonly many: readonly {
    readonly name: string;
    readonly classes: readonly string[];
    readonly reference: { readonly score: number[][]; readonly label: number[] };
    readonly current: number[][];
    readonly metrics: Readonly<Record<OfMany, Found>>;
  }[];
}
const vectors: Vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8'));

const rowsOf = (score: readonly number[]) => ({
  scores: Float64Array.from(score),
  predictions: Float64Array.from(score, (one) => Number(one >= 0.5)),
});
const labelled = ({
  score,
  label,
}: {
  readonly score: readonly number[];
  readonly label: readonly number[];
}) => ({
  ...rowsOf(score),
  labels: Float64Array.from(label),
});

test('random numbers are those of numpy', () => {
  const random = new Twister(42);
  expect(vectors.uniform.map(() => random.next())).toEqual(vectors.uniform);
  for (const order of vectors.permutations)
    expect([...new Twister(42).permutation(order.length)]).toEqual(order);
});

test('splits are those of scikit-learn', () => {
  const folds = foldsOf(Float64Array.from(vectors.splits.labels), 10, 0.1, 42);
  expect(folds.map(({ learn, check }) => [[...learn].sort((a, b) => a - b), [...check]])).toEqual(
    vectors.splits.folds,
  );
});

test('isotonic regression is that of scikit-learn', () => {
  const { x, y, asked, fitted } = vectors.isotonic;
  const found = isotonic(Float64Array.from(x), Float64Array.from(y))(Float64Array.from(asked));
  for (const [at, value] of fitted.entries()) expect(found[at]).toBeCloseTo(value, 12);
});

test.each(vectors.cases.map((one) => [one.name, one] as const))('as NannyML has it: %s', (_name, one) => {
  const found = estimated(labelled(one.reference), rowsOf(one.current));
  expect(found.calibration.calibrated).toBe(one.calibrated);
  expectAsNannyml(found, one.metrics);
});

test.each(vectors.many.map((one) => [one.name, one] as const))('as NannyML has it: %s', (_name, one) => {
  const found = estimatedOfMany(
    { ...rowsOfMany(one.reference.score), labels: Float64Array.from(one.reference.label) },
    rowsOfMany(one.current),
    one.classes,
  );
  expect(found.estimates).toHaveLength(5);
  expectAsNannyml(found, one.metrics);
});

/** Columns one after the other, and the class of the highest score; of equal ones the first. */
function rowsOfMany(columns: readonly number[][]) {
  const predictions = (columns[0] ?? []).map((_, row) => {
    const scores = columns.map((column) => column[row] ?? 0);
    return scores.indexOf(Math.max(...scores));
  });
  return { scores: Float64Array.from(columns.flat()), predictions: Float64Array.from(predictions) };
}

/** How near sampling errors come: NannyML lets the order of rows decide ties of scores, and draws some at random. */
function nearness(metric: string, said: number): number {
  if (metric === 'average_precision') return 0.3 * said;
  return metric.startsWith('roc_auc') ? 1e-3 : 1e-9;
}

function expectAsNannyml({ estimates }: Estimation, metrics: Readonly<Record<string, Found>>): void {
  for (const { metric, limits, chunks } of estimates) {
    const expected = metrics[metric];
    if (expected === undefined) throw new Error(`there is no vector of ${metric}`);
    expect(limits.lower).toBeCloseTo(expected.lower, 9);
    expect(limits.upper).toBeCloseTo(expected.upper, 9);
    expect(chunks.map(({ alert }) => alert !== null)).toEqual(expected.alert);
    for (const [at, { value, error, lower, upper }] of chunks.entries()) {
      const said = expected.sampling_error[at] ?? Number.NaN;
      const off = nearness(metric, said);
      // the chances of one score differ by row once those of a row add up to 1, so here ties are decided by order too
      expect(value).toBeCloseTo(expected.value[at] ?? Number.NaN, metric === 'roc_auc_ovr' ? 4 : 9);
      expect(Math.abs(error - said), metric).toBeLessThan(off);
      const bands = [
        lower - (expected.lower_confidence_boundary[at] ?? Number.NaN),
        upper - (expected.upper_confidence_boundary[at] ?? Number.NaN),
      ];
      for (const gap of bands) expect(Math.abs(gap), metric).toBeLessThan(3 * off + 1e-9);
    }
  }
}
