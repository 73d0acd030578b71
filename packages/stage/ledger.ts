import type { Host } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import { FILE } from '#record/vocabulary';

/** Every record that was made or seen here, by the SHA-256 of its bytes. */
export const LEDGER = `${FILE.state}/records`;

/** Small files that go with a record: what history, lineage and replay show of a run. */
export const COMPANIONS = [FILE.verdict, FILE.metrics] as const;

/**
 * Enters records of a stage's folder into the ledger: its own with its companions, and those of its ancestors.
 * A record is there whole or not at all; one that was damaged since is made whole.
 */
export async function enterLedger(folder: string, host: Host): Promise<void> {
  const { files } = host;
  const bytes = await files.text(`${folder}/${FILE.record}`);
  await enter(digestOf(bytes), bytes, folder, host);
  const ancestors = `${folder}/${FILE.ancestors}`;
  if ((await files.exists(ancestors)) !== 'folder') return;
  for (const { path } of await files.list(ancestors)) {
    const record = await files.text(`${ancestors}/${path}`);
    await enter(digestOf(record), record, null, host);
  }
}

async function enter(digest: Digest, record: string, folder: string | null, host: Host): Promise<void> {
  const { files } = host;
  const home = `${LEDGER}/${digest}`;
  if (folder !== null) {
    for (const name of COMPANIONS) {
      const from = `${folder}/${name}`;
      if ((await files.exists(from)) !== 'file') continue;
      const bytes = await files.bytes(from);
      if (!(await holds(`${home}/${name}`, bytes, host))) await files.write(`${home}/${name}`, bytes);
    }
  }
  // last: what has its record has the rest too
  const path = `${home}/${FILE.record}`;
  if (!(await holds(path, Buffer.from(record), host))) await files.write(path, record, 'durable');
}

async function holds(path: string, bytes: Uint8Array, { files }: Host): Promise<boolean> {
  return (await files.exists(path)) === 'file' && Buffer.compare(await files.bytes(path), bytes) === 0;
}
