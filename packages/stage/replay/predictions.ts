import { join } from 'node:path';
import { Mistake, type Problem } from '#kit/outcome';
import type { Digest } from '#record/digest';
import { subjectDigest } from '#record/statement';
import { measure } from '../digest.ts';
import type { Setting } from './setting.ts';
import { type Source, sourceOf, wordsOf } from './source.ts';

/** Predictions that no command made for this evaluation: a file that was judged as it lay there. */
export interface Lying {
  readonly path: string;
  readonly digest: Digest | null;
  readonly source: Source;
}

const NAME = 'predictions';

/** Where that file comes from: handed over, the commit, the user's folder, or beside the record. */
export async function sourcePredictions(setting: Setting): Promise<Lying> {
  const { base, clean, found, given, looking } = setting;
  const named = base.section('evaluate').get(NAME)?.said;
  const path = await clean.files.within(
    named !== undefined && 'value' in named ? String(named.value) : 'predictions.csv',
    NAME,
  );
  const digest = subjectDigest(found.statement, NAME);
  const digestAt = async (place: string, host: typeof looking) =>
    (await host.files.exists(place)) === 'file' ? (await measure(place, 'model', host)).digest : null;
  const beside = found.folder === null ? [] : [join(found.folder, `${NAME}.${path.split('.').at(-1)}`)];
  const places = [...beside, ...setting.homes.map((home) => join(home, path))];
  let copy: string | null = null;
  for (const place of places) {
    if (copy === null && digest !== null && (await digestAt(place, looking)) === digest) copy = place;
  }
  const inCommit = await digestAt(path, clean);
  const source = sourceOf({ digest, given: given.get(NAME) ?? null, inCommit, run: null, copy });
  clean.log.info(`${path}: ${wordsOf(source)}.`);
  return { path, digest, source };
}

export function lackingPredictions({ path, digest, source }: Lying): Problem[] {
  if (source.kind !== 'nowhere') return [];
  const what = `could not be restored (sha256 ${digest}): they were judged as they lay there, and git does not hold them`;
  const remedy = `Hand them over: --data ${NAME}=<path of the file>.`;
  return [{ subject: path, what, remedy }];
}

/** @throws Mistake where the bytes are not the recorded ones */
export async function restorePredictions({ path, digest, source }: Lying, { clean }: Setting): Promise<void> {
  if (source.kind === 'given' || source.kind === 'copied') await clean.files.copy(source.from, path);
  const now = (await measure(path, 'model', clean)).digest;
  if (digest === null || now === digest) return;
  const what = `is not what was recorded: expected sha256 ${digest}, found ${now}`;
  throw new Mistake({ subject: path, what, remedy: 'Name the file that the record is of.' });
}
