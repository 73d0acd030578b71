import { expect, test } from 'vitest';
import { parseLine } from './line.ts';

function texts(words: string[]): Record<string, string> {
  return Object.fromEntries(
    [...parseLine(words).inputs].map(([name, { said }]) => [name, 'text' in said ? said.text : '']),
  );
}

test.each([
  [['--seed', '7'], { seed: '7' }],
  [['--seed=7', '--run=python train.py --fast'], { seed: '7', run: 'python train.py --fast' }],
  [['--dry-run', '--seed', '7'], { 'dry-run': 'true', seed: '7' }],
  [['--gates', 'f1 >= 0.5', '--gates', 'mae <= 3'], { gates: 'f1 >= 0.5\nmae <= 3' }],
  [['--seed', '-1'], { seed: '-1' }],
])('%j says %j', (words, expected) => {
  expect(texts(words)).toEqual(expected);
});

test('help is asked for by --help or -h', () => {
  expect(parseLine(['--help']).help).toBe(true);
  expect(parseLine(['-h']).help).toBe(true);
  expect(parseLine(['--seed', '7']).help).toBe(false);
});

test('a word that is no input is refused with the way to write one', () => {
  expect(() => parseLine(['seed=7'])).toThrow('seed=7: is not understood. Inputs are written --name value');
});
