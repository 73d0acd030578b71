import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type DriftAsk, type DriftJudgement, judgeDrift } from '#judge/drift/judgement';
import { judgeByName, type NamedJudgement } from '#judge/drift/named';
import { profileText } from '#judge/drift/profile/json';
import { without } from '#judge/drift/profile/profile';
import { DRIFT_METHODS, type Named } from '#judge/drift/rulebook';
import { nearest } from '#kit/nearness';
import { EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import { driftText } from '#report/drift';
import type { Words } from '../command.ts';
import { neededOf, numberOf, print, wordOf } from './option.ts';
import { columnsOf, isProfileFile, profileIn, profileOfFile } from './profilefile.ts';

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
  const method = wordOf('method', options, DRIFT_METHODS) ?? 'size-aware';
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
  const names = kept.columns.map(({ name }) => name);
  known('must-not-drift', ask.mustNotDrift, names, reference);
  const now = await profileOfFile(current, kept, time, cwd);
  const all = [...before.columns.map(({ name }) => name), ...now.extra, ...(time === null ? [] : [time])];
  known('ignore', ignored, all, `${reference} or ${current}`);
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

/** Mistake: a column that an option names is none of the reference's: a slip of the pen would pass for ever. */
function known(option: string, named: ReadonlySet<string>, names: readonly string[], file: string): void {
  const unknown = [...named].find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const meant = nearest(unknown, names);
  const remedy = `${meant === null ? '' : `Did you mean ${meant}? `}It has: ${names.slice(0, 30).join(', ')}.`;
  throw new Mistake({ subject: `--${option}`, what: `is no column of ${file}`, remedy, value: unknown });
}

function askOf(options: Words['options']): DriftAsk {
  return {
    mustNotDrift: namesOf('must-not-drift', options),
    share: shareOf(options),
    seed: numberOf('seed', options) ?? 0,
  };
}

/** Mistake: a share beyond 1, which no columns reach, so that nothing would ever fail; or of none. */
function shareOf(options: Words['options']): number {
  const share = numberOf('share', options) ?? 0.5;
  if (share > 0 && share <= 1) return share;
  const remedy = 'Write a number above 0, up to 1, e.g. 0.5.';
  throw new Mistake({ subject: '--share', what: 'is no share of columns', remedy, value: String(share) });
}

/** Columns stand apart by commas alone: a name may hold spaces. */
function namesOf(name: string, options: Words['options']): ReadonlySet<string> {
  const said = options.values(name).flatMap((value) => value.split(','));
  return new Set(said.map((one) => one.trim()).filter((one) => one !== ''));
}
