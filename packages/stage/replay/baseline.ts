import { dirname, join } from 'node:path';
import { digestOf } from '#record/digest';
import { digestNamed, type Told } from '#record/reading';
import { contentDigest, readStatement } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { BASELINE } from '../baseline.ts';
import { CHAMPION } from '../champion.ts';
import { companion } from './companion.ts';
import type { Setting } from './setting.ts';

/**
 * Puts the evaluation that was compared with where the ref `baseline` is read from, in the clean folder. Of one that
 * is at hand without its predictions, the numbers are compared.
 */
export async function restoreBaseline(told: Told, setting: Setting): Promise<void> {
  const { ancestry, losses, clean, base } = setting;
  if (digestNamed(told.ancestors, BASELINE) === null) return;
  const record = ancestry.of(told, BASELINE);
  const folder = record === null ? null : await folderOf((text) => text === record.bytes, setting);
  const verdict =
    record === null ? null : await companion(FILE.verdict, record, setting, folder === null ? [] : [folder]);
  if (record === null || verdict === null) {
    losses.add('The baseline is not at hand: what compares with it is not judged.');
    return;
  }
  const encoder = new TextEncoder();
  const files = new Map([
    [FILE.record, encoder.encode(record.bytes)],
    [FILE.verdict, encoder.encode(verdict)],
    ...(await predictionsIn(folder, setting)),
  ]);
  const to = { digest: record.digest, files, message: 'the baseline of the record' };
  await clean.refs.move(told.model ?? base.model, BASELINE, to, null);
  clean.log.info(`The baseline is the recorded one, ${record.digest.slice(0, 12)}.`);
}

/** What the action is to compare with: the ref, unless it was a file, which has no record and which mlops.yml names. */
export function baselineInput({ ancestors, dependencies }: Told): readonly string[] | null {
  const wasFile = digestNamed(dependencies, BASELINE) !== null && digestNamed(ancestors, BASELINE) === null;
  return wasFile ? null : [`ref:${BASELINE}`];
}

/** The same of the champion that the evaluation was held against, where its state is kept. */
export async function restoreChampion(told: Told, setting: Setting): Promise<void> {
  const { losses, clean, base, looking } = setting;
  const content = digestNamed(told.dependencies, CHAMPION);
  if (content === null) return;
  const folder = await folderOf((text) => contentOf(text) === content, setting);
  const predictions = await predictionsIn(folder, setting);
  if (folder === null || predictions.length === 0) {
    losses.add('The champion is not at hand: what was lost against it in all is not judged.');
    return;
  }
  const [record, verdict] = await Promise.all(
    [FILE.record, FILE.verdict].map((name) => looking.files.bytes(join(folder, name))),
  );
  if (record === undefined || verdict === undefined) return;
  const files = new Map([[FILE.record, record], [FILE.verdict, verdict], ...predictions]);
  const to = { digest: digestOf(record), files, message: 'the champion of the record' };
  await clean.refs.move(told.model ?? base.model, CHAMPION, to, null);
}

function contentOf(record: string): string | null {
  try {
    return contentDigest(readStatement(record));
  } catch {
    return null;
  }
}

/** A folder with the record that is meant, of an artifact or of a ref's state; null where there is none any more. */
async function folderOf(
  isMeant: (record: string) => boolean,
  { homes, looking }: Setting,
): Promise<string | null> {
  for (const home of homes) {
    for (const part of ['artifacts', 'refs']) {
      const state = join(home, FILE.state, part);
      if ((await looking.files.exists(state)) !== 'folder') continue;
      for (const { path } of await looking.files.list(state)) {
        if (!path.endsWith(`/${FILE.record}`)) continue;
        if (isMeant(await looking.files.text(join(state, path)))) return dirname(join(state, path));
      }
    }
  }
  return null;
}

async function predictionsIn(folder: string | null, { looking }: Setting): Promise<[string, Uint8Array][]> {
  if (folder === null) return [];
  const listed = await looking.files.list(folder);
  const path = listed.find((file) => file.path.startsWith('predictions.'))?.path;
  return path === undefined ? [] : [[path, await looking.files.bytes(join(folder, path))]];
}
