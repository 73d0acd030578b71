import { nearest } from '#kit/nearness';
import { Mistake } from '#kit/outcome';
import type { Run } from './history.ts';

/** Fewer characters name nothing. */
const LEAST = 4;

/** How tables name a run. */
export function shortRecord({ record }: Pick<Run, 'record'>): string {
  return record.slice(0, 8);
}

/** Runs that a name stands for: the start of a record's digest or of a commit, or a run's id as the host gives it. */
function named(name: string, runs: readonly Run[]): Run[] {
  const wanted = name.trim().toLowerCase();
  if (wanted.length < LEAST) return [];
  return runs.filter((run) =>
    [...run.records, ...run.commits, ...run.invocations.flatMap(spellings)].some((one) =>
      one.toLowerCase().startsWith(wanted),
    ),
  );
}

/** `20261124T152510716Z-21256/1`; of an address also the id of the run alone. */
function spellings(invocation: string): string[] {
  const id = /\/runs\/(\d+)/.exec(invocation)?.[1];
  return [invocation, ...(id === undefined ? [] : [id])];
}

/** Runs by name, in the order of the names. Mistake: a name that stands for none, with the nearest that does. */
export function runsNamed(names: readonly string[], runs: readonly Run[]): Run[] {
  const found = names.flatMap((name) => {
    const some = named(name, runs);
    if (some.length === 0) throw stranger(name, runs);
    return some;
  });
  return [...new Set(found)];
}

/** The same where each name has to stand for one run. Mistake: one that stands for several, with all of them. */
export function runsNamedOnce(names: readonly string[], runs: readonly Run[]): Run[] {
  for (const name of names) {
    const some = named(name, runs);
    if (some.length < 2) continue;
    const remedy = `Name one by its record: ${some.map((run) => `${shortRecord(run)} (${run.when})`).join(', ')}.`;
    throw new Mistake({ subject: name, what: `stands for ${some.length} runs`, remedy });
  }
  return runsNamed(names, runs);
}

function stranger(name: string, runs: readonly Run[]): Mistake {
  const known = runs.flatMap(({ records, commits, invocations }) => [
    ...[...records, ...commits].map((one) => one.slice(0, Math.max(name.length, 8))),
    ...invocations.flatMap(spellings),
  ]);
  const meant = nearest(name, known);
  const short = name.trim().length < LEAST ? ` At least ${LEAST} characters name a run.` : '';
  const remedy = meant === null ? 'mlops history lists those there are.' : `Did you mean ${meant}?`;
  return new Mistake({ subject: name, what: 'is no run that is known here', remedy: `${remedy}${short}` });
}
