import { join } from 'node:path';
import type { FetchedState, Host } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import { digestNamed, type Told, tell } from '#record/reading';
import { contentDigest, readStatement } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { COMPANIONS, LEDGER } from './ledger.ts';

export type Companion = (typeof COMPANIONS)[number];
type Read = (name: Companion) => Promise<Uint8Array | null>;

/** A record that is what its name says. */
export interface Found {
  readonly bytes: string;
  readonly digest: Digest;
  readonly content: Digest;
  readonly told: Told;
  /** what lies beside it: null where there is none, `other` where it is not what the record says */
  companion(name: Companion): Promise<Uint8Array | 'other' | null>;
}

/** Every record that is known here. */
export interface Past {
  readonly found: readonly Found[];
  /** records that are left out: their bytes do not have the digest that names them, or they are none */
  readonly strange: number;
  /** there is a remote, and nothing of its refs/mlops was ever fetched */
  readonly unfetched: boolean;
  /** states of refs/mlops whose files are not here, as in a partial clone */
  readonly hollow: number;
}

/** A record as it lies somewhere. `name`: the digest by which it is called there, empty where it has none. */
interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly read: Read;
}

/**
 * Records of the ledger, and of the refs of GitHub that lie in the repository here. `homes`: project folders whose
 * ledgers are read; this one, where none is named.
 */
export async function findPast(
  host: Pick<Host, 'files' | 'fetched'>,
  homes: readonly string[] = [host.files.root],
): Promise<Past> {
  const fetched = await host.fetched.states(isWanted);
  const ledgers = await Promise.all(homes.map((home) => ledger(join(home, LEDGER), host)));
  const sources = [...ledgers.flat(), ...(fetched?.states ?? []).flatMap(sourcesIn)];
  const found = new Map<Digest, Found>();
  const strange = new Set<string>();
  for (const source of sources) {
    const one = foundIn(source);
    if (one === null) strange.add(source.name);
    else found.set(one.digest, together(found.get(one.digest), one));
  }
  const unfetched = fetched?.origin === true && fetched.states.length === 0;
  const hollow = (fetched?.states ?? []).filter(({ whole }) => !whole).length;
  return { found: [...found.values()], strange: strange.size, unfetched, hollow };
}

async function ledger(home: string, { files }: Pick<Host, 'files'>): Promise<Source[]> {
  if ((await files.exists(home)) !== 'folder') return [];
  const paths = new Set((await files.list(home)).map(({ path }) => path));
  const names = [...paths].flatMap((path) => /^([0-9a-f]{64})\/record\.json$/.exec(path)?.[1] ?? []);
  return inTurns(names, async (name): Promise<Source> => {
    const read: Read = async (companion) =>
      paths.has(`${name}/${companion}`) ? files.bytes(`${home}/${name}/${companion}`) : null;
    return { name, bytes: await files.bytes(`${home}/${name}/${FILE.record}`), read };
  });
}

/** Files that are open at a time: a ledger has thousands. */
const AT_ONCE = 64;

/** The work for each, some at a time, in their order. */
export async function inTurns<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE)
    done.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(work))));
  return done;
}

const ANCESTOR = new RegExp(`^${FILE.ancestors}/([0-9a-f]{64})\\.json$`);

function isWanted(path: string): boolean {
  return path === FILE.record || COMPANIONS.some((name) => name === path) || ANCESTOR.test(path);
}

/** The record of a state with its companions, and those of its ancestors. */
function sourcesIn({ digest, files }: FetchedState): Source[] {
  return [...files].flatMap(([path, bytes]) => {
    if (path === FILE.record) return { name: digest, bytes, read: async (name) => files.get(name) ?? null };
    const name = ANCESTOR.exec(path)?.[1];
    return name === undefined ? [] : { name, bytes, read: async () => null };
  });
}

function foundIn({ name, bytes: raw, read }: Source): Found | null {
  const digest = digestOf(raw);
  if (name !== '' && digest !== name) return null;
  try {
    const bytes = new TextDecoder('utf-8', { fatal: true }).decode(raw);
    const statement = readStatement(bytes);
    const told = tell(statement);
    if (told === null) return null;
    const content = contentDigest(statement);
    const companion: Found['companion'] = async (wanted) => {
      const found = await read(wanted);
      return found === null || digestOf(found) === digestOfCompanion(told, wanted) ? found : 'other';
    };
    return { bytes, digest, content, told, companion };
  } catch {
    return null;
  }
}

/** An evaluation has its verdict among its subjects, a training what it wrote among its byproducts. */
function digestOfCompanion({ subjects, byproducts }: Told, name: Companion): Digest | null {
  return digestNamed(subjects, name) ?? digestNamed(byproducts, name);
}

/** The same record from two places: what lies beside it in either. */
function together(one: Found | undefined, other: Found): Found {
  if (one === undefined) return other;
  return {
    ...one,
    companion: async (name) => {
      const first = await one.companion(name);
      return first === null || first === 'other' ? ((await other.companion(name)) ?? first) : first;
    },
  };
}
