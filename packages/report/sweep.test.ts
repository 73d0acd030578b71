import { expect, it } from 'vitest';
import type { SweepFacts } from '#judge/sweep/standing';
import { sweepLines, sweepPart, sweepSection } from './sweep.ts';

const SWEEP: SweepFacts = {
  by: 'accuracy',
  rule: 'simplest',
  chosen: 'small',
  best: 'large',
  choosers: 'by a share of 0.5 of the ids',
  choosing: 2000,
  held: 2000,
  candidates: [
    {
      name: 'small',
      model: 'a'.repeat(64),
      value: 0.89,
      interval: [0.87, 0.91],
      difference: -0.01,
      differenceInterval: [-0.03, 0.01],
      standardError: 0.012,
    },
    { name: 'large', model: null, value: 0.9, interval: [0.88, 0.92] },
    { name: '<b>|x', model: null, value: null, because: 'column p is NaN in 3 rows' },
  ],
};

const SAID =
  'Chosen: small, the simplest within one standard error of large (difference -0.0100, standard error 0.0120). Compared by accuracy on 2,000 rows, by a share of 0.5 of the ids; the gates saw 2,000 other rows.';

it('a terminal has who was chosen and why, and a line a candidate', () => {
  expect(sweepLines({ sweep: SWEEP })).toEqual([
    SAID,
    'small: 0.8900 (0.8700 to 0.9100), difference -0.0100 (-0.0300 to 0.0100), standard error 0.0120: chosen, within one standard error',
    'large: 0.9000 (0.8800 to 0.9200): best',
    '<b>|x: not defined: not compared: column p is NaN in 3 rows',
  ]);
});

it('a summary draws each value with its interval on one scale', () => {
  const part = sweepPart({ sweep: SWEEP });
  expect(part).toContain('| 0.86 to 0.93 |');
  const [small, large] = [...part.matchAll(/<code>([·├─●┤]+)<\/code>/g)].map(([, signs]) => signs);
  // of 25 places from 0.86 to 0.93: 0.87 is at 3, 0.89 at 10, 0.91 at 17; 0.88 at 7, 0.90 at 14, 0.92 at 21
  expect(small).toBe('···├──────●──────┤·······');
  expect(large).toBe('·······├──────●──────┤···');
  expect(part).not.toContain('<b>');
});

it('a report has a row each, with what a reader hears of the drawing', () => {
  const page = JSON.stringify(sweepSection({ sweep: SWEEP }));
  expect(page).toContain('small: 0.8900, interval 0.8700 to 0.9100');
  expect(page).not.toContain('<b>');
});

it('nothing is said where nothing was swept', () => {
  expect([sweepPart({}), sweepLines({}), sweepSection({})]).toEqual(['', [], null]);
});
