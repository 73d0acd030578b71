import { dirname, join, resolve } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Files } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import { type Told, tell } from '#record/reading';
import { readStatement, type Statement } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { chooseEntry } from './choice.ts';
import type { Memory } from './memory.ts';

/** A record with what it says. */
export interface RecordRead {
  readonly bytes: string;
  readonly digest: Digest;
  readonly statement: Statement;
  readonly told: Told;
}

/** The record that is to be replayed. */
export interface Found extends RecordRead {
  /** absolute: where it lies, and with it perhaps its ancestors' records and what it is the record of; null: known only */
  readonly folder: string | null;
}

type Reading = Pick<Files, 'exists' | 'text'>;

/**
 * The record a user names: by the path of a record.json or of the folder that holds one, or, of those that are known
 * here, by the beginning of its digest or by the run that left it.
 *
 * @throws Mistake where there is none, or where several are meant
 */
export async function findRecord(said: string, cwd: string, memory: Memory, files: Reading): Promise<Found> {
  const path = resolve(cwd, said);
  const kind = await files.exists(path);
  if (kind === 'file') return open(path, said, files);
  if (kind === 'folder') {
    const inside = join(path, FILE.record);
    if ((await files.exists(inside)) === 'file') return open(inside, said, files);
    const remedy = 'Name the folder of an artifact, a record.json, a digest or a run.';
    throw new Mistake({ subject: said, what: `is a folder without ${FILE.record}`, remedy });
  }
  return { ...read(chooseEntry(said, await memory.all()).bytes, said), folder: null };
}

async function open(path: string, said: string, files: Reading): Promise<Found> {
  return { ...read(await files.text(path), said), folder: dirname(path) };
}

function read(bytes: string, said: string): RecordRead {
  const record = recordOf(bytes);
  if (record !== null) return record;
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

/** The project folder whose `.mlops` the record lies in. */
export function homeAround(folder: string | null): string[] {
  if (folder === null) return [];
  const state = `/${FILE.state}/`;
  const at = folder.split('\\').join('/').indexOf(state);
  return at < 0 ? [] : [folder.slice(0, at)];
}
