import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Kind, writeAttachment } from '#image/attachment';
import type { BlobDigest, Descriptor } from '#image/descriptor';
import type { Reference } from '#image/registry/reference';
import { attach, attachmentsOf } from '#image/registry/referrers';
import type { Access } from '#image/registry/session';
import { isPassing, Refusal } from '#image/registry/trouble';
import type { Host } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import { FILE, MEDIA_TYPE } from '#record/vocabulary';
import { count } from '#report/number';

const RECORDS: Kind = { artifactType: MEDIA_TYPE.records, mediaType: MEDIA_TYPE.record };

/**
 * Pushes the records of a stage's folder as an artifact that refers to its image: `record.json` and `records/`. The
 * image itself holds none, since they have times in them. A registry that takes no such artifact keeps the image alone,
 * which is a warning.
 */
export async function attachRecords(
  folder: string,
  image: Descriptor,
  to: Reference,
  access: Access,
  host: Host,
): Promise<void> {
  const { files, log } = host;
  const layout = `${FILE.state}/tmp/records-${randomUUID()}`;
  try {
    const records = await recordsIn(folder, host);
    const attachment = await writeAttachment(layout, image, RECORDS, records, files);
    const wish = { ...access, layout: join(files.root, layout), attachment, subject: image.digest, to };
    const way = await attach(wish, host);
    const found = way === 'api' ? 'the registry lists them' : `${image.digest.replace(':', '-')} lists them`;
    log.info(`${count(records.size, 'record')} pushed with the image, as ${attachment.digest}: ${found}.`);
  } catch (error) {
    if (!isRefused(error)) throw error;
    const remedy = 'A deployment has to find them elsewhere: in this run, or where it runs.';
    log.warning(`The registry takes no records with the image: ${error.message} ${remedy}`);
  } finally {
    await files.remove(layout);
  }
}

/** It is the registry's word, and will be the same the next time. */
function isRefused(error: unknown): error is Error {
  return error instanceof Error && error.cause instanceof Refusal && !isPassing(error.cause);
}

async function recordsIn(folder: string, { files }: Pick<Host, 'files'>): Promise<Map<string, string>> {
  const home = `${folder}/${FILE.ancestors}`;
  const ancestors = (await files.exists(home)) === 'folder' ? await files.list(home) : [];
  const names = [FILE.record, ...ancestors.map(({ path }) => `${FILE.ancestors}/${path}`).sort()];
  const records = new Map<string, string>();
  for (const name of names) records.set(name, await files.text(`${folder}/${name}`));
  return records;
}

/** The records that were pushed with an image: of each packing that left some, by the SHA-256 of their bytes. */
export async function attachedRecords(
  image: Reference & { readonly digest: BlobDigest },
  access: Access,
  host: Host,
): Promise<ReadonlyMap<Digest, string>[]> {
  const found = await attachmentsOf(image, MEDIA_TYPE.records, access, host);
  return found.map(
    ({ files }) =>
      new Map([...files.values()].map((bytes) => [digestOf(bytes), new TextDecoder().decode(bytes)])),
  );
}
