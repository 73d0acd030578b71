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

test.each<[string, Readonly<Record<string, string>>, string[], string | undefined]>([
  ['--json where --format is listed', { 'format <text|json>': '' }, ['--json'], 'json'],
  ['--format json where it is listed', { 'format <text|json>': '' }, ['--format', 'json'], 'json'],
])('%s', (_, options, words, format) => {
  expect(parseWords({ name: 'list', options }, words).options.value('format')).toBe(format);
});

test.each<[string[], boolean]>([
  [['--json'], true],
  [['--format', 'json', 'name'], true],
  [['--format=json'], true],
  [['--format', 'text'], false],
])('%j where --json is listed', (words, json) => {
  const { options, names } = parseWords({ name: 'list', options: { json: '' } }, words);
  expect(options.has('json')).toBe(json);
  expect(names).toEqual(words.includes('name') ? ['name'] : []);
});

test('another format where --json is listed is a mistake', () => {
  const list = { name: 'list', options: { json: '' } };
  expect(() => parseWords(list, ['--format', 'xml'])).toThrow(
    '--format = "xml": is no format. Write text or json.',
  );
});
