import { expect, test } from 'vitest';
import { shiftsIn } from './cusum.ts';

/**
 * Montgomery, Introduction to Statistical Quality Control, table 9.1 and 9.2: 30 values, the first 20 about 10, the last
 * ten about 11; target 10, deviation 1, k 0.5, h 5: C+ is 5.28 at the 29th, counted from the 23rd.
 */
const TABLE = [
  9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08, 9.37, 10.62,
  10.31, 8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52,
];

test('the worked example of the textbook', () => {
  const [first] = shiftsIn(
    TABLE.map((value) => value - 10),
    5,
  );
  expect(first).toMatchObject({ at: 28, since: 22, side: 'up' });
  expect(first?.sum).toBeCloseTo(5.28, 10);
});

test('turned over, the shift is down', () => {
  expect(
    shiftsIn(
      TABLE.map((value) => 10 - value),
      5,
    )[0],
  ).toMatchObject({ at: 28, since: 22, side: 'down' });
});

test('missing points keep their place', () => {
  const values = TABLE.map((value) => value - 10);
  expect(shiftsIn(values.toSpliced(10, 0, Number.NaN), 5)[0]).toMatchObject({ at: 29, since: 23 });
});
