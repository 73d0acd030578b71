import { basename, dirname, join } from 'node:path';
import type { Host } from '#kit/ports';
import type { Digest } from '#record/digest';
import { subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { measure } from '../digest.ts';
import { recordOf } from './found.ts';

/** Bytes that are the subject of a record, found to be so. */
export interface Holding {
  /** absolute: the artifact or cache entry, with its record and companions */
  readonly folder: string;
  /** absolute: the bytes themselves */
  readonly path: string;
}

/** A record of a stage's artifact, in the cache or among the published ones, below `.mlops/`. */
const RECORDS = /^(cache\/[a-z0-9-]+\/files|artifacts\/[^/]+\/[^/]+)\/record\.json$/;

/**
 * Where bytes with this digest are kept: beside the record in `beside`, or in cache and artifacts of the project
 * folders `homes`. `subject`: `model` or `data:<name>`. null where nowhere is what its record says.
 */
export async function findHolding(
  subject: string,
  digest: Digest,
  beside: string | null,
  homes: readonly string[],
  host: Pick<Host, 'files' | 'digests'>,
): Promise<Holding | null> {
  for await (const folder of folders(beside, homes, host)) {
    const record = recordOf(await host.files.text(join(folder, FILE.record)));
    if (record === null || subjectDigest(record.statement, subject) !== digest) continue;
    const path = await bytesIn(folder, subject, host);
    const as = subject === 'model' ? 'model' : 'dataset';
    if (path !== null && (await measure(path, as, host)).digest === digest) return { folder, path };
  }
  return null;
}

async function* folders(
  beside: string | null,
  homes: readonly string[],
  { files }: Pick<Host, 'files'>,
): AsyncGenerator<string> {
  if (beside !== null && (await files.exists(join(beside, FILE.record))) === 'file') yield beside;
  for (const home of homes) {
    for (const part of ['cache', 'artifacts']) {
      const state = join(home, FILE.state, part);
      if ((await files.exists(state)) !== 'folder') continue;
      for (const { path } of await files.list(state)) {
        if (RECORDS.test(`${part}/${path}`)) yield dirname(join(state, path));
      }
    }
  }
}

/** `model/<its name>`, `data/<its name>` */
async function bytesIn(
  folder: string,
  subject: string,
  { files }: Pick<Host, 'files'>,
): Promise<string | null> {
  const below = join(folder, subject === 'model' ? 'model' : 'data');
  if ((await files.exists(below)) !== 'folder') return null;
  const [entry] = await files.list(below);
  return entry === undefined ? null : join(below, basename(entry.path.split('/')[0] ?? ''));
}
