import { type Shown, wrap } from '#kit/manifest';
import type { Command } from './command.ts';

/** `mlops --help`: every command in a line or two, at most `width` columns wide. */
export function overview(actions: readonly Shown[], commands: readonly Command[], width: number): string {
  const names = [...actions, ...commands].map(({ name }) => name.length);
  const column = Math.max(...names, 'run'.length) + 4;
  const lines = (name: string, text: string) => {
    const [first = '', ...more] = wrap(text, width, column);
    return [`  ${name.padEnd(column - 2)}${first.trimStart()}`, ...more];
  };
  return [
    'mlops: from commit to production and back, the same on a laptop as on a runner.',
    '',
    'Usage: mlops <command> [--input value …]',
    '',
    'Commands',
    ...lines(
      'run',
      `Perform the stages of mlops.yml in order: ${actions.map(({ name }) => name).join(', ')}, which waits until it is named; run <stage> stops after that one.`,
    ),
    ...actions.flatMap((action) => lines(action.name, action.description)),
    ...commands.flatMap((command) => lines(command.name, command.description)),
    '',
    ...wrap(
      'mlops <command> --help lists the inputs of one. Exit status: 0 goes on, 1 the verdict said no, 2 mistake, 3 fault, 130 cancelled.',
      width,
      0,
    ),
  ].join('\n');
}

/** `mlops <command> --help` of one that is no action. */
export function commandHelp(
  { name, description, usage, options, commands = [] }: Command,
  width: number,
): string {
  const listed = Object.entries(options).flatMap(([option, meaning]) => [
    `  --${option}${alsoSaid(option)}`,
    ...wrap(meaning, width, 6),
  ]);
  const told = (below: Command) => [`  mlops ${below.name}`, ...wrap(below.description, width, 6)];
  return [
    ...wrap(`mlops ${name}: ${description}`, width, 0),
    '',
    `Usage: mlops ${name} ${usage}`.trimEnd(),
    ...(listed.length === 0 ? [] : ['', 'Options', ...listed]),
    ...(commands.length === 0 ? [] : ['', 'Commands', ...commands.flatMap(told)]),
  ].join('\n');
}

/** The other spelling of the wish for JSON, which every command that prints it understands (command.ts). */
function alsoSaid(option: string): string {
  if (option === 'json') return ', --format json';
  return /^format <.*\bjson\b/.test(option) ? ', --json' : '';
}
