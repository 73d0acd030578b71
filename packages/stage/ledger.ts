import type { Host } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import { FILE } from '#record/vocabulary';

/** Every record that was made or seen here, by the SHA-256 of its bytes. */
export const LEDGER = `${FILE.state}/records`;

/** Small files that go with a record: what history, lineage and replay show of a run. */
export const COMPANIONS = [FILE.verdict, FILE.metrics] as const;

/**
 * Enters records of a stage's folder into the ledger: its own with its companions, and those of its ancestors.
 * A record is there whole or not at all; one that is there stays.
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

async function enter(digest: Digest, record: string, folder: string | null, { files }: Host): Promise<void> {
  const home = `${LEDGER}/${digest}`;
  if (folder !== null) {
    for (const name of COMPANIONS) {
      const from = `${folder}/${name}`;
      if ((await files.exists(from)) !== 'file' || (await files.exists(`${home}/${name}`)) !== null) continue;
      await files.write(`${home}/${name}`, await files.bytes(from));
    }
  }
  // last: what has its record has the rest too
  if ((await files.exists(`${home}/${FILE.record}`)) === null)
    await files.write(`${home}/${FILE.record}`, record, 'durable');
}
