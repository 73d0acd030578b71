import { join } from 'node:path';
import type { Files } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import { digestNamed, type Told } from '#record/reading';
import { FILE } from '#record/vocabulary';
import { type Found, type RecordRead, recordOf } from './found.ts';
import type { Memory } from './memory.ts';

/** Records of what went in, and of what went into that, as far as they are at hand. */
export class Ancestry {
  readonly #records: ReadonlyMap<Digest, RecordRead>;

  constructor(records: ReadonlyMap<Digest, RecordRead>) {
    this.#records = records;
  }

  /** The record of what `told` calls `train`, `score`, `baseline` or `data:<name>`; null where it is not at hand. */
  of(told: Told, name: string): RecordRead | null {
    return this.#records.get(digestNamed(told.ancestors, name) ?? '') ?? null;
  }

  all(): readonly RecordRead[] {
    return [...this.#records.values()];
  }
}

/**
 * Gathers them from beside the record (`records/` of its artifact, or the folder it shares with them), else from what
 * is known here. Bytes that have another digest than they are named by are as good as absent.
 */
export async function gatherAncestry(
  { told, folder }: Found,
  memory: Memory,
  files: Pick<Files, 'exists' | 'text'>,
): Promise<Ancestry> {
  const records = new Map<Digest, RecordRead>();
  const waiting = [...told.ancestors];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const digest = digestNamed([next], next.name);
    if (digest === null || records.has(digest)) continue;
    const bytes = (await besides(digest, folder, files)) ?? (await memory.record(digest));
    const record = bytes === null ? null : recordOf(bytes);
    if (record === null) continue;
    records.set(digest, record);
    waiting.push(...record.told.ancestors);
  }
  return new Ancestry(records);
}

async function besides(
  digest: Digest,
  folder: string | null,
  files: Pick<Files, 'exists' | 'text'>,
): Promise<string | null> {
  if (folder === null) return null;
  for (const path of [join(folder, FILE.ancestors, `${digest}.json`), join(folder, `${digest}.json`)]) {
    if ((await files.exists(path)) !== 'file') continue;
    const bytes = await files.text(path);
    if (digestOf(bytes) === digest) return bytes;
  }
  return null;
}
