import { Mistake } from '#kit/outcome';
import type { Files } from '#kit/ports';
import { md5OfFile, md5OfFolder, type Source } from './checksum.ts';
import type { Kept } from './kept.ts';
import { isOutside } from './place.ts';
import type { Settings } from './settings.ts';
import { quoted } from './shell.ts';

/** What lies in the workspace beside what DVC wrote down of it. */
export interface Compared {
  readonly path: string;
  /** DVC's digest; null where it has no MD5 */
  readonly expected: string | null;
  /** that of the bytes here; null where there are none, or they were not read */
  readonly found: string | null;
  readonly state: 'matches' | 'differs' | 'not here' | 'not checked';
  /** who says so: `data/raw.dvc`, `train` */
  readonly by: readonly string[];
  /** what to do; null where there is nothing to do */
  readonly remedy: string | null;
}

/** Compares everything DVC has a digest of; a path said twice with one digest is one line. */
export async function compare(
  kept: readonly Kept[],
  settings: Settings,
  files: Files,
  read: Source['read'],
): Promise<Compared[]> {
  const lines: Compared[] = [];
  for (const same of Map.groupBy(kept, ({ path, md5 }) => `${path}\0${md5}`).values()) {
    const [first] = same;
    if (first !== undefined) lines.push(await line(first, same, settings, { files, read }));
  }
  return lines.sort((one, other) => (one.path < other.path ? -1 : 1));
}

async function line(
  first: Kept,
  same: readonly Kept[],
  settings: Settings,
  source: { readonly files: Files; readonly read: Source['read'] },
): Promise<Compared> {
  const { path, md5 } = first;
  const by = [...new Set(same.map(({ stage, file }) => stage ?? file))];
  const base = { path, expected: md5, found: null, by };
  if (md5 === null) return { ...base, state: 'not checked', remedy: 'DVC has no MD5 of it' };
  if (isOutside(path)) return { ...base, state: 'not checked', remedy: 'it lies outside of the project' };
  const there = await source.files.exists(path);
  if (there === null)
    return { ...base, state: 'not here', remedy: await fetching(same, settings, source.files) };
  try {
    const found = await (there === 'folder' ? md5OfFolder : md5OfFile)(path, first.unixLines, source);
    if (found === md5) return { ...base, found, state: 'matches', remedy: null };
    return { ...base, found, state: 'differs', remedy: settling(same) };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const what = error.problems.map((problem) => `${problem.subject} ${problem.what}`).join('; ');
    return { ...base, state: 'not checked', remedy: what };
  }
}

/** How bytes that are not here come here. */
async function fetching(same: readonly Kept[], settings: Settings, files: Files): Promise<string> {
  const made = same.find(({ role }) => role === 'out');
  if (made?.md5 == null) return 'git has it, or a person: DVC only read it';
  const { md5, path } = made;
  const places = [`${settings.cache}/files/md5`, settings.cache].map(
    (folder) => `${folder}/${md5.slice(0, 2)}/${md5.slice(2)}`,
  );
  const cached = await Promise.all(places.map((place) => files.exists(place)));
  return cached.includes('file') ? `dvc checkout ${quoted(path)}` : `dvc pull ${quoted(path)}`;
}

function settling(same: readonly Kept[]): string {
  const [first] = same;
  const path = quoted(first?.path ?? '');
  const added = same.find(({ stage }) => stage === null);
  if (added !== undefined)
    return `dvc add ${path} keeps what is here, dvc checkout ${path} brings back the other`;
  const made = same.find(({ role }) => role === 'out');
  if (made !== undefined) return `dvc repro makes it anew, dvc checkout ${path} brings back the other`;
  return `changed since ${same.map(({ stage }) => stage).join(', ')} ran`;
}
