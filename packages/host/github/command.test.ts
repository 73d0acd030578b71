import { expect, test } from 'vitest';
import { readCommand, workflowCommand } from './command.ts';
import { fitted } from './summary.ts';

// expected lines: actions/toolkit, packages/core/__tests__/command.test.ts
test.each([
  ['some-command', {}, '', '::some-command::'],
  [
    'some-command',
    {},
    'percent % percent % cr \r cr \r lf \n lf \n',
    '::some-command::percent %25 percent %25 cr %0D cr %0D lf %0A lf %0A',
  ],
  ['some-command', {}, '%25 %25 %0D %0D %0A %0A', '::some-command::%2525 %2525 %250D %250D %250A %250A'],
  [
    'some-command',
    { name: 'percent % cr \r lf \n colon : comma ,' },
    '',
    '::some-command name=percent %25 cr %0D lf %0A colon %3A comma %2C::',
  ],
  [
    'some-command',
    { prop1: 'value 1', prop2: 'value 2' },
    'some message',
    '::some-command prop1=value 1,prop2=value 2::some message',
  ],
  ['some-command', { prop1: undefined, prop2: '' }, 'x', '::some-command::x'],
])('%s with %j and %j', (name, properties, message, line) => {
  expect(workflowCommand(name, properties, message)).toBe(line);
});

test('a command line is read back; another line is none', () => {
  expect(readCommand(workflowCommand('warning', { file: 'a' }, 'a\nb % c'))).toEqual({
    name: 'warning',
    message: 'a\nb % c',
  });
  expect(readCommand('Found 3 artifact(s)')).toBeNull();
});

test('a summary that fits stays as it is', () => {
  expect(fitted('# Verdict\n', 1_000)).toBe('# Verdict\n');
});

test('one that does not is cut at a line, closes what is open and says where the rest is', () => {
  const markdown = `<details><summary>All</summary>\n\n${'| a | 0.123 |\n'.repeat(1_000)}</details>\n`;
  const cut = fitted(markdown, 4_000);
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(4_000);
  expect(cut).toMatch(/\| a \| 0\.123 \|\n\n<\/details>\n\n\n\*Cut here: .*\*\n$/);
});

test('a cut never falls into a character', () => {
  expect(fitted('€€€€€€€€€\n'.repeat(1_000), 3_000)).not.toContain('\ufffd');
});
