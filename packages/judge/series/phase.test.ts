import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from '#kit/random';
import { distanceOf, medianOf, usualBy } from './phase.ts';

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
])('the median of %j is %d', (values, median) => {
  expect(medianOf(values)).toBe(median);
});

// scipy 1.13.1: median_abs_deviation([1, 4, 2, 8, 5, 7, 9, 3], scale="normal"); of [5, 5, 5, 5, 5, 9] the mean deviation
test.each([
  [[1, 4, 2, 8, 5, 7, 9, 3], 4.5, 3.7065055462640046],
  [[5, 5, 5, 5, 5, 9], 5, 0.835542758],
  [[5, 5, 5], 5, 0],
])('of %j median %d and spread %d', (values, median, spread) => {
  const [usual] = usualBy(values, 1);
  expect(usual?.median).toBe(median);
  expect(usual?.spread).toBeCloseTo(spread, 8);
});

test('each phase has its own', () => {
  const week = usualBy([1, 10, 2, 20, Number.NaN, 30], 2);
  expect(week.map(({ median, points }) => [median, points])).toEqual([
    [1.5, 2],
    [20, 3],
  ]);
});

test.each([
  [10, 1],
  [20, 1],
  [100, 1],
  [8, 7],
  [15, 7],
  [30, 2],
])('known from %d points of %d phases, normal values are odd no more often than stated', (points, period) => {
  const random = seeded(points);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const trials = 5000;
  let odd = 0;
  for (let trial = 0; trial < trials; trial++) {
    const [usual] = usualBy(Array.from({ length: points * period }, normal), period);
    if (usual !== undefined && distanceOf(normal(), usual).p < 0.01) odd++;
  }
  // 0.01 and three deviations of the count
  expect(odd).toBeLessThan(trials * 0.01 + 3 * Math.sqrt(trials * 0.01));
});

test('units do not matter', () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 8, maxLength: 30 });
  fc.assert(
    fc.property(values, fc.integer({ min: -2000, max: 2000 }), (all, value) => {
      const [one, other] = [
        usualBy(all, 1)[0],
        usualBy(
          all.map((each) => each * 8 + 64),
          1,
        )[0],
      ];
      if (one === undefined || other === undefined) throw new Error('no phase');
      expect(distanceOf(value * 8 + 64, other).p).toBeCloseTo(distanceOf(value, one).p, 9);
    }),
  );
});
