import { expect, test } from 'vitest';
import { limitFor, runLength } from './runlength.ts';

test.each([
  // Montgomery, Introduction to Statistical Quality Control, tables 9.3 and 9.4 (after Hawkins 1993), two-sided
  [0.5, 4, 168, 0.5],
  [0.5, 5, 465, 0.5],
  [0.25, 8.01, 370, 1],
  [0.5, 4.77, 370, 2],
  [0.75, 3.34, 370, 2],
  [1, 2.52, 370, 4],
  [1.25, 1.99, 370, 4],
  [1.5, 1.61, 370, 7],
])('with k %d and h %d it reads %d values until a false alarm', (k, h, values, near) => {
  expect(Math.abs(runLength(k, h) - values)).toBeLessThan(near);
});

test.each([10, 370, 500, 1000, 100_000])('the limit for a run length of %d gives it back', (wanted) => {
  expect(runLength(0.5, limitFor(wanted, 0.5)) / wanted).toBeCloseTo(1, 9);
});
