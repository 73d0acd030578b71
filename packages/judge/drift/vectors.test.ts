import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chiSquareTail } from '../distribution/gamma.ts';
import { adjusted } from './discovery.ts';
import { area, moments } from './distance.ts';
import { jensenShannonDistance, normedWasserstein } from './evidently/distance.ts';
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
    readonly jensenShannon: number;
  }[];
  readonly tail: readonly { readonly statistic: number; readonly freedom: number; readonly p: number }[];
  readonly discovery: readonly { readonly p: readonly number[]; readonly adjusted: readonly number[] }[];
  readonly evidently: readonly {
    readonly id: string;
    readonly reference: readonly number[];
    readonly current: readonly number[];
    readonly ks: number;
    readonly wasserstein: number;
  }[];
}

const vectors: Vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8'));
const sorted = (values: readonly number[]) => Float64Array.from(values).sort();
const cells = (counts: readonly number[]) =>
  counts.flatMap((count, at) => new Array<string>(count).fill(String(at)));
const near = (value: number, expected: number, share = 1e-9) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(share * Math.max(Math.abs(expected), 1e-6));

test.each(vectors.numeric.map((one) => [one.name, one] as const))(
  'numbers, as scipy has it: %s',
  (_name, one) => {
    const [reference, current] = [sorted(one.reference), sorted(one.current)];
    const { statistic, p } = smirnov(reference, current);
    near(statistic, one.statistic, 1e-12);
    near(p, one.exact, 1e-7);
    near(area(reference, current), one.wasserstein);
    near(moments(reference).deviation, one.deviation);
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
    const [reference, current] = [cells(one.reference), cells(one.current)];
    near(jensenShannonDistance({ kind: 'cat', reference, current }), one.jensenShannon);
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

test.each(vectors.evidently.map((one) => [one.id, one] as const))('as Evidently has it: %s', (_id, one) => {
  const { reference, current } = one;
  near(smirnov(sorted(reference), sorted(current)).p, one.ks, 1e-6);
  near(normedWasserstein({ kind: 'num', reference, current }), one.wasserstein);
});
