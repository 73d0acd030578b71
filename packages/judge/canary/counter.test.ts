import { expect, test } from 'vitest';
import { ratesOf } from './counter.ts';
import { paired } from './pairing.ts';

const points = (values: readonly number[], exposure: number | null = null) => ({
  times: null,
  values: Float64Array.from(values),
  exposure: exposure === null ? null : new Float64Array(values.length).fill(exposure),
  missing: 0,
});

test('events by exposure, their difference, and limits at which the test begins to reject', () => {
  const one = points([3, 5, 2, 4, 6, 3, 4, 5, 2, 6], 100);
  const other = points([1, 2, 1, 0, 3, 1, 2, 2, 0, 1], 50);
  const rates = ratesOf(paired(one, other));
  expect(rates.experiment).toEqual({ events: 40, exposure: 1000 });
  expect(rates.control).toEqual({ events: 13, exposure: 500 });
  expect(rates.difference).toBeCloseTo(0.04 - 0.026, 14);
  const [low, high] = rates.interval(0.95);
  expect(rates.p('above', 1, low)).toBeCloseTo(0.025, 6);
  expect(rates.p('below', 1, high)).toBeCloseTo(0.025, 6);
});

test('the more cautious test decides: few events by the exact one, bursts by the series', () => {
  const none = points(new Array(20).fill(0));
  const few = points([0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
  // 6 of 6 events on one of two equal sides: 0.5^6
  expect(ratesOf(paired(few, none)).p('above', 1, 0)).toBeGreaterThanOrEqual(0.5 ** 6);
  const burst = points([...new Array(17).fill(0), 9, 9, 9]);
  expect(ratesOf(paired(burst, none)).p('above', 1, 0)).toBeGreaterThan(0.05);
});
