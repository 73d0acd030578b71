import { join } from 'node:path';
import { Mistake, type Problem } from '#kit/outcome';
import { bytes as bytesInWords, count } from '#report/number';
import { contentsIn } from '../contents.ts';
import { readyData } from '../dataset.ts';
import { measure } from '../digest.ts';
import { openScene } from '../scene.ts';
import { type RecordRead, recordOf } from './found.ts';
import { findHolding } from './holding.ts';
import { instructionOf } from './instruction.ts';
import { here } from './line.ts';
import { projectFor } from './project.ts';
import type { Setting } from './setting.ts';
import { type Source, sourceOf, wordsOf } from './source.ts';
import type { Wanted } from './wanted.ts';

/** A dataset with where it will come from. */
export interface Sourced extends Wanted {
  readonly source: Source;
}

/** Decides for each dataset where it comes from; nothing has run by then. `before`: of earlier steps. */
export async function sourceData(
  wanted: readonly Wanted[],
  before: readonly Sourced[],
  setting: Setting,
): Promise<Sourced[]> {
  const sourced: Sourced[] = [];
  for (const one of wanted) {
    const known = before.find((other) => isSame(one, other));
    sourced.push(known === undefined ? await sourceOne(one, setting) : { ...one, source: known.source });
  }
  return sourced;
}

/** Two stages may read the same dataset. */
export function isSame(one: Wanted, other: Wanted): boolean {
  return one.name === other.name && one.path === other.path && one.digest === other.digest;
}

async function sourceOne(one: Wanted, setting: Setting): Promise<Sourced> {
  const { clean, given, looking } = setting;
  const handed = given.get(one.name) ?? null;
  if (handed !== null && (await looking.files.exists(handed)) === null) {
    const remedy = 'Name a file or folder that is there.';
    throw new Mistake({ subject: `--data ${one.name}`, what: 'is not there', remedy, value: handed });
  }
  const inCommit = await digestIn(one, setting);
  const run = one.maker?.dataset.run ?? null;
  const known = { digest: one.digest, given: handed, inCommit, run };
  const early = sourceOf({ ...known, copy: null });
  const source = early.kind === 'nowhere' ? sourceOf({ ...known, copy: await copyOf(one, setting) }) : early;
  clean.log.info(`${one.name} (${one.digest?.slice(0, 12) ?? 'no digest is recorded'}): ${wordsOf(source)}.`);
  return { ...one, source };
}

async function digestIn({ path, name }: Wanted, { clean }: Setting): Promise<string | null> {
  const place = await clean.files.within(path, `data.${name}.path`);
  return (await clean.files.exists(place)) === null ? null : (await measure(place, 'dataset', clean)).digest;
}

/** Bytes with the recorded digest in the user's own folders or their state; null where there are none. */
async function copyOf({ name, path, digest }: Wanted, setting: Setting): Promise<string | null> {
  const { homes, looking, found } = setting;
  if (digest === null) return null;
  for (const home of homes) {
    const there = join(home, path);
    if ((await looking.files.exists(there)) === null) continue;
    if ((await measure(there, 'dataset', looking)).digest === digest) return there;
  }
  return (await findHolding(`data:${name}`, digest, found.folder, homes, looking))?.path ?? null;
}

/** What stands in the way of a replay: datasets that are nowhere to be had, each with how to hand it over. */
export async function lacking(sourced: readonly Sourced[], setting: Setting): Promise<Problem[]> {
  const lost = sourced.filter(({ source }) => source.kind === 'nowhere');
  const digests = new Set(lost.flatMap(({ digest }) => digest ?? []));
  const contents = await contentsIn(setting.homes, digests, setting.looking.files);
  return lost.map(({ name, path, digest }) => {
    const list = digest === null ? null : contents.files(digest);
    const size = list?.reduce((sum, file) => sum + file.size, 0) ?? 0;
    const amount = list === null ? '' : `, ${count(list.length, 'file')}, ${bytesInWords(size)}`;
    return {
      subject: `data ${name}`,
      what: `could not be restored (${path}, sha256 ${digest ?? 'not recorded'}${amount}): git does not hold it, nothing makes it, and no copy of it is here`,
      remedy: `Hand it over: --data ${name}=<path of a file or folder with that digest>.`,
    };
  });
}

/** Does what was recorded lie at its path? */
export async function isThere(one: Wanted, setting: Setting): Promise<boolean> {
  return one.digest !== null && (await digestIn(one, setting)) === one.digest;
}

/**
 * Brings a dataset to its path in the clean folder, and says how it compares with what was recorded. Gives the record
 * of its making where it was made.
 */
export async function restore(one: Sourced, setting: Setting): Promise<RecordRead | null> {
  const { clean, losses } = setting;
  const { name, source, digest } = one;
  if (source.kind === 'given' || source.kind === 'copied') await place(one, source.from, setting);
  const made = source.kind === 'made' ? await make(one, setting) : null;
  const now = await digestIn(one, setting);
  if (digest === null || now === digest) {
    clean.log.info(`${name}: ${now?.slice(0, 12)}${digest === null ? '' : ', as recorded'}.`);
    return made;
  }
  if (source.kind !== 'made') throw wrongBytes(one, now);
  losses.add(`data ${name}: its command made another one (recorded ${digest}, made ${now}).`);
  const copy = await copyOf(one, setting);
  if (copy === null) return made;
  clean.log.info(`${name}: the recorded bytes are in ${copy}; they are used.`);
  await place(one, copy, setting);
  return made;
}

async function place({ path }: Sourced, from: string, { clean }: Setting): Promise<void> {
  await clean.files.copy(from, path);
}

/** Makes a dataset by its command; gives the record of its making. */
export async function make({ name, maker }: Wanted, setting: Setting): Promise<RecordRead | null> {
  if (maker === null) return null;
  const { clean } = setting;
  const apart = maker.record === null ? null : instructionOf(maker.record.told).apart;
  const dataset = { ...maker.dataset, run: here(maker.dataset.run, setting) };
  const project = projectFor(setting, { apart, datasets: [dataset] });
  const [ready] = await readyData([name], await openScene('replay', project.model, clean, project));
  return recordOf(ready?.chain.get(ready.record ?? '') ?? '');
}

function wrongBytes({ name, source, digest }: Sourced, now: string | null): Mistake {
  const what = `is not what was recorded: expected sha256 ${digest}, found ${now}`;
  const remedy = 'Name the bytes that the record is of; a folder counts with the names of its files.';
  return new Mistake({ subject: `data ${name} (${wordsOf(source)})`, what, remedy });
}
