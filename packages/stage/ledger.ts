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
  const known = (await files.exists(home)) !== null;
  // a new one appears as a whole
  const place = known ? home : `${FILE.state}/tmp/record-${digest}`;
  const companions = folder === null ? [] : await companionsIn(folder, host);
  for (const [name, bytes] of [[FILE.record, Buffer.from(record)] as const, ...companions])
    if (!(await holds(`${place}/${name}`, bytes, host)))
      await files.write(`${place}/${name}`, bytes, 'durable');
  if (!known) await files.move(place, home);
}

async function companionsIn(folder: string, { files }: Host): Promise<[string, Uint8Array][]> {
  const found: [string, Uint8Array][] = [];
  for (const name of COMPANIONS) {
    const path = `${folder}/${name}`;
    if ((await files.exists(path)) === 'file') found.push([name, await files.bytes(path)]);
  }
  return found;
}

async function holds(path: string, bytes: Uint8Array, { files }: Host): Promise<boolean> {
  return (await files.exists(path)) === 'file' && Buffer.compare(await files.bytes(path), bytes) === 0;
}
