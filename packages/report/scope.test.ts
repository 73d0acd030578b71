import { expect, it } from 'vitest';
import { FACTS, VERDICTS } from './sample.ts';
import { scope } from './scope.ts';

it.each([
  [{ tried: 7, atLeast: false }, 'candidate no. 7 judged on this evaluation set'],
  [{ tried: 1, atLeast: false }, 'candidate no. 1 judged on this evaluation set'],
  [{ tried: 1200, atLeast: true }, 'at least candidate no. 1,200 judged on this evaluation set'],
  [{ tried: 1, atLeast: true }, undefined],
  [null, undefined],
])('%j candidates are told as %s', (candidates, told) => {
  expect(scope(VERDICTS.pass, { ...FACTS, candidates })[2]).toBe(told);
});

it('numbers without predictions have no rows to count', () => {
  const verdict = { ...VERDICTS.pass, rows: 0 };
  expect(scope(verdict, { ...FACTS, predictions: null })[0]).toBe('no predictions');
  expect(scope(verdict, FACTS)[0]).toBe('0 rows');
});

it('a baseline that was refused is not compared with', () => {
  const { baseline, numbers } = VERDICTS.pass;
  const refused = { ...VERDICTS.pass, numbers: numbers.map(({ baseline: _, ...figure }) => figure) };
  expect(baseline.kind).toBe('ref');
  expect(scope(VERDICTS.pass, FACTS)[1]).toMatch(/^compared with the ref baseline/);
  expect(scope(refused, FACTS)[1]).toMatch(/^not compared with the ref baseline/);
});
