import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placements, superiority } from './placement.ts';
import { type Sides, scaledShift, shiftOf } from './shift.ts';

const sides = (x: readonly number[], y: readonly number[], paired = false): Sides => {
  const side = (values: readonly number[]) => ({
    values: Float64Array.from(values),
    sorted: Float64Array.from(values).sort(),
  });
  return { experiment: side(x), control: side(y), paired };
};

// Hollander and Wolfe 1999, example 4.1: permeability of the human placenta at term and between 12 and 26 weeks
const TERM = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const EARLY = [1.15, 0.88, 0.9, 0.74, 1.21];

test('the estimate and the statistic of a published example', () => {
  expect(shiftOf(sides(TERM, EARLY)).estimate).toBeCloseTo(0.305, 12);
  const [x, y] = [TERM, EARLY].map((values) => Float64Array.from(values).sort());
  if (x === undefined || y === undefined) throw new Error('no example');
  expect(superiority(x, y, 0) * TERM.length * EARLY.length).toBeCloseTo(35, 12);
});

// scipy 1.17.1: mannwhitneyu([1,2,2,3,5,5,5,8], [2,2,4,5,5,7]).statistic / 48, and of the first less 3
test('ties count half', () => {
  const [x, y] = [Float64Array.of(1, 2, 2, 3, 5, 5, 5, 8), Float64Array.of(2, 2, 4, 5, 5, 7)];
  expect(superiority(x, y, 0)).toBeCloseTo(0.4583333333333333, 14);
  expect(superiority(x, y, 3)).toBeCloseTo(0.14583333333333334, 14);
  const placed = placements(x, y, 0);
  expect(placed.reduce((sum, one) => sum + one, 0) / x.length).toBeCloseTo(0.4583333333333333, 14);
});

const whole = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 10, maxLength: 40 });

test('swapped sides mirror, a constant on both moves nothing, a unit scales out', () => {
  fc.assert(
    fc.property(whole, whole, fc.integer({ min: -9, max: 9 }), (x, y, more) => {
      const [one, other] = [shiftOf(sides(x, y)), shiftOf(sides(y, x))];
      expect(other.estimate).toBeCloseTo(-one.estimate, 12);
      expect(other.p('below', -more)).toBeCloseTo(one.p('above', more), 10);
      const [interval, mirrored] = [one.interval(0.95), other.interval(0.95)];
      expect(mirrored?.map((end) => 0 - end).reverse()).toEqual(interval?.map((end) => end + 0));
      const moved = shiftOf(
        sides(
          x.map((value) => value + 7),
          y.map((value) => value + 7),
        ),
      );
      expect(moved.interval(0.95)).toEqual(interval);
      const scaled = shiftOf(
        sides(
          x.map((value) => value * 8),
          y.map((value) => value * 8),
        ),
      );
      expect(scaled.p('above', 8 * more)).toBe(one.p('above', more));
    }),
    { seed: 4, numRuns: 60 },
  );
});

test('the interval and the test agree: a margin outside is rejected, one inside is not', () => {
  fc.assert(
    fc.property(whole, whole, (x, y) => {
      const shift = shiftOf(sides(x, y));
      if (shift.noise.variance === 0) return;
      const interval = shift.interval(0.95);
      if (interval === null) {
        // no margin is rejected, however far off
        expect(Math.min(shift.p('above', -1000), shift.p('below', 1000))).toBeGreaterThan(0.025 - 1e-9);
        return;
      }
      const [low, high] = interval;
      expect(shift.p('above', low - 0.25)).toBeLessThanOrEqual(0.025 + 1e-9);
      expect(shift.p('below', high + 0.25)).toBeLessThanOrEqual(0.025 + 1e-9);
      if (high > low) expect(shift.p('above', low + 0.25)).toBeGreaterThan(0.025 - 1e-9);
    }),
    { seed: 5, numRuns: 60 },
  );
});

test('what both sides have in common at a time cancels where they are paired', () => {
  const wave = Array.from({ length: 60 }, (_, at) => 50 * Math.sin(at / 5));
  const x = wave.map((value, at) => value + 1 + ((at * 37) % 11) / 11);
  const y = wave.map((value, at) => value + ((at * 53) % 13) / 13);
  expect(shiftOf(sides(x, y, true)).p('above', 0)).toBeLessThan(0.01);
  expect(shiftOf(sides(x, y, false)).p('above', 0)).toBeGreaterThan(0.2);
});

test('a scaled baseline has the noise of the shift itself, near 1', () => {
  const x = Array.from({ length: 40 }, (_, at) => 100 + ((at * 37) % 41));
  const y = Array.from({ length: 40 }, (_, at) => 90 + ((at * 29) % 43));
  const both = sides(x, y);
  const near = scaledShift(both, shiftOf(both), 1.1).p('above', 0);
  const exact = shiftOf(
    sides(
      x,
      y.map((value) => value * 1.1),
    ),
  ).p('above', 0);
  expect(Math.abs(near - exact)).toBeLessThan(0.02);
});
