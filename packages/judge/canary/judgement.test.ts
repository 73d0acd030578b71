import { expect, test } from 'vitest';
import { seeded } from '#kit/random';
import { judgedStrictly } from './judgement.ts';
import { readRules } from './reading.ts';
import type { Series } from './series.ts';

const random = seeded(21);
const series = (values: readonly number[], times: readonly number[] | null = null): Series => ({
  times: times === null ? null : Float64Array.from(times),
  values: Float64Array.from(values),
  exposure: null,
});
/** Forty points around a level, spread by 1. */
const around = (level: number) => series(Array.from({ length: 40 }, () => level + random() - 0.5));

const RULE = { direction: 'increase', tolerance: 0.1 } as const;

function judge(
  metrics: readonly (readonly [rule: object, experiment: Series | null, control: Series | null])[],
) {
  const rules = readRules({ metrics: metrics.map(([rule], at) => ({ name: `m${at}`, ...RULE, ...rule })) });
  const pairs = metrics.map(([, experiment, control], at) => ({ name: `m${at}`, experiment, control }));
  return judgedStrictly(rules, pairs);
}

// Mann and Whitney's exact one-sided p is 0.24, 0.17 and 0.65 (SciPy 1.17.1, mannwhitneyu, alternative='greater').
test.each([
  [
    [10, 14, 12, 9],
    [9.1, 8.2, 11.9, 10],
  ],
  [
    [10, 14],
    [9.1, 8.2],
  ],
  [
    [10, 11, 12],
    [10.1, 11.2, 11.9],
  ],
])('of %j and %j no noise is known, whatever min-n says', (canary, baseline) => {
  const { decision, metrics } = judge([[{ 'min-n': 2 }, series(canary), series(baseline)]]);
  expect([decision, metrics[0]?.remedy]).toEqual(['inconclusive', 'Let the canary run longer.']);
  const alike = judge([[{ 'min-n': 2 }, series(canary.map(() => 3)), series(baseline.map(() => 3))]]);
  expect(alike.decision).toBe('pass');
});

test.each<[string, Parameters<typeof judge>[0], string, RegExp]>([
  ['all are as good', [[{}, around(10), around(10)]], 'pass', /^the one metric passes$/],
  [
    'one is worse',
    [
      [{}, around(13), around(10)],
      [{}, null, around(10)],
    ],
    'fail',
    /^1 of 2 metrics worse: m0: lies [\d.]+ higher \(95 %: [\d.]+ to [\d.]+\); (0\.9|1\.0|1)\d* more is allowed$/,
  ],
  [
    'a metric is missing on one side',
    [
      [{}, around(10), around(10)],
      [{}, null, around(10)],
    ],
    'inconclusive',
    /^1 of 2 metrics not decided: m1: the canary has no data$/,
  ],
  [
    'a metric is missing on both sides',
    [[{}, null, null]],
    'inconclusive',
    /the canary and the baseline have no data/,
  ],
  ['nothing can be judged', [[{}, series([1, Number.NEGATIVE_INFINITY]), around(1)]], 'error', /infinite/],
  [
    'a warning is worse',
    [
      [{}, around(10), around(10)],
      [{ level: 'warn' }, around(13), around(10)],
    ],
    'marginal',
    /m1/,
  ],
  [
    'a warning is missing',
    [
      [{}, around(10), around(10)],
      [{ level: 'warn' }, null, null],
    ],
    'marginal',
    /no data/,
  ],
  [
    'there is no margin',
    [[{ tolerance: undefined }, around(10), around(10)]],
    'marginal',
    /no margin is given/,
  ],
  [
    'what is worse is muted',
    [
      [{}, around(10), around(10)],
      [{ muted: true }, around(13), around(10)],
    ],
    'pass',
    /one/,
  ],
  ['every metric is muted', [[{ muted: true }, around(10), around(10)]], 'inconclusive', /muted/],
])('%s', (_what, metrics, decision, reason) => {
  const found = judge(metrics);
  expect(found.decision).toBe(decision);
  expect(found.reason).toMatch(reason);
});

test('the number of metrics makes it harder to fail, but not for a critical one', () => {
  // worse with a one-sided p between 0.0005 and 0.025: enough alone, not as one of fifty
  const worse = [around(10.17), around(10)] as const;
  const others = Array.from({ length: 49 }, () => [{ tolerance: 0 }, around(10), around(10)] as const);
  const alone = judge([[{ tolerance: 0 }, ...worse]]).metrics[0];
  expect(alone?.state).toBe('fail');
  expect(alone?.p).toBeGreaterThan(0.0005);
  const [among] = judge([[{ tolerance: 0 }, ...worse], ...others]).metrics;
  expect(among?.state).toBe('inconclusive');
  expect(among?.reason).toContain('but among so many metrics one may by chance');
  expect(judge([[{ tolerance: 0, critical: true }, ...worse], ...others]).metrics[0]?.state).toBe('fail');
});

test('either direction: both sides have to be surely within', () => {
  const state = (level: number) =>
    judge([[{ direction: 'either' }, around(level), around(10)]]).metrics[0]?.state;
  expect([state(10), state(13), state(7)]).toEqual(['pass', 'fail', 'fail']);
});

test('what is not decided says how many points would probably decide it', () => {
  const noisy = (level: number) => series(Array.from({ length: 20 }, () => level + 8 * (random() - 0.5)));
  const [found] = judge([[{}, noisy(10), noisy(10)]]).metrics;
  expect(found?.state).toBe('inconclusive');
  expect(found?.remedy).toMatch(/^About \d+ points a side would probably decide it\.$/);
});

test('sides are paired by time, in whatever order the points come', () => {
  const times = Array.from({ length: 40 }, (_, at) => at);
  const wave = times.map((at) => 100 + 30 * Math.sin(at / 6));
  const worse = times.map((at) => (wave[at] ?? 0) + 1 + random() / 2);
  const back = [...times].reverse();
  const [found] = judge([
    [
      { tolerance: undefined, margin: 0.5 },
      series(
        back.map((at) => worse[at] ?? 0),
        back,
      ),
      series(wave, times),
    ],
  ]).metrics;
  expect(found).toMatchObject({ state: 'fail', paired: true });
  const late = times.map((at) => at + 0.5);
  const apart = judge([[{ margin: 0.5 }, series(worse, late), series(wave, times)]]).metrics[0];
  expect(apart).toMatchObject({ paired: false });
});

test('a time that comes twice is an error, a series of another length than its times too', () => {
  const twice = judge([[{}, series([1, 2, 3], [1, 1, 2]), around(1)]]).metrics[0];
  expect(twice).toMatchObject({ state: 'error', reason: 'the canary has two points of one time, 1' });
  const noon = Date.parse('2026-01-31T12:00:00Z');
  const dated = judge([[{}, series([1, 2], [noon, noon]), around(1)]]).metrics[0];
  expect(dated?.reason).toBe('the canary has two points of one time, 2026-01-31T12:00:00.000Z');
  const other = judge([[{}, series([1, 2, 3], [1, 2]), around(1)]]).metrics[0];
  expect(other?.reason).toBe('the canary has another number of times than of values');
});

test('missing points are counted, and left out or 0 as the rule says', () => {
  const gaps = series(Array.from({ length: 30 }, (_, at) => (at % 3 === 0 ? Number.NaN : 4 + random())));
  const [out, zero] = judge([
    [{}, gaps, gaps],
    [{ missing: 'zero' }, gaps, gaps],
  ]).metrics;
  expect(out?.experiment).toMatchObject({ n: 20, missing: 10 });
  expect(zero?.experiment).toMatchObject({ n: 30, missing: 0 });
});

test('counters: a rate by its exposure, no matter how the exposure differs', () => {
  const counter = (rate: number, by: number): Series => ({
    times: null,
    values: Float64Array.from({ length: 40 }, () => Math.round(rate * by + (random() - 0.5) * 4)),
    exposure: new Float64Array(40).fill(by),
  });
  const rule = { kind: 'counter', exposure: 'requests', tolerance: 0.2 };
  const state = (one: Series, other: Series) => judge([[rule, one, other]]).metrics[0]?.state;
  expect(state(counter(0.01, 4000), counter(0.01, 2000))).toBe('pass');
  expect(state(counter(0.02, 1000), counter(0.01, 4000))).toBe('fail');
  const negative = { ...counter(0.01, 100), values: new Float64Array(40).fill(-1) };
  expect(judge([[rule, negative, counter(0.01, 100)]]).metrics[0]?.reason).toBe(
    'a counter holds a number below 0',
  );
});

test('values of a metric without rule are a mistake', () => {
  const rules = readRules({ metrics: [{ name: 'a', direction: 'increase' }] });
  expect(() => judgedStrictly(rules, [{ name: 'b', experiment: null, control: null }])).toThrow(
    /b: has values but no rule\. Add it to metrics, or leave its values out; configured: a/,
  );
});

test.each([
  [null, 'fail'],
  [1, 'inconclusive'],
  [4, 'fail'],
])('of four looks number %s comes to %s where a canary is clearly worse', (look, decision) => {
  const rules = readRules({ looks: 4, metrics: [{ name: 'a', direction: 'increase', tolerance: 0.1 }] });
  const at = (level: number) =>
    series(Array.from({ length: 12 }, (_, point) => level + ((point * 7) % 12) / 6));
  const pairs = [{ name: 'a', experiment: at(7), control: at(5) }];
  expect(judgedStrictly({ ...rules, look }, pairs).decision).toBe(decision);
});

/** Of so many points those at which `there` holds. */
const sparse = (points: number, there: (at: number) => boolean) =>
  series(Array.from({ length: points }, (_, at) => (there(at) ? 10 + random() - 0.5 : Number.NaN)));

test.each<[string, (at: number) => boolean, (at: number) => boolean, string | null]>([
  ['half of them are missing', (at) => at % 2 === 0, () => true, 'the canary lacks 100 of its 200 points'],
  ['half of the baseline', () => true, (at) => at % 2 === 0, 'the baseline lacks 100 of its 200 points'],
  [
    'fewer than half, on both sides',
    (at) => at % 2 === 0 || at === 1,
    (at) => at % 2 === 0 || at === 3,
    null,
  ],
  ['more of the baseline', () => true, (at) => at % 3 > 0, null],
  [
    'more of the canary',
    (at) => at % 5 > 0,
    (at) => at % 50 > 0,
    'the canary lacks 40 of its 200 points, the baseline lacks 4 of its 200 points: more than chance explains',
  ],
  ['few of the canary, and none of the baseline', (at) => at % 20 > 0, () => true, null],
])('of points that are missing, %s', (_name, canary, baseline, because) => {
  const [found] = judge([[{}, sparse(200, canary), sparse(200, baseline)]]).metrics;
  if (because === null) expect(found?.state).toBe('pass');
  else expect(found).toMatchObject({ state: 'inconclusive', reason: because });
});
