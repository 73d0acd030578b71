import { describe, expect, test } from 'vitest';
import { seeded } from '#kit/random';
import { MEASURES } from '#metrics/measure/measures';
import { estimateOf } from './estimation.ts';
import { examples } from './measures.fixture.ts';
import { TERMS } from './terms.ts';

/** The fewest rows that go by levels, an odd number of them. */
const ROWS = 200_003;

type Shape = (next: () => number, label: number) => number;

const SHAPES: readonly (readonly [string, Shape])[] = [
  ['ties', (next, label) => Math.floor(((next() + label) / 2) * 7) / 7],
  ['0, 1 and -0', (next, label) => [0, -0, 1][Math.floor(next() * 6)] ?? (next() + label) / 2],
  ['denormals', (next) => (next() < 0.5 ? 5e-324 * Math.floor(next() * 5) : next() * 1e-310)],
  ['one value', () => 0.3],
  ['the same loss throughout', () => 0.5],
  ['no mistake', (_, label) => label],
  ['no mistake, and no two alike', (next, label) => (next() + label) / 2.000_000_1],
  ['almost all of one value', (next) => (next() < 0.02 ? next() : 0.123)],
  ['all near 0', (next) => Math.exp(-300 * next())],
  ['all near 1', (next) => 1 - next() * 1e-12],
];

const levelled = MEASURES.filter(({ ofLevels }) => ofLevels !== undefined);

describe.each(SHAPES)('scores with %s', (_, shape) => {
  test.each([0.5, 0.01, 1])('by levels are as sure as row by row, %d of them positive', (share) => {
    const next = seeded(77);
    const labels = Float64Array.from({ length: ROWS }, () => Number(next() < share));
    const rows = examples(
      labels,
      labels.map((label) => shape(next, label)),
    );
    for (const measure of levelled) {
      const { ofLevels, ...rowwise } = measure;
      const [byLevels, byRow] = [measure, rowwise].map((one) => estimateOf(one, rows, TERMS));
      expect(byLevels?.method).toBe(byRow?.method);
      if (byRow === undefined || byRow.interval === null) continue;
      expect(Math.abs((byLevels?.value ?? Number.NaN) - byRow.value)).toBeLessThanOrEqual(
        1e-12 * (1 + byRow.value),
      );
      byRow.interval.forEach((end, at) => {
        expect(Math.abs((byLevels?.interval?.[at] ?? Number.NaN) - end)).toBeLessThanOrEqual(1e-9);
      });
      expect(byLevels?.standardError === 0).toBe(byRow.standardError === 0);
    }
  });
});
