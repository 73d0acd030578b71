import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chiSquareTail } from '../distribution/gamma.ts';
import { chiSquare } from './chisquare.ts';
import { adjusted } from './discovery.ts';
import { jensenShannon, wasserstein } from './distance.ts';
import { smirnov } from './kolmogorov.ts';

/** What scipy and Evidently say (scripts/vectors/drift.py). */
interface Vectors {
  readonly numeric: readonly {
    readonly name: string;
    readonly reference: readonly number[];
    readonly current: readonly number[];
    readonly statistic: number;
    readonly exact: number;
    readonly wasserstein: number;
    readonly deviation: number;
  }[];
  readonly large: readonly {
    readonly rows: number;
    readonly by: number;
    readonly statistic: number;
    readonly p: number;
  }[];
  readonly categorical: readonly {
    readonly name: string;
    readonly reference: readonly number[];
    readonly current: readonly number[];
    readonly statistic: number;
    readonly p: number;
    readonly jensenShannon: number;
  }[];
  readonly tail: readonly { readonly statistic: number; readonly freedom: number; readonly p: number }[];
  readonly discovery: readonly { readonly p: readonly number[]; readonly adjusted: readonly number[] }[];
  readonly evidently: readonly {
    readonly id: string;
    readonly reference: readonly (number | string)[];
    readonly current: readonly (number | string)[];
    readonly ks?: number;
    readonly wasserstein?: number;
    readonly z?: number;
    readonly tolerance?: number;
  }[];
}

const vectors: Vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8'));
const sorted = (values: readonly (number | string)[]) => Float64Array.from(values, Number).sort();
const counts = (values: readonly number[]) => new Map(values.map((count, at) => [String(at), count]));
const near = (value: number, expected: number, share = 1e-9) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(share * Math.max(Math.abs(expected), 1e-6));

test.each(vectors.numeric.map((one) => [one.name, one] as const))(
  'numbers, as scipy has it: %s',
  (_name, one) => {
    const [reference, current] = [sorted(one.reference), sorted(one.current)];
    const { statistic, p } = smirnov(reference, current);
    near(statistic, one.statistic, 1e-12);
    near(p, one.exact, 1e-7);
    near(wasserstein(reference, current) * one.deviation || 0, one.deviation === 0 ? 0 : one.wasserstein);
  },
);

test.each(vectors.large)(
  'more rows than can be counted, as scipy has the limit: $rows rows, $by',
  ({ rows, by, statistic, p }) => {
    const at = Array.from({ length: rows }, (_, index) => index + 1);
    const reference = sorted(at.map((one) => (one * 0.6180339887498949) % 1));
    const current = sorted(at.map((one) => Math.sqrt((one * 0.7548776662466927) % 1) ** (2 + by)));
    const found = smirnov(reference, current);
    near(found.statistic, statistic, 1e-9);
    near(found.p, p, 0.02);
  },
);

test.each(vectors.categorical.map((one) => [one.name, one] as const))(
  'categories, as scipy has it: %s',
  (_name, one) => {
    const found = chiSquare(counts(one.reference), counts(one.current));
    near(found.statistic, one.statistic);
    near(found.p, one.p);
    near(jensenShannon(counts(one.reference), counts(one.current)), one.jensenShannon);
  },
);

test.each(vectors.tail)(
  'the tail of chi-square at $statistic with $freedom degrees',
  ({ statistic, freedom, p }) => {
    near(chiSquareTail(statistic, freedom), p);
  },
);

test.each(vectors.discovery)('Benjamini and Hochberg: $p', ({ p, adjusted: expected }) => {
  adjusted(p).forEach((value, at) => void near(value, expected[at] ?? Number.NaN));
});

const numeric = vectors.evidently.filter(({ ks }) => ks !== undefined);
test.each(numeric.map((one) => [one.id, one] as const))('as Evidently has it: %s', (_id, one) => {
  const [reference, current] = [sorted(one.reference), sorted(one.current)];
  near(smirnov(reference, current).p, one.ks ?? Number.NaN, 1e-6);
  near(wasserstein(reference, current), one.wasserstein ?? Number.NaN);
});

const words = vectors.evidently.filter(({ z }) => z !== undefined);
test.each(words.map((one) => [one.id, one] as const))(
  'two categories as Evidently tests them: %s',
  (_id, one) => {
    const count = (values: readonly (number | string)[]) =>
      new Map(
        Map.groupBy(values, String)
          .entries()
          .map(([name, all]) => [name, all.length]),
      );
    const { p } = chiSquare(count(one.reference), count(one.current));
    expect(Math.abs(p - (one.z ?? Number.NaN))).toBeLessThanOrEqual(one.tolerance ?? 0);
  },
);
