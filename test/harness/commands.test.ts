import { expect, test } from 'vitest';
import { annotationsOf, commandsIn } from './commands.ts';
import { keyValues } from './runner-files.ts';

/** The cases of the runner's own tests (actions/runner, src/Test/L0/Worker and L0/Util). */
test.each([
  ['::error::plain', 'error', {}, 'plain'],
  ['  ::error::after spaces', 'error', {}, 'after spaces'],
  ['::ERROR::any case', 'error', {}, 'any case'],
  ['::set-output name=a,other=b::v::w', 'set-output', { name: 'a', other: 'b' }, 'v::w'],
  ['::error file=a%3Ab%2Cc,line=1::x', 'error', { file: 'a:b,c', line: '1' }, 'x'],
  ['::debug::%250A', 'debug', {}, '%0A'],
  ['text ##[error]old style', 'error', {}, 'old style'],
  ['##[add-mask key=a%3Bb;k2=c%5Dd]x', 'add-mask', { key: 'a;b', k2: 'c]d' }, 'x'],
])('%s', (line, name, properties, data) => {
  expect(commandsIn(`before\n${line}\nafter`)).toEqual([{ name, properties, data }]);
});

test.each([
  ['text ::error::not at the start'],
  ['::unknown::x'],
  ['::error:x'],
  [': :error::x'],
  ['##[unknown]x'],
  ['::error'],
])('%s is text', (line) => expect(commandsIn(line)).toEqual([]));

test('a carriage return begins a line too, so it can begin a command', () => {
  expect(commandsIn('50 %\r::add-mask::x')).toEqual([{ name: 'add-mask', properties: {}, data: 'x' }]);
});

test('between stop-commands and its word nothing is a command', () => {
  const log = '::stop-commands::abc\n::error::no\n::abc::\n::error::yes';
  expect(annotationsOf(commandsIn(log))).toEqual([{ level: 'error', message: 'yes' }]);
});

test.each([
  ['a=b', { a: 'b' }],
  ['a=', { a: '' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=b<<c', { a: 'b<<c' }],
  ['a<<EOF\none\n\ntwo\nEOF\nb=1', { a: 'one\n\ntwo', b: '1' }],
  ['a<<EOF\nEOF', { a: '' }],
  ['a<<EOF\nx=1\nEOF', { a: 'x=1' }],
  ['a<<=EOF\nv\n=EOF', { a: 'v' }],
  ['a=1\r\nb=2\r\n\r\na=3', { a: '3', b: '2' }],
])('%j in a runner’s file', (text, expected) => {
  expect(keyValues(text)).toEqual(expected);
});

test.each([
  ['=b', 'Name must not be empty'],
  ['word', "Invalid format 'word'"],
  ['a<<EOF\nb', "Matching delimiter not found 'EOF'"],
  ['a<<EOF\n EOF', "Matching delimiter not found 'EOF'"],
  ['<<EOF\nEOF', 'Name must not be empty and delimiter must not be empty'],
])('%j makes the step fail', (text, message) => {
  expect(() => keyValues(text)).toThrow(message);
});
