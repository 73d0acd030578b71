import { expect, test } from 'vitest';
import { seeded } from '#kit/random';
import { normalQuantile } from '../distribution/normal.ts';
import { judgedStrictly } from './judgement.ts';
import { readRules } from './reading.ts';
import { type Sides, shiftOf } from './shift.ts';

/**
 * How often the canary judge errs on one side, at nominal 2.5 %: at most 4 % is allowed. Each point runs 1,200 times;
 * at a true 4 % more than 68 errors have a chance of 1 in 300 (binomial). Without autocorrelation counted in, a fifth
 * of the runs at 0.8 errs: see the last test.
 */
const RUNS = 1200;
const MOST = 68;

type Draw = () => number;

/** A series with autocorrelation rho and spread 1. */
function series(count: number, rho: number, draw: Draw): Float64Array {
  let state = draw();
  return Float64Array.from({ length: count }, () => {
    state = rho * state + Math.sqrt(1 - rho * rho) * draw();
    return state;
  });
}

function sides(experiment: Float64Array, control: Float64Array, paired: boolean): Sides {
  const side = (values: Float64Array) => ({ values, sorted: values.slice().sort() });
  return { experiment: side(experiment), control: side(control), paired };
}

const same = (value: number) => value;
const triple = (value: number) => 3 * value;

test.each<[string, number, number, boolean, (value: number) => number, (value: number) => number]>([
  ['30 pairs', 30, 0, true, same, same],
  ['30 pairs, autocorrelation 0.8', 30, 0.8, true, same, same],
  ['30 pairs of a skewed metric, 0.8', 30, 0.8, true, Math.exp, Math.exp],
  ['30 against 30 of a third of the spread', 30, 0, false, triple, same],
  ['30 against 30 of a third of the spread, 0.8', 30, 0.8, false, triple, same],
  ['60 of few values, 0.4', 60, 0.4, false, Math.round, Math.round],
  ['120 pairs, 0.6', 120, 0.6, true, triple, same],
])('%s: without a shift no more than 4 in 100 are found worse', (_what, count, rho, paired, left, right) => {
  const random = seeded(count + 100 * rho);
  const draw = () => normalQuantile(random());
  let errors = 0;
  for (let run = 0; run < RUNS; run++) {
    const [x, y] = [series(count, rho, draw).map(left), series(count, rho, draw).map(right)];
    if (shiftOf(sides(x, y, paired)).p('above', 0) <= 0.025) errors++;
  }
  expect(errors).toBeLessThanOrEqual(MOST);
});

test('the whole judge with its second look at tails errs no more, over ten metrics together', () => {
  const random = seeded(11);
  const draw = () => normalQuantile(random());
  const names = Array.from({ length: 10 }, (_, at) => `m${at}`);
  const rules = readRules({ metrics: names.map((name) => ({ name, direction: 'increase' })) });
  const one = (): { times: null; values: Float64Array; exposure: null } => ({
    times: null,
    values: series(30, 0.5, draw),
    exposure: null,
  });
  let failed = 0;
  for (let run = 0; run < 300; run++) {
    const pairs = names.map((name) => ({ name, experiment: one(), control: one() }));
    if (judgedStrictly(rules, pairs).decision === 'fail') failed++;
  }
  // 4 % of 300, and three deviations
  expect(failed).toBeLessThanOrEqual(22);
});

test('and a shift of two deviations is found in all but a few of 100 runs of 60 points', () => {
  const random = seeded(12);
  const draw = () => normalQuantile(random());
  let found = 0;
  for (let run = 0; run < 100; run++) {
    const x = series(60, 0.5, draw).map((value) => value + 2);
    if (shiftOf(sides(x, series(60, 0.5, draw), false)).p('above', 0) <= 0.025) found++;
  }
  expect(found).toBeGreaterThanOrEqual(95);
});

test('counters: bursts are no evidence, a rate three times as high is, mostly', () => {
  const random = seeded(13);
  const rules = readRules({ metrics: [{ name: 'errors', kind: 'counter', direction: 'increase' }] });
  const counts = (rate: number) => ({
    times: null,
    // bursts of three points: events come together
    values: Float64Array.from({ length: 60 }, (_, at) => (at % 3 === 0 && random() < rate ? 1 : 0)).map(
      (value, at, all) => 4 * (value + (all[at - 1] ?? 0) + (all[at - 2] ?? 0)),
    ),
    exposure: null,
  });
  const failed = (rate: number) => {
    let sum = 0;
    for (let run = 0; run < 300; run++) {
      const pair = { name: 'errors', experiment: counts(rate), control: counts(0.3) };
      if (judgedStrictly(rules, [pair]).decision === 'fail') sum++;
    }
    return sum;
  };
  expect(failed(0.3)).toBeLessThanOrEqual(22);
  expect(failed(0.9)).toBeGreaterThanOrEqual(220);
});
