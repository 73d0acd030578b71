import { dirname, join, resolve } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Files } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import { type Told, tell } from '#record/reading';
import { readStatement, type Statement } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { LEDGER } from '../ledger.ts';
import { chooseEntry, type Entry } from './choice.ts';

/** A record with what it says. */
export interface RecordRead {
  readonly bytes: string;
  readonly digest: Digest;
  readonly statement: Statement;
  readonly told: Told;
}

/** The record that is to be replayed. */
export interface Found extends RecordRead {
  /** absolute: where it lies, and with it perhaps its ancestors' records and what it is the record of */
  readonly folder: string;
}

type Reading = Pick<Files, 'exists' | 'text' | 'list'>;

/**
 * The record a user names: by the path of a record.json or of the folder that holds one, or, from the ledgers of the
 * project folders `homes`, by the beginning of its digest or by the run that left it.
 *
 * @throws Mistake where there is none, or where several are meant
 */
export async function findRecord(
  said: string,
  cwd: string,
  homes: readonly string[],
  files: Reading,
): Promise<Found> {
  const path = resolve(cwd, said);
  const kind = await files.exists(path);
  if (kind === 'file') return open(path, said, files);
  if (kind === 'folder') {
    const inside = join(path, FILE.record);
    if ((await files.exists(inside)) === 'file') return open(inside, said, files);
    const remedy = 'Name the folder of an artifact, a record.json, a digest or a run.';
    throw new Mistake({ subject: said, what: `is a folder without ${FILE.record}`, remedy });
  }
  const ledger = await entriesOf(homes, files);
  const { digest } = chooseEntry(said, ledger);
  const home = ledger.find((entry) => entry.digest === digest)?.folder ?? '';
  return open(join(home, FILE.record), said, files);
}

async function open(path: string, said: string, files: Reading): Promise<Found> {
  const record = recordOf(await files.text(path));
  if (record !== null) return { ...record, folder: dirname(path) };
  const what = 'is no record of a stage that this version knows';
  throw new Mistake({ subject: said, what, remedy: `Name a ${FILE.record} that mlops wrote.` });
}

/** null where the bytes are no record of a stage that is known here. */
export function recordOf(bytes: string): RecordRead | null {
  try {
    const statement = readStatement(bytes);
    const told = tell(statement);
    return told === null ? null : { bytes, digest: digestOf(bytes), statement, told };
  } catch {
    return null;
  }
}

interface Kept extends Entry {
  readonly folder: string;
}

/** Every record of the ledgers; a file that is none is passed over. */
async function entriesOf(homes: readonly string[], files: Reading): Promise<Kept[]> {
  const found = new Map<Digest, Kept>();
  for (const home of homes) {
    const ledger = join(home, LEDGER);
    if ((await files.exists(ledger)) !== 'folder') continue;
    for (const { path } of await files.list(ledger)) {
      const digest = /^([0-9a-f]{64})\/record\.json$/.exec(path)?.[1];
      if (digest === undefined || found.has(digest)) continue;
      const folder = join(ledger, digest);
      const record = recordOf(await files.text(join(folder, FILE.record)));
      if (record !== null) found.set(digest, { digest, folder, told: record.told });
    }
  }
  return [...found.values()];
}

/** The project folder whose `.mlops` the record lies in. */
export function homeAround(folder: string): string[] {
  const state = `/${FILE.state}/`;
  const at = folder.split('\\').join('/').indexOf(state);
  return at < 0 ? [] : [folder.slice(0, at)];
}
