import { expect, test } from 'vitest';
import { chunksOf } from './chunk.ts';

test('what is left over is a chunk of its own', () => {
  expect(chunksOf(23, { count: 5 }).map(({ from, to }) => [from, to])).toEqual([
    [0, 4],
    [4, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 23],
  ]);
  expect(chunksOf(5, { size: 3 }).map(({ name }) => name)).toEqual(['[0:2]', '[3:4]']);
});

const times = [
  '2026-01-31T23:10:00Z',
  '2026-01-31T23:50:00Z',
  '2026-02-01T00:00:00Z',
  '2026-02-03T00:00:00Z',
].map((time) => Date.parse(time) / 1000);
test.each([
  ['hour', ['2026-01-31T23', '2026-02-01T00', '2026-02-03T00']],
  ['day', ['2026-01-31', '2026-02-01', '2026-02-03']],
  ['week', ['2026-01-26', '2026-02-02']],
  ['month', ['2026-01', '2026-02']],
] as const)('one chunk a %s', (period, names) => {
  expect(chunksOf(times.length, { period, times }).map(({ name }) => name)).toEqual(names);
});

test.each([
  [[2, 1], /row 2 is before the row above it/],
  [[1, Number.NaN], /row 2 has no time/],
])('times %j are a mistake', (wrong, said) => {
  expect(() => chunksOf(2, { period: 'day', times: wrong })).toThrow(said);
});
