import { expect, test } from 'vitest';
import fixture from './fixtures/noise.json' with { type: 'json' };
import { chanceAbove, noiseOf, noiseOfBoth } from './noise.ts';

test.each(fixture.cases.map((one) => [one.series.length, one] as const))(
  'the noise of a series of %i points is that of SciPy',
  (_n, { series, variance, autocorrelation, effective, waves }) => {
    const found = noiseOf(Float64Array.from(series));
    expect(found.variance).toBeCloseTo(variance, 12);
    expect(found.autocorrelation).toBeCloseTo(autocorrelation, 12);
    expect(found.effective).toBeCloseTo(effective, 8);
    expect(found.freedom).toBeCloseTo(Math.min(waves, effective - 1), 8);
  },
);

test('a constant series has none, and what lies above is above', () => {
  const none = noiseOf(new Float64Array(20).fill(3));
  expect(none.variance).toBe(0);
  expect([chanceAbove(1, none), chanceAbove(0, none), chanceAbove(-1, none)]).toEqual([0, 1, 1]);
});

test('two series that stand each for itself add up', () => {
  const [one, other] = fixture.cases.map(({ series }) => Float64Array.from(series));
  if (one === undefined || other === undefined) throw new Error('the fixture is gone');
  const [a, b, both] = [noiseOf(one), noiseOf(other), noiseOfBoth(one, other)];
  expect(both.variance).toBeCloseTo(a.variance + b.variance, 14);
  expect(both.freedom).toBeGreaterThanOrEqual(Math.min(a.freedom, b.freedom));
  expect(both.freedom).toBeLessThanOrEqual(a.freedom + b.freedom);
});
