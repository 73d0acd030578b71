import { expect, test, vi } from 'vitest';
import { amount, duration, startProgress } from './progress.ts';

/** What is shown while `seconds` pass, with an update each second. */
function shown(refreshed: boolean, seconds: number): (string | null)[] {
  vi.useFakeTimers({ now: 0 });
  const lines: (string | null)[] = [];
  const clock = { now: () => new Date(), elapsed: () => Date.now() };
  const progress = startProgress('upload', clock, { refreshed, show: (text) => lines.push(text) });
  for (let second = 1; second <= seconds; second++) {
    vi.advanceTimersByTime(1_000);
    progress.update(second * 1e6, 40e6, 'bytes');
  }
  progress.end();
  vi.useRealTimers();
  return lines;
}

test('work of less than two seconds shows nothing', () => {
  expect(shown(false, 1)).toEqual([null]);
  expect(shown(true, 1)).toEqual([null]);
});

test('a log gets a line after two seconds and then every ten', () => {
  expect(shown(false, 23)).toEqual([
    'upload … 2 s, 1.0 MB of 40.0 MB (2 %)',
    'upload … 12 s, 11.0 MB of 40.0 MB (27 %)',
    'upload … 22 s, 21.0 MB of 40.0 MB (52 %)',
    null,
  ]);
});

test('a terminal is refreshed twice a second', () => {
  expect(shown(true, 4).length).toBeGreaterThanOrEqual(5);
});

test.each([
  [[12_345_678, undefined, 'bytes'], '12.3 MB'],
  [[336_776, undefined, 'rows'], '336,776 rows'],
  [[1, 3, 'files'], '1 files of 3 files (33 %)'],
  [[5, 0, ''], '5'],
] as const)('%j is written %s', ([done, total, unit], text) => {
  expect(amount(done, total, unit)).toBe(text);
});

test.each([
  [7_900, '7 s'],
  [125_000, '2 min 5 s'],
  [3_725_000, '1 h 2 min'],
])('%d ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
