import { expect, test } from 'vitest';
import { seeded } from '#kit/random';
import { fresh, Rooms } from '../room.ts';
import { judgedStrictly } from './judgement.ts';
import { examined, type SeriesPair } from './measuring.ts';
import { readRules } from './reading.ts';
import type { Series } from './series.ts';

const METRICS = 40;
const POINTS = [3, 20, 60, 300, 1500];
const DIRECTIONS = ['increase', 'decrease', 'either'];

/** Metrics of both kinds and of all lengths, paired or not, with points that are missing. */
function manyOf(seed: number) {
  const next = seeded(seed);
  const whole = (below: number) => Math.floor(next() * below);
  const rules = readRules({
    metrics: Array.from({ length: METRICS }, (_, at) => ({
      name: `m${at}`,
      kind: at % 3 === 0 ? 'counter' : 'gauge',
      direction: DIRECTIONS[whole(3)],
      missing: whole(3) === 0 ? 'zero' : 'out',
      ...(whole(2) === 0 ? { tolerance: next() / 2 } : {}),
      ...(whole(2) === 0 ? { margin: next() } : {}),
    })),
  });
  const series = (points: number, timed: boolean, counts: boolean, level: number): Series => {
    const length = points + whole(points / 5);
    const column = (of: (at: number) => number) => Float64Array.from({ length }, (_, at) => of(at));
    const value = (at: number) => (counts ? whole(3) * whole(2) : level + next() + Math.sin(at / 9));
    return {
      times: timed ? column((at) => at + Number(next() < 0.02) / 2) : null,
      values: column((at) => (next() < 0.02 ? Number.NaN : value(at))),
      exposure: counts && timed ? column(() => 1 + 5 * next()) : null,
    };
  };
  const pairs = rules.metrics.map(({ name, kind }): SeriesPair => {
    const [points, timed] = [POINTS[whole(POINTS.length)] ?? 0, next() < 0.7];
    const side = (level: number) => series(points, timed, kind === 'counter', level);
    return { name, experiment: whole(30) === 0 ? null : side(10 + next() / 5), control: side(10) };
  });
  return { rules, pairs };
}

test.each([1, 2, 3])('whatever memory held before, a metric is measured the same (seed %i)', (seed) => {
  const { rules, pairs } = manyOf(seed);
  const rooms = new Rooms();
  rules.metrics.forEach((rule, at) => {
    const pair = pairs[at] ?? { name: rule.name, experiment: null, control: null };
    rooms.giveBack();
    const used = examined(rule, pair, 0.95, rooms.take);
    expect(used).toEqual(examined(rule, pair, 0.95, fresh));
    expect(used).toEqual(examined(rule, pair, 0.95, (length) => new Float64Array(length).fill(1e9)));
  });
});

test.each<[string, Partial<Series>, string]>([
  [
    'exposure is infinite',
    { exposure: Float64Array.of(...Array<number>(59).fill(100), Number.POSITIVE_INFINITY) },
    'the canary holds an exposure that is infinite',
  ],
  [
    'times are infinite',
    { times: Float64Array.of(...Array(59).keys(), Number.POSITIVE_INFINITY) },
    'the canary has a point without a time',
  ],
  [
    'values are beyond all differences',
    { values: new Float64Array(60).fill(1e308) },
    'the canary holds the value 1e+308, beyond 1e300',
  ],
])('a canary of ten times as many errors does not pass where its %s', (_, canary, because) => {
  const rules = readRules({
    metrics: [
      { name: 'errors', kind: 'counter', exposure: 'requests', direction: 'increase', tolerance: 0.1 },
    ],
  });
  const side = (errors: number): Series => ({
    times: Float64Array.from({ length: 60 }, (_, at) => at),
    values: Float64Array.from({ length: 60 }, (_, at) => errors + (at % 3)),
    exposure: new Float64Array(60).fill(100),
  });
  const pair = { name: 'errors', experiment: { ...side(50), ...canary }, control: side(5) };
  expect(judgedStrictly(rules, [pair]).decision).toBe('error');
  const [rule] = rules.metrics;
  if (rule === undefined) throw new Error('no rule');
  expect(examined(rule, pair, 0.95, fresh).measured).toMatchObject({ state: 'error', because });
});

test('of 40 metrics judged together each has the numbers that it has alone', () => {
  const { rules, pairs } = manyOf(4);
  const { metrics } = judgedStrictly(rules, pairs);
  metrics.forEach((together, at) => {
    const alone = judgedStrictly(
      { ...rules, metrics: rules.metrics.slice(at, at + 1) },
      pairs.slice(at, at + 1),
    );
    // the state is Holm's over all of them
    const { state, reason, remedy, ...numbers } = together;
    expect(alone.metrics[0]).toMatchObject(numbers);
  });
});
