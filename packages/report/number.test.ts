import { expect, test } from 'vitest';
import { bytes, count, duration, instant, inUnits, number, pair, signed, signedIn } from './number.ts';

/** Expected values: Python's format(value, '.4f'), ',.1f' and '.2g'. */
test.each([
  [0.712349, '0.7123'],
  [-0.0123, '-0.0123'],
  [0.0012345, '0.0012'],
  [0.00042, '0.00042'],
  [0.000000123, '1.2e-7'],
  [9.99999, '10.0000'],
  [12.34567, '12.346'],
  [1234.5678, '1,234.6'],
  [1234567.89, '1,234,568'],
  [0, '0'],
  [-0, '0'],
  [1, '1'],
  [132004, '132,004'],
  [Number.NaN, 'not defined'],
  [null, 'not defined'],
  [undefined, 'not defined'],
  [Number.POSITIVE_INFINITY, 'infinite'],
  [Number.NEGATIVE_INFINITY, '-infinite'],
])('the number %s reads %s', (value, expected) => {
  expect(number(value)).toBe(expected);
});

test.each([
  [0.69998, 0.7, '0.69998', '0.70000'],
  [0.6712, 0.7, '0.6712', '0.7000'],
  [4.99998, 5, '4.99998', '5.00000'],
  [0.7, 0.7, '0.7000', '0.7000'],
  [0.7, 0.7 + 1e-12, '0.700000000000', '0.700000000001'],
  [Number.NaN, 0.7, 'not defined', '0.7000'],
  [0.7, undefined, '0.7000', 'not defined'],
])('%s beside %s can be told apart: %s, %s', (one, other, first, second) => {
  expect(pair(one, other)).toEqual([first, second]);
});

test.each([
  [0.0123, '+0.0123'],
  [-0.004, '-0.0040'],
  [0, '0'],
  [134, '+134'],
  [0.00003, '+0.00003'],
  [null, ''],
])('the difference %s reads "%s"', (difference, expected) => {
  expect(signed(difference)).toBe(expected);
});

test.each([
  [0, '0 s'],
  [0.0004, '1 ms'],
  [0.045, '45 ms'],
  [0.41, '0.4 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [59.7, '1 min'],
  [72.4, '1 min 12 s'],
  [3599.7, '1 h'],
  [7500, '2 h 5 min'],
  [86_399, '1 d'],
  [273_600, '3 d 4 h'],
  [-1, 'not defined'],
  [Number.NaN, 'not defined'],
])('%s seconds last %s', (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});

test.each([
  [0, '0 B'],
  [812, '812 B'],
  [999, '999 B'],
  [12_300_000, '12.3 MB'],
  [999_960, '1.0 MB'],
  [5e15, '5.0 PB'],
])('%s bytes are %s', (amount, expected) => {
  expect(bytes(amount)).toBe(expected);
});

test('one row is a row, others are rows', () => {
  expect([count(1, 'row'), count(0, 'row'), count(28_243, 'row')]).toEqual([
    '1 row',
    '0 rows',
    '28,243 rows',
  ]);
});

test('an instant is shown to the minute, and anything else as it is', () => {
  expect(instant('2026-11-24T06:13:09.123Z')).toBe('2026-11-24 06:13 UTC');
  expect(instant('yesterday')).toBe('yesterday');
});

test.each([
  [40_212_345, 'bytes', '40.2 MB'],
  [812, 'bytes', '812 B'],
  [0.038, 'seconds', '38 ms'],
  [0.0381234, 'seconds', '38.1 ms'],
  [0.0000123, 'seconds', '12.3 µs'],
  [1.2345, 'seconds', '1.23 s'],
  [0, 'seconds', '0 s'],
  [72, 'seconds', '1 min 12 s'],
  [1250, 'per second', '1,250 per second'],
  [0.7, undefined, '0.7000'],
  [null, 'bytes', 'not defined'],
] as const)('%s in %s reads %s', (value, unit, expected) => {
  expect(inUnits(value, unit)).toBe(expected);
});

test('a difference in its unit has a sign', () => {
  expect(signedIn(-1_200_000, 'bytes')).toBe('-1.2 MB');
  expect(signedIn(0.002, 'seconds')).toBe('+2 ms');
  expect(signedIn(0, 'bytes')).toBe('0');
});
