import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deviation, percentileInterval, percentileP, replicatesOf, weighedValue } from './bootstrap.ts';
import { hash } from './hash.ts';
import { bias, examples } from './measures.fixture.ts';

const ROWS = 300;
const values = Float64Array.from({ length: ROWS }, (_, row) => Math.sin(row * row) * 3 + (row % 5));
const rows = {
  ...examples(new Float64Array(ROWS), values),
  keys: Int32Array.from(values, (_, row) => 7 * row),
};

it('rows count as often as a Poisson variable of mean 1: 0, 1, 2 and 3 times with e^-1 / k!', () => {
  const times = [0, 0, 0, 0];
  const draws = 200;
  replicatesOf(rows, 5, draws, (weights) => {
    for (const weight of weights) if (weight < 4) times[weight] = (times[weight] ?? 0) + 1;
    return 0;
  });
  [0.36788, 0.36788, 0.18394, 0.06131].forEach((share, count) => {
    expect((times[count] ?? 0) / (draws * ROWS)).toBeCloseTo(share, 2);
  });
});

it('neither the order of the rows nor other rows change what a row counts', () => {
  const weighed = (of: typeof rows) => {
    const seen = new Map<number, number>();
    replicatesOf(of, 3, 1, (weights) => {
      of.keys.forEach((key, row) => {
        seen.set(key, weights[row] ?? -1);
      });
      return 0;
    });
    return seen;
  };
  const all = weighed(rows);
  fc.assert(
    fc.property(fc.shuffledSubarray([...values.keys()], { minLength: 1 }), (picked) => {
      const take = (column: Float64Array) => Float64Array.from(picked, (row) => column[row] ?? 0);
      const keys = Int32Array.from(picked, (row) => rows.keys[row] ?? 0);
      const part = { ...examples(take(rows.labels), take(rows.answers)), keys };
      for (const [key, weight] of weighed(part)) expect(weight).toBe(all.get(key));
    }),
    { numRuns: 20 },
  );
});

it('rows of a group count together', () => {
  const groups = Int32Array.from(values, (_, row) => row % 30);
  replicatesOf({ ...examples(rows.labels, rows.answers), groups }, 3, 5, (weights) => {
    weights.forEach((weight, row) => {
      expect(weight).toBe(weights[row % 30]);
    });
    return 0;
  });
});

// NumPy 2: values.std(ddof=1) / sqrt(300) is 0.14445 for these values; the Poisson bootstrap estimates it.
it('the replicates of a mean spread as its standard error says', () => {
  const replicates = replicatesOf(rows, 1, 2000, weighedValue(bias, rows));
  expect(deviation(replicates)).toBeCloseTo(0.14445, 2);
  const [low, high] = percentileInterval(replicates, 0.95);
  expect((high - low) / (2 * 1.96)).toBeCloseTo(0.14445, 2);
});

it('p is the share of replicates beyond the margin, and never 0 for want of replicates', () => {
  const replicates = Float64Array.from({ length: 99 }, (_, at) => at + 1);
  expect(percentileP(replicates, 50, 'above', 4)).toBeCloseTo(0.05, 12);
  expect(percentileP(replicates, 50, 'below', 96)).toBeCloseTo(0.05, 12);
  const far = percentileP(replicates, 50, 'above', -60);
  expect(far).toBeGreaterThan(0);
  expect(far).toBeLessThan(0.01);
});

it('the hash is even in its high and low bits', () => {
  let [high, low] = [0, 0];
  for (let key = 0; key < 10_000; key++) {
    high += hash(0, 1, key) >>> 31;
    low += hash(0, 1, key) & 1;
  }
  expect(Math.abs(high - 5000)).toBeLessThan(200);
  expect(Math.abs(low - 5000)).toBeLessThan(200);
});
