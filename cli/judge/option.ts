import { exitStatus, type FailOn, parseFailOn } from '#judge/exit';
import type { Decision } from '#judge/verdict';
import { type ExitStatus, Mistake } from '#kit/outcome';
import { fitted } from '#report/cell';
import type { Command, Words } from '../command.ts';
import { jsonPieces } from './json.ts';

type Options = Words['options'];

/** A judge takes options alone. */
export function refuseNames({ name, usage }: Pick<Command, 'name' | 'usage'>, [odd]: Words['names']): void {
  if (odd === undefined) return;
  const remedy = `Write mlops ${name} ${usage}.`;
  throw new Mistake({ subject: odd, what: 'is not understood', remedy });
}

/** What has to be given; `kind`: what it is. */
export function neededOf(name: string, options: Options, kind = '<file>'): string {
  const value = options.value(name);
  if (value !== undefined) return value;
  throw new Mistake({ subject: `--${name}`, what: 'is not given', remedy: `Write --${name} ${kind}.` });
}

export function numberOf(name: string, options: Options): number | null {
  const value = options.value(name);
  if (value === undefined) return null;
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number)) return number;
  throw new Mistake({ subject: `--${name}`, what: 'is not a number', remedy: 'Write a number.', value });
}

/** One of a few words. */
export function wordOf<W extends string>(name: string, options: Options, words: readonly W[]): W | null {
  const value = options.value(name);
  if (value === undefined) return null;
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const remedy = `Choose from ${words.join(', ')}.`;
  throw new Mistake({ subject: `--${name}`, what: 'is not known', remedy, value });
}

/** What stands between commas, of every time the option was given. */
export function listOf(name: string, options: Options): string[] {
  return options.values(name).flatMap((list) => list.split(/[\s,]+/).filter((word) => word !== ''));
}

/** What `--fail-on` says. */
export function failOnOf(options: Options): FailOn {
  return parseFailOn(listOf('fail-on', options), '--fail-on');
}

/** Columns of the terminal, or as COLUMNS says; undefined: what is piped may be of any width. */
export function roomOf(): number | undefined {
  return process.stdout.columns || Number(process.env['COLUMNS']) || undefined;
}

/** Prints a judgement, as JSON where that is asked for. */
export function print<J extends object>(
  options: Options,
  judgement: J,
  text: (judgement: J, room?: number) => string,
): void {
  if (options.has('json')) for (const piece of jsonPieces(judgement)) process.stdout.write(piece);
  else process.stdout.write(fitted(text(judgement, roomOf()), roomOf()));
  process.stdout.write('\n');
}

/** Prints a judgement; its decision and `--fail-on` give the status. */
export function ended<J extends { readonly decision: Decision }>(
  options: Options,
  judgement: J,
  text: (judgement: J, room?: number) => string,
): ExitStatus {
  const failOn = failOnOf(options);
  print(options, judgement, text);
  return exitStatus(judgement.decision, failOn);
}
