import { expect, it } from 'vitest';
import type { SweepFacts } from '#judge/sweep/standing';
import { sweepLines, sweepPart, sweepSection, sweepShort } from './sweep.ts';

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

const ROOM = { rows: 40, characters: 400 };

it('a comment has a short table, those nearest to the best first', () => {
  const short = sweepShort({ sweep: SWEEP }, ROOM);
  expect(short).toContain('Chosen: small, the simplest within one standard error of large');
  expect(short.split('\n').filter((line) => line.startsWith('| <code>'))).toEqual([
    '| <code>large</code> | 0.9000 (0.8800 to 0.9200) |  | best |',
    '| <code>small</code> | 0.8900 (0.8700 to 0.9100) | -0.0100 (-0.0300 to 0.0100) | chosen, within one standard error |',
    '| <code>&#60;b&#62;&#124;x</code> | not defined |  | not compared: column p is NaN in 3 rows |',
  ]);
  expect(short).toContain('| Candidate | accuracy | Difference to the best |  |');
});

it('of many candidates ten are shown, the chosen one among them', () => {
  const candidates = Array.from({ length: 30 }, (_, n) => ({ name: `c${n}`, model: null, value: n / 100 }));
  const sweep = { ...SWEEP, best: 'c29', chosen: 'c3', candidates };
  const names = (rows: number) =>
    [...sweepShort({ sweep }, { ...ROOM, rows }).matchAll(/^\| <code>(\w+)/gm)].map(([, name]) => name);
  expect(names(40)).toEqual(['c29', 'c28', 'c27', 'c26', 'c25', 'c24', 'c23', 'c22', 'c21', 'c3']);
  expect(names(1)).toEqual(['c3']);
  expect(sweepShort({ sweep }, ROOM)).toContain('*20 more candidates in the report.*');
});

it('nothing is said where nothing was swept', () => {
  expect([sweepPart({}), sweepLines({}), sweepSection({}), sweepShort({}, ROOM)]).toEqual(['', [], null, '']);
});
