import { expect, test } from 'vitest';
import { ACTIONS } from './actions.ts';
import { COMMANDS } from './commands.ts';
import { commandHelp, overview } from './help.ts';

test('every command has a line of its own, its name apart from what it does', () => {
  const text = overview(ACTIONS, COMMANDS, 80);
  for (const { name } of [...ACTIONS, ...COMMANDS])
    expect(text).toMatch(new RegExp(`^  ${name}  +[A-Z]`, 'm'));
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('every command that prints JSON names both ways to ask for it', () => {
  const all = COMMANDS.flatMap((command) => [command, ...(command.commands ?? [])]);
  const printing = all.filter(({ options }) =>
    Object.keys(options).some((option) => option === 'json' || /^format <.*json/.test(option)),
  );
  expect(printing.length).toBeGreaterThan(8);
  for (const command of printing)
    expect(commandHelp(command, 80)).toMatch(/^ {2}--(json, --format json|format <[a-z|]+>, --json)$/m);
});
