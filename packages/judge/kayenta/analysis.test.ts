import { expect, test } from 'vitest';
import { analysed, windowsOf } from './analysis.ts';

const THRESHOLDS = { pass: 95, marginal: 75 };

test.each<[string, readonly number[], boolean, number]>([
  ['only the last score counts', [80, 80, 96], true, 3],
  ['the last score is too low', [99, 99, 80], false, 3],
  ['a score at the marginal threshold ends it at once', [99, 75, 99], false, 2],
])('%s', (_what, scores, passed, judged) => {
  expect(analysed(scores, THRESHOLDS)).toMatchObject({ passed, judged });
});

test('no judgement, no result; without thresholds it passes', () => {
  expect(analysed([], THRESHOLDS)).toBeNull();
  expect(analysed([3], { pass: null, marginal: null })).toMatchObject({ passed: true });
});

test('a lookback slides the window, an offset takes the baseline from earlier', () => {
  const plan = { lifetime: 180, interval: 60, beginAfter: 10, lookback: 30, controlOffset: 1440 };
  expect(windowsOf(plan).at(-1)).toEqual({
    experiment: { from: 160, to: 190 },
    control: { from: -1280, to: -1250 },
  });
  expect(windowsOf({ ...plan, interval: 600, lookback: 0 })).toHaveLength(1);
});
