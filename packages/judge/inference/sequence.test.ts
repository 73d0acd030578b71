import { expect, it } from 'vitest';
import { hash } from './hash.ts';
import { sequenceEnd, sequenceOf } from './sequence.ts';

const values = Array.from({ length: 200 }, (_, at) => (((at + 1) * 7919) % 101) / 100);

// Waudby-Smith and Ramdas (2024), formulas of theorem 2 and equation 15 vectorised in NumPy.
it.each([
  { count: 10, low: 0, high: 1 },
  { count: 50, low: 0.31497067116843014, high: 0.6784390151219316 },
  { count: 200, low: 0.43055151964544824, high: 0.5725802261581305 },
])('after $count values', ({ count, low, high }) => {
  const at = [...sequenceOf(values, [0, 1], 0.95)][count - 1];
  expect(at?.interval[0]).toBeCloseTo(low, 13);
  expect(at?.interval[1]).toBeCloseTo(high, 13);
});

it('units scale out', () => {
  const percent = values.map((value) => -50 + 100 * value);
  const [one, other] = [[...sequenceOf(values, [0, 1], 0.95)], [...sequenceOf(percent, [-50, 50], 0.95)]];
  expect(other[199]?.interval[0]).toBeCloseTo(-50 + 100 * (one[199]?.interval[0] ?? 0), 9);
  expect(other[199]?.mean).toBeCloseTo(-50 + 100 * (one[199]?.mean ?? 0), 9);
});

it('holds at every look together: in 200 runs of 500 coins it leaves the truth at most 5 times in a hundred', () => {
  let lost = 0;
  for (let run = 0; run < 200; run++) {
    const coins = Array.from({ length: 500 }, (_, at) => Number(hash(run, 0, at) < 0.3 * 2 ** 32));
    if ([...sequenceOf(coins, [0, 1], 0.95)].some(({ interval: [low, high] }) => low > 0.3 || high < 0.3))
      lost++;
  }
  expect(lost).toBeLessThanOrEqual(10);
});

// The last row of the table above.
it('where the sequence has come to with the last value', () => {
  const [low, high] = sequenceEnd(Float64Array.from(values), 0.95);
  expect(low).toBeCloseTo(0.43055151964544824, 12);
  expect(high).toBeCloseTo(0.5725802261581305, 12);
  expect(sequenceEnd(new Float64Array(), 0.95)).toEqual([0, 1]);
});
