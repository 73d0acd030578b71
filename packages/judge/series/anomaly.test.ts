import { expect, test } from 'vitest';
import { seeded } from '#kit/random';
import { judgedSeries } from './anomaly.ts';

function noise(seed: number, count: number): number[] {
  const random = seeded(seed);
  return Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}
const steady = noise(1, 120).map((value) => 100 + 2 * value);
const from = (at: number, by: number) => steady.map((value, point) => (point >= at ? value + by : value));

test('a steady series passes, and says what its false alarms are', () => {
  const found = judgedSeries(steady);
  expect(found).toMatchObject({
    decision: 'pass',
    odd: [],
    shifts: [],
    points: { reference: 60, judged: 60, missing: 0 },
  });
  expect(found.cusum).toMatchObject({ slack: 0.5, runLength: 370 });
  expect(found.notes[0]).toContain('2149 points lie between false odd ones, 370 between false shifts');
});

test('a lasting shift of one deviation fails, and says since when', () => {
  const found = judgedSeries(from(80, 3));
  expect(found.decision).toBe('fail');
  expect(found.reason).toMatch(/a lasting shift up since about point 81, sure at point 9\d/);
});

test('one odd point is marginal', () => {
  const found = judgedSeries(steady.with(90, 111));
  expect(found).toMatchObject({ decision: 'marginal', reason: 'odd: point 91; no lasting shift' });
  expect(found.odd).toMatchObject([{ at: 90, value: 111 }]);
});

test.each([
  ['increase', 3, 'fail'],
  ['increase', -3, 'pass'],
  ['decrease', -3, 'fail'],
] as const)('where %s is bad a shift by %d comes to %s', (direction, by, decision) => {
  expect(judgedSeries(from(80, by), { direction }).decision).toBe(decision);
});

test('a week is no shift where the period is said', () => {
  const weekly = steady.map((value, at) => value + (at % 7 > 4 ? 40 : 0));
  expect(judgedSeries(weekly, { period: 7 }).decision).toBe('pass');
  expect(judgedSeries(weekly.with(103, weekly[100] ?? 0), { period: 7 }).odd.map(({ at }) => at)).toEqual([
    103,
  ]);
});

test('missing points are counted and change nothing', () => {
  const found = judgedSeries(from(80, 3).with(10, Number.NaN).with(85, Number.NaN));
  expect(found).toMatchObject({ decision: 'fail', points: { missing: 2 } });
});

test.each([
  [steady.slice(0, 30), {}, /too short: the reference needs 20 known points, it has 15/],
  [steady.slice(0, 80), { period: 7 }, /8 known points of each of 7 phases/],
  [[...steady.slice(0, 60), Number.NaN], { reference: 60 }, /no point after the reference holds a value/],
])('what cannot be decided is inconclusive', (values, ask, said) => {
  const found = judgedSeries(values, ask);
  expect(found.decision).toBe('inconclusive');
  expect(found.reason).toMatch(said);
});

const flat = new Array<number>(60).fill(5);
test.each([
  [flat, 'pass'],
  [flat.with(40, Number.NaN).with(5, Number.NaN), 'pass'],
  [flat.map((value, at) => (at % 2 === 0 ? value : value * (1 + Number.EPSILON))), 'pass'],
  [flat.with(40, 5.1), 'marginal'],
  [flat.with(40, 5.1).with(41, 5.2), 'fail'],
])('a constant reference is decided directly', (values, decision) => {
  const found = judgedSeries(values);
  expect(found).toMatchObject({ decision, cusum: null });
  expect(found.notes).toEqual([
    'the reference is constant: every other value is odd, two in a row are a shift',
  ]);
});

test.each([
  new Array<number>(30).fill(Number.POSITIVE_INFINITY),
  [Number.NEGATIVE_INFINITY, ...new Array<number>(29).fill(5)],
])('of a reference that is infinite anywhere nothing is said', (...reference) => {
  const found = judgedSeries([...reference, ...new Array<number>(30).fill(7)], { reference: 30 });
  expect(found.decision).toBe('inconclusive');
  expect(found.reason).toBe('the reference holds an infinite value');
});

test('neighbours that go together are said', () => {
  let last = 0;
  const walk = noise(4, 200).map((value) => (last = 0.8 * last + value));
  expect(judgedSeries(walk).notes[1]).toMatch(/neighbouring points go together \(correlation 0\.\d+\)/);
});

test('what cannot be is a mistake', () => {
  expect(() => judgedSeries(steady, { period: 0, runLength: 5 })).toThrow(
    /period = "0": cannot be[\s\S]*run length = "5"/,
  );
});

test('false shifts come about as often as stated', () => {
  // the first 2000 points fix the reference nearly exactly; 40 series of 3000 more
  const alarms = Array.from({ length: 40 }, (_, seed) =>
    judgedSeries(noise(seed + 100, 5000), { reference: 2000, runLength: 370 }),
  ).reduce((sum, { shifts }) => sum + shifts.length, 0);
  const expected = (40 * 3000) / 370;
  expect(Math.abs(alarms - expected)).toBeLessThan(4 * Math.sqrt(expected));
});
