import { expect, test } from 'vitest';
import { parseWords } from './command.ts';

const list = { name: 'list', options: { 'since <time>': 'From when on.', json: 'As JSON.' } };

test('names, flags and options with values are told apart', () => {
  const { names, options } = parseWords(list, ['a', '--json', '--since', '2026', 'b', '--since=2027']);
  expect(names).toEqual(['a', 'b']);
  expect(options.has('json')).toBe(true);
  expect(options.values('since')).toEqual(['2026', '2027']);
  expect(options.value('since')).toBe('2027');
  expect(options.value('json')).toBe('true');
});

test.each([
  [['--sinse', 'x'], '--sinse: is no option of list. It takes --since, --json; see mlops list --help.'],
  [['--since'], '--since: has no value. Write --since <value>.'],
])('%j is a mistake that says so', (words, message) => {
  expect(() => parseWords(list, words)).toThrow(message);
});

test('an option that takes several has all words up to the next one', () => {
  const several = { name: 'judge', options: { 'runs <files…>': 'Files.', json: 'As JSON.' } };
  const { names, options } = parseWords(several, [
    'a',
    '--runs',
    '1.csv',
    '2.csv',
    '--json',
    '--runs=3.csv',
    'b',
  ]);
  expect(options.values('runs')).toEqual(['1.csv', '2.csv', '3.csv']);
  expect(names).toEqual(['a', 'b']);
});
