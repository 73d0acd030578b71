import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type DriftAsk, type DriftJudgement, judgeDrift } from '#judge/drift/judgement';
import { judgeByName, type Named, type NamedJudgement } from '#judge/drift/named';
import { profileText } from '#judge/drift/profile/json';
import { type Profile, without } from '#judge/drift/profile/profile';
import { nearest } from '#kit/nearness';
import { EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import { driftText } from '#report/drift';
import type { Words } from '../command.ts';
import { neededOf, numberOf, print, wordOf } from './option.ts';
import { columnsOf, isProfileFile, profileIn, profileOfFile } from './profilefile.ts';

const METHODS = ['size-aware', 'evidently', 'nannyml', 'deepchecks'] as const;

/** Reads both sides, judges, prints. Exit status 1 where the data have drifted, or that could not be told. */
export async function judgeDriftOf({ options }: Words, cwd: string): Promise<ExitStatus> {
  const [reference, current] = [neededOf('reference', options), neededOf('current', options)];
  const ask = askOf(options);
  const sides = {
    reference,
    current,
    time: options.value('time') ?? null,
    ignored: namesOf('ignore', options),
  };
  const method = wordOf('method', options, METHODS) ?? 'size-aware';
  const judgement =
    method === 'size-aware'
      ? await bySize(sides, ask, options.value('profile-out'), cwd)
      : await byName(method, sides, ask, cwd);
  print(options, judgement, driftText);
  return judgement.decision === 'pass' || judgement.decision === 'marginal' ? EXIT.ok : EXIT.verdict;
}

interface Sides {
  readonly reference: string;
  readonly current: string;
  readonly time: string | null;
  readonly ignored: ReadonlySet<string>;
}

async function bySize(
  { reference, current, time, ignored }: Sides,
  ask: DriftAsk,
  out: string | undefined,
  cwd: string,
): Promise<DriftJudgement> {
  const before = await (isProfileFile(reference)
    ? profileIn(reference, cwd)
    : profileOfFile(reference, null, time, cwd));
  if (out !== undefined) await writeFile(resolve(cwd, out), profileText(before));
  const passed = (column: string) => ignored.has(column);
  const kept = without(before, passed);
  known(ask.mustNotDrift, kept, reference);
  const now = await profileOfFile(current, kept, time, cwd);
  return judgeDrift(kept, without(now, passed), ask);
}

async function byName(
  method: Named,
  { reference, current, time, ignored }: Sides,
  ask: DriftAsk,
  cwd: string,
): Promise<NamedJudgement> {
  if (isProfileFile(reference)) {
    const remedy = 'Give rows of the reference, or take size-aware.';
    throw new Mistake({ subject: '--method', what: 'needs rows, and the reference is a profile', remedy });
  }
  const passed = new Set([...ignored, ...(time === null ? [] : [time])]);
  const [before, now] = [await columnsOf(reference, passed, cwd), await columnsOf(current, passed, cwd)];
  return judgeByName(method, before, now, ask);
}

/** Mistake: a column that must not drift is none of the reference's: a slip of the pen would pass for ever. */
function known(mustNotDrift: ReadonlySet<string>, { columns }: Profile, file: string): void {
  const names = columns.map(({ name }) => name);
  const unknown = [...mustNotDrift].find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const meant = nearest(unknown, names);
  const remedy = `${meant === null ? '' : `Did you mean ${meant}? `}It has: ${names.slice(0, 30).join(', ')}.`;
  throw new Mistake({ subject: '--must-not-drift', what: `is no column of ${file}`, remedy, value: unknown });
}

function askOf(options: Words['options']): DriftAsk {
  return {
    mustNotDrift: namesOf('must-not-drift', options),
    share: numberOf('share', options) ?? 0.5,
    seed: numberOf('seed', options) ?? 0,
  };
}

/** Columns stand apart by commas alone: a name may hold spaces. */
function namesOf(name: string, options: Words['options']): ReadonlySet<string> {
  const said = options.values(name).flatMap((value) => value.split(','));
  return new Set(said.map((one) => one.trim()).filter((one) => one !== ''));
}
