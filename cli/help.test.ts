import { expect, test } from 'vitest';
import { ACTIONS } from './actions.ts';
import { COMMANDS } from './commands.ts';
import { overview } from './help.ts';

test('every command has a line of its own, its name apart from what it does', () => {
  const text = overview(ACTIONS, COMMANDS, 80);
  for (const { name } of [...ACTIONS, ...COMMANDS])
    expect(text).toMatch(new RegExp(`^  ${name}  +[A-Z]`, 'm'));
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
