import { Fault } from '#kit/outcome';
import type { Host, RefTip } from '#kit/ports';
import { tell } from '#record/reading';
import { readStatement, type Statement } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { STORE, storedCommit } from './storename.ts';

/** A model keeps all its stored states up to this many; beyond, those of old commits go. */
const MOST_STORED = 250;

/** Commits of the default branch whose states stay in any case. */
const RECENT = 200;

/** At most so many go in one run: on GitHub each is two requests. The next run goes on. */
const AT_ONCE = 100;

/**
 * Which of the stored states go, in the order given: none up to 250, then every one whose commit is neither among
 * the newest 200 of the default branch (`recent`, newest first) nor `needed`. An empty `recent` says that nothing is
 * known of the branch: then nothing goes.
 */
export function outdated(
  stored: readonly string[],
  recent: readonly string[],
  needed: readonly string[],
): string[] {
  if (stored.length <= MOST_STORED || recent.length === 0) return [];
  const stay = new Set([...recent.slice(0, RECENT), ...needed]);
  return stored.filter((name) => {
    const commit = storedCommit(name);
    return commit !== null && !stay.has(commit);
  });
}

/**
 * Takes old states of a model out of the store. Those of this run's commit, and of every commit that another ref
 * stands for (`baseline`), stay. What that frees, the host's refs say: on GitHub the objects that no other ref holds.
 */
export async function prune(model: string, dryRun: boolean, host: Host): Promise<void> {
  const refs = await host.refs.list(model, '');
  const stored = refs.filter(({ name }) => name.startsWith(STORE));
  if (stored.length <= MOST_STORED) return;
  const needed = await commitsOf(model, refs, host);
  if (host.run.commit !== null) needed.push(host.run.commit);
  const recent = await host.recentCommits(RECENT);
  const names = stored.map(({ name }) => name);
  const old = new Set(outdated(names, recent, needed).slice(0, AT_ONCE));
  let gone = 0;
  for (const { name, version } of stored) {
    if (old.has(name) && (dryRun || (await host.refs.remove(model, name, version)) === 'removed')) gone++;
  }
  if (gone === 0) return;
  const what = `${gone} of ${stored.length} states`;
  const why = `their commits are not among the newest ${RECENT} of the default branch`;
  host.log.info(`${dryRun ? `Would take ${what}` : `Took ${what}`} out of the store: ${why}.`);
}

/** Commits that refs beside the store stand for. */
async function commitsOf(model: string, refs: readonly RefTip[], { refs: port }: Host): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of refs) {
    if (name.startsWith(STORE)) continue;
    const record = (await port.read(model, name))?.files.get(FILE.record);
    const commit = record === undefined ? null : tell(parse(name, record))?.commit;
    if (commit) found.push(commit);
  }
  return found;
}

/** What cannot be read might name any commit: then nothing is taken away. */
function parse(name: string, record: Uint8Array): Statement {
  try {
    return readStatement(new TextDecoder().decode(record));
  } catch (cause) {
    throw new Fault(`the ${FILE.record} of the ref ${name} is no record`, { cause });
  }
}
