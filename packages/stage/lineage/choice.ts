import { Mistake } from '#kit/outcome';
import type { Digest } from '#record/digest';
import { beside, made, wentIn } from '#record/lineage/claims';
import type { Held } from '#record/lineage/copies';
import { labelOf } from '#record/lineage/graph';
import { short } from '#record/lineage/state';
import type { Told } from '#record/reading';

/** Records by digest, those that can be read. */
type Records = ReadonlyMap<Digest, Held>;

/** A record that may be meant, and the words of why. */
interface Candidate {
  readonly held: Held;
  readonly told: Told;
}

/** How many are listed where one has to be chosen. */
const LISTED = 8;

/**
 * The record that is meant: without a word the newest evaluation or what came of one, else the newest record; by a run the
 * last stage of that kind in it, else its last record; by (the beginning of) a digest the record, or the one whose stage made that thing.
 */
export function choose(said: string | undefined, records: Records): Digest {
  const all = [...records.values()].flatMap((held) =>
    held.told === null ? [] : [{ held, told: held.told }],
  );
  if (said === undefined) {
    const newest = best(all);
    if (newest !== undefined) return newest.held.digest;
    const remedy = 'Run a stage here first (mlops run), or name an artifact by its path.';
    throw new Mistake({ subject: 'lineage', what: 'has no record to start from', remedy });
  }
  const word = said.replace(/^sha256:/, '');
  const found = [...byRun(word, all), ...byDigest(word, all, records)];
  const [only] = found;
  if (only !== undefined && new Set(found).size === 1) return only;
  throw only === undefined ? unknown(said, all) : ambiguous(said, new Set(found), records);
}

/** Stages a chain may end with; what else is made leads to one of them. */
const ENDS: readonly Told['stage'][] = ['evaluate', 'containerize', 'deploy', 'monitor-gate'];

/** The newest evaluation or what came of one, else the newest of all. */
function best(candidates: readonly Candidate[]): Candidate | undefined {
  const sorted = candidates.toSorted((one, other) => newer(one.told, other.told));
  return sorted.find(({ told }) => ENDS.includes(told.stage)) ?? sorted[0];
}

function newer(one: Told, other: Told): number {
  return one.finishedOn === other.finishedOn ? 0 : one.finishedOn < other.finishedOn ? 1 : -1;
}

/** `20261124T152444995Z-18990`, with or without its attempt; a run's number on GitHub; its address. */
function byRun(word: string, all: readonly Candidate[]): Digest[] {
  const own = all.filter(({ told }) => isRun(told.invocation, word));
  const runs = Map.groupBy(own, ({ told }) => told.invocation);
  return [...runs.values()].flatMap((records) => {
    const last = ENDS.findLast((stage) => records.some(({ told }) => told.stage === stage));
    const ends = records.filter(({ told }) => told.stage === last);
    // instances of a run are equals; of what led to them the last stands for all
    const heads = ends.length > 0 ? ends : [best(records)].filter((one) => one !== undefined);
    return heads.map(({ held }) => held.digest);
  });
}

function isRun(invocation: string, word: string): boolean {
  if (word === '') return false;
  const run = invocation.replace(/(?:\/attempts)?\/\d+$/, '');
  return [invocation, run, run.split('/runs/')[1]].includes(word);
}

function byDigest(word: string, all: readonly Candidate[], records: Records): Digest[] {
  if (!/^[0-9a-f]{4,64}$/.test(word)) return [];
  const own = [...records.keys()].filter((digest) => digest.startsWith(word));
  const things = new Set(
    all.flatMap(({ told }) =>
      [...made(told), ...beside(told), ...wentIn(told)]
        .filter(({ name, digest }) => digest.startsWith(word) && name !== 'baseline')
        .map(({ digest }) => digest),
    ),
  );
  return [...own, ...[...things].flatMap((digest) => makerOf(digest, all)?.held.digest ?? [])];
}

/** The newest record whose stage made the thing; of what none made, the newest in which it went. */
function makerOf(digest: Digest, all: readonly Candidate[]): Candidate | undefined {
  const newestFirst = all.toSorted((one, other) => newer(one.told, other.told));
  const makes = ({ told }: Candidate) =>
    [...made(told), ...beside(told)].some((one) => one.digest === digest);
  const uses = ({ told }: Candidate) => wentIn(told).some((one) => one.digest === digest);
  return newestFirst.find(makes) ?? newestFirst.find(uses);
}

function unknown(said: string, all: readonly Candidate[]): Mistake {
  const newest = all.toSorted((one, other) => newer(one.told, other.told)).slice(0, LISTED);
  const remedy =
    all.length === 0
      ? 'There are no records here; name an artifact by its path.'
      : `The newest here:${listed(newest)}`;
  const what = 'is no run, digest or path that is known here';
  return new Mistake({ subject: 'lineage', what, remedy, value: said });
}

function ambiguous(said: string, found: ReadonlySet<Digest>, records: Records): Mistake {
  const candidates = [...found].flatMap((digest) => {
    const held = records.get(digest);
    return held === undefined || held.told === null ? [] : [{ held, told: held.told }];
  });
  const more = candidates.length > LISTED ? `\n  and ${candidates.length - LISTED} more` : '';
  const remedy = `Write more of it, or name one:${listed(candidates.slice(0, LISTED))}${more}`;
  const what = `may mean ${found.size} records`;
  return new Mistake({ subject: 'lineage', what, remedy, value: said });
}

function listed(candidates: readonly Candidate[]): string {
  return candidates
    .map(
      ({ held, told }) =>
        `\n  ${short(held.digest)}  ${labelOf(held)}, ${told.finishedOn}, run ${told.invocation}`,
    )
    .join('');
}
