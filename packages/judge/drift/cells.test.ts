import { expect, test } from 'vitest';
import { distanceOn } from './cells.ts';
import { profileOf, profileOn } from './profile/profile.ts';
import { valuesOf } from './sides.ts';

test('Jensen-Shannon distance of counts as scipy 1.17.1: jensenshannon([120,60,20,0], [90,80,20,10])', () => {
  const distance = distanceOn({ kind: 'category', names: ['a', 'b', 'c'], limit: null }, new Float64Array());
  expect(distance(Float64Array.of(120, 60, 20, 0), Float64Array.of(90, 80, 20, 10))).toBeCloseTo(
    0.16213534744477553,
    12,
  );
});

test('the distance in cells is near that of the rows; scipy 1.17.1: wasserstein_distance(a, a + 0.25) / a.std()', () => {
  const column = (by: number) =>
    ({ kind: 'number', values: Float64Array.from({ length: 1000 }, (_, at) => at / 1000 + by) }) as const;
  const reference = profileOf(new Map([['x', column(0)]]));
  const current = profileOn(reference, new Map([['x', column(0.25)]]));
  const [before, now] = [reference.columns[0], current.columns[0]];
  if (before === undefined || now === undefined) throw new Error('the column is gone');
  const sides = [valuesOf(before.tally), valuesOf(now.tally)] as const;
  // a quarter of the rows lies beyond the range, and counts as at its end: 0.25 * (1 - 0.25 / 2) instead of 0.25
  const expected = 0.8660258367974655 * (1 - 0.25 / 2);
  expect(Math.abs(distanceOn(before.scale, sides[0])(...sides) - expected)).toBeLessThan(0.02);
});

test('one absurd value in the reference hides nothing', () => {
  const values = Float64Array.from({ length: 2000 }, (_, at) => (at === 7 ? 1e12 : Math.sin(at)));
  const reference = profileOf(new Map([['x', { kind: 'number', values }]]));
  const moved = values.map((value) => value + 0.5);
  const current = profileOn(reference, new Map([['x', { kind: 'number', values: moved }]]));
  const [before, now] = [reference.columns[0], current.columns[0]];
  if (before === undefined || now === undefined) throw new Error('the column is gone');
  const sides = [valuesOf(before.tally), valuesOf(now.tally)] as const;
  expect(distanceOn(before.scale, sides[0])(...sides)).toBeGreaterThan(0.3);
});
