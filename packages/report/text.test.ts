import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Decision } from '#judge/verdict';
import { fitted, widthOf, wrap } from './cell.ts';
import { chain, stageLine } from './chain.ts';
import { FACTS, HOSTILE, hostile, VERDICTS } from './sample.ts';
import { verdictText } from './text.ts';

const DECISIONS = Object.keys(VERDICTS) as Decision[];

test.each(DECISIONS.flatMap((decision) => [60, 80, 120].map((width) => [decision, width] as const)))(
  '%s at %d columns: no line is wider',
  (decision, width) => {
    const lines = verdictText('flights', VERDICTS[decision], { width }).split('\n');
    expect(lines.filter((line) => widthOf(line) > width)).toEqual([]);
  },
);

test.each(HOSTILE)('%j neither widens a line nor steers the terminal', (foreign) => {
  const text = verdictText(foreign, hostile(foreign).verdict, { width: 80 });
  expect(text.split('\n').filter((line) => widthOf(line) > 80)).toEqual([]);
  expect(text).not.toMatch(/\p{Cc}(?<!\n)|::|##\[|\u202e/u);
});

test('a failing gate stands on top with its numbers, and below it why', () => {
  const lines = verdictText('flights', VERDICTS.fail).split('\n');
  expect(lines[0]).toBe('✗ flights failed');
  const at = lines.findIndex((line) => line.startsWith('  Gates'));
  expect(lines[at + 1]).toBe('✗ roc_auc[carrier=*] >= baseline - 0.05  carrier=F9    0.5833  0.6417');
  expect(lines[at + 2]).toBe('    fail: roc_auc fell by more than 0.05.');
});

test('why gates were not judged is said once for those with the same reason', () => {
  const reason = 'there is no baseline';
  const gate = { level: 'fail', state: 'not judged', metric: 'roc_auc', operator: '>=', reason } as const;
  const gates = ['AA', 'DL', 'UA'].map((carrier) => ({ ...gate, gate: 'roc_auc >= 0.7', slice: carrier }));
  const lines = verdictText('flights', { ...VERDICTS.pass, gates }).split('\n');
  const at = lines.findIndex((line) => line.startsWith('  Gates'));
  expect(lines[at + 1]).toMatch(/^\? .*AA/);
  expect(lines.slice(at + 2, at + 3)).toEqual([`    not judged: ${reason}`]);
  expect(lines[at + 3]).toMatch(/^\? .*DL/);
  expect(lines[at + 4]).toMatch(/^\? .*UA/);
});

test('numbers say which way is better, slices are the worst few', () => {
  const text = verdictText('flights', VERDICTS.pass);
  expect(text).toContain('  log_loss       0.5021    0.5077     -0.0056  better\n');
  expect(text).toContain('  carrier=F9                         0.5833    0.6917     -0.1084  worse\n');
  expect(text).toContain('  9 more slices in the report\n');
});

test('ASCII signs where the terminal has no others', () => {
  const text = verdictText('flights', VERDICTS.marginal, { ascii: true });
  expect(text).toMatch(/^[\x20-\x7e\n]+$/);
  expect(text).toContain('! flights passed with warnings');
});

test('colour changes nothing but the colour', () => {
  const [plain, coloured] = [false, true].map((colour) => verdictText('flights', VERDICTS.fail, { colour }));
  expect(coloured).not.toBe(plain);
  expect(stripVTControlCharacters(coloured ?? '')).toBe(plain);
});

test('the chain says what ran, what was reused or skipped, why, and what was saved', () => {
  expect(chain(FACTS.stages, { width: 100 })).toBe(
    [
      'setup     reused         0.4 s  the lock file and Python are unchanged, saved 14 s',
      'data      skipped               same key as run 12, saved 8.6 s',
      'train     ran       1 min 12 s  params.trees 200 -> 20',
      'evaluate  ran            5.1 s  the model is new',
      'total               1 min 18 s  saved 23 s',
      '',
    ].join('\n'),
  );
});

test('a long reason goes on below itself', () => {
  const line = { stage: 'train', state: 'ran', seconds: 1, why: 'word '.repeat(30).trim() } as const;
  const lines = stageLine(line).split('\n');
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.slice(1).every((one) => one.startsWith(' '.repeat(32)))).toBe(true);
  expect(lines.every((one) => widthOf(one) <= 80)).toBe(true);
});

test('wrapped text keeps its words, its width, and numbers with their units', () => {
  expect(wrap('it took 12 s in all', 10)).toEqual(['it took', '12 s in', 'all']);
  expect(wrap('noise (95 %: 0 to 1)', 10)).toEqual(['noise', '(95 %: 0', 'to 1)']);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 90 }), (text, width) => {
      const lines = wrap(text.replaceAll('\u00a0', ' '), width);
      expect(lines.every((line) => widthOf(line) <= width)).toBe(true);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replace(/[ \u00a0]/g, ''));
    }),
  );
});

/** Unicode's East Asian Width: W and F take two columns. */
test.each([
  ['abc', 3],
  ['東京', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['👩‍🔬', 2],
  ['ｱ', 1],
  ['Ａ', 2],
])('%s takes %d columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

test('why a number is not defined stands below the numbers, unless a gate says it', () => {
  const because = '1 of 3000 scores lie outside [0, 1]';
  const figure = { rows: 3000, candidate: null, direction: 'lower-is-better', because } as const;
  const numbers = ['log_loss', 'brier'].map((metric) => ({ ...figure, metric }));
  const text = verdictText('flights', { ...VERDICTS.pass, gates: [], numbers });
  expect(text).toContain(`  log_loss, brier: not defined, as ${because}\n`);
  const gate = { gate: 'brier < 1', level: 'fail', metric: 'brier', operator: '<' } as const;
  const gates = [{ ...gate, state: 'error', reason: `brier is not defined: ${because}` }] as const;
  const told = verdictText('flights', { ...VERDICTS.pass, gates, numbers });
  expect(told).toContain(`  log_loss: not defined, as ${because}\n`);
});

test('sentences are broken for the terminal, rows of a table are not', () => {
  const row = 'age  moved  0.434  < 0.001  2000';
  const sentence = 'age: chance is no likely reason';
  expect(fitted(`${sentence}\n${row}`, 20)).toBe(`age: chance is no\n  likely reason\n${row}`);
  expect(fitted(sentence, undefined)).toBe(sentence);
});
