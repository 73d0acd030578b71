import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Twister } from '../twister.ts';
import { estimated } from './cbpe.ts';
import type { Estimated } from './expected.ts';
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
    readonly metrics: Readonly<Record<Estimated, Found>>;
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
  for (const { metric, limits, chunks } of found.estimates) {
    const expected = one.metrics[metric];
    expect(limits.lower).toBeCloseTo(expected.lower, 9);
    expect(limits.upper).toBeCloseTo(expected.upper, 9);
    expect(chunks.map(({ alert }) => alert !== null)).toEqual(expected.alert);
    for (const [at, { value, error, lower, upper }] of chunks.entries()) {
      expect(value).toBeCloseTo(expected.value[at] ?? Number.NaN, 9);
      // NannyML lets the order of rows decide ties of scores, and loses the lowest row if it is of the rarer class
      const places = metric === 'roc_auc' ? 3 : 9;
      expect(error).toBeCloseTo(expected.sampling_error[at] ?? Number.NaN, places);
      expect(lower).toBeCloseTo(expected.lower_confidence_boundary[at] ?? Number.NaN, places - 1);
      expect(upper).toBeCloseTo(expected.upper_confidence_boundary[at] ?? Number.NaN, places - 1);
    }
  }
});
