import { readProfile } from '#judge/drift/profile/json';
import { type Columns, type Frame, type Profile, Profiling } from '#judge/drift/profile/profile';
import { timesIn } from '#judge/drift/profile/spelling';
import { nearest } from '#kit/nearness';
import { Mistake } from '#kit/outcome';
import { letGo } from '#metrics/reader/chunks';
import { readTable } from '#metrics/reader/reader';
import { bytesOf, jsonIn } from './file.ts';

export function isProfileFile(path: string): boolean {
  return path.toLowerCase().endsWith('.json');
}

/** Reads a profile. Mistake: it is none. */
export async function profileIn(path: string, cwd: string): Promise<Profile> {
  return readProfile(await jsonIn(path, cwd, 'Give a profile, or rows.'), path);
}

/** All columns of a file but those passed over. */
export async function columnsOf(path: string, passed: ReadonlySet<string>, cwd: string): Promise<Columns> {
  const { columns } = await readTable(await bytesOf(path, cwd), path);
  return new Map([...columns].filter(([name]) => !passed.has(name)));
}

/**
 * The profile of a file of rows: on its own frame, or on that of a reference. A Parquet file gives its columns one
 * after the other, so that one alone is held.
 */
export async function profileOfFile(
  path: string,
  frame: Frame | null,
  time: string | null,
  cwd: string,
): Promise<Profile> {
  const bytes = await bytesOf(path, cwd);
  const byColumn = path.toLowerCase().endsWith('.parquet');
  const first = await readTable(bytes, path, byColumn ? new Set(time === null ? [] : [time]) : undefined);
  const profiling = new Profiling(frame, time === null ? null : timesOf(first, time));
  for (const name of first.names) {
    if (name === time) continue;
    const { columns } = byColumn ? await readTable(bytes, path, new Set([name])) : first;
    const column = columns.get(name);
    if (column === undefined) continue;
    profiling.add(name, column);
    if (byColumn) letGo(column.kind === 'number' ? column.values : column.codes);
  }
  letGo(bytes); // the other side's come next
  return profiling.finish();
}

type Table = Awaited<ReturnType<typeof readTable>>;

function timesOf({ columns, names, file }: Table, time: string): Float64Array {
  const column = columns.get(time);
  if (column !== undefined) return timesIn(column);
  const meant = nearest(time, names);
  const remedy = `${meant === null ? '' : `Did you mean ${meant}? `}It has: ${names.slice(0, 30).join(', ')}.`;
  throw new Mistake({ subject: '--time', what: `is no column of ${file}`, remedy, value: time });
}
