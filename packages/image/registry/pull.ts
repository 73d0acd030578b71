import { join } from 'node:path';
import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import { Fault, Mistake } from '#kit/outcome';
import { type BlobDigest, blobPath, type Descriptor, MEDIA } from '../descriptor.ts';
import { type Fetched, fetchManifest } from './content.ts';
import { download, OtherBytes } from './download.ts';
import { partsOf } from './manifest.ts';
import { type Reference, showReference } from './reference.ts';
import { type Access, forEach, type Ports, type Session, withSession } from './session.ts';

export interface PullWish extends Access {
  /** by digest; a tag beside it is not asked for */
  readonly reference: Reference;
  /** folder of an OCI image layout, made where there is none; what it has stays */
  readonly layout: string;
}

/** What a pull did. */
export interface Pulled {
  readonly descriptor: Descriptor;
  /** blobs that came, and those that were there, whole */
  readonly fetched: number;
  readonly present: number;
  /** of the blobs that came */
  readonly bytes: number;
  readonly seconds: number;
  /** requests that were sent again */
  readonly retries: number;
}

const DOWNLOADS = 3;

/**
 * Fetches an image, or all images of an index, by digest into a layout. Every byte is compared with its digest before
 * it gets its name; `index.json` names the image when all of it is there. What is there already is hashed, not fetched.
 *
 * @throws Mistake what the user can mend: no digest, no such image, the login, the disk
 * @throws Fault what the registry or the network did, after it was tried again
 */
export async function pull({ reference, layout, ...access }: PullWish, ports: Ports): Promise<Pulled> {
  const began = ports.clock.elapsed();
  const { digest } = reference;
  if (digest === null) {
    const remedy = 'Give it by digest, as the push said it: name@sha256:…';
    throw new Mistake({ subject: 'image', what: 'names no digest', remedy, value: showReference(reference) });
  }
  return withSession('pull', reference, access, ports, async (session) => {
    const manifests = new Map<string, Fetched>();
    const blobs = new Map<string, Descriptor>();
    const top = await collect(digest, null, manifests, blobs, session);
    const missing = await missingOf([...blobs.values()], layout, session);
    const bytes = missing.reduce((sum, { size }) => sum + size, 0);
    await demandRoom(layout, bytes, ports);
    await fetchAll(missing, reference, layout, bytes, session);
    const { mediaType, size } = top;
    const descriptor = { mediaType, digest, size };
    await writeLayout(layout, [...manifests.values()], descriptor, ports);
    return {
      descriptor,
      fetched: missing.length,
      present: blobs.size - missing.length,
      bytes,
      seconds: (ports.clock.elapsed() - began) / 1000,
      retries: session.retries,
    };
  });
}

/** The digest a tag stands for now. */
export function resolve(reference: Reference, access: Access, ports: Ports): Promise<BlobDigest> {
  return withSession('pull', reference, access, ports, async (session) => {
    const { digest } = await fetchManifest(reference.digest ?? reference.tag ?? 'latest', session);
    return digest;
  });
}

/** Fetches a manifest with all it refers to; manifests end up behind those they refer to. */
async function collect(
  digest: BlobDigest,
  said: Descriptor | null,
  manifests: Map<string, Fetched>,
  blobs: Map<string, Descriptor>,
  session: Session,
): Promise<Fetched> {
  const known = manifests.get(digest);
  if (known !== undefined) return known;
  const fetched = await fetchManifest(digest, session);
  if (fetched.digest !== digest)
    throw new Fault(
      `${session.connection.origin} sent another manifest than was asked for: ${fetched.digest} for ${digest}.`,
    );
  const parts = partsOf(fetched.bytes, said?.mediaType ?? fetched.mediaType, `manifest ${digest}`);
  for (const child of parts.manifests) await collect(child.digest, child, manifests, blobs, session);
  for (const blob of parts.blobs) blobs.set(blob.digest, blob);
  const whole = { ...fetched, mediaType: parts.mediaType };
  manifests.set(digest, whole);
  return whole;
}

async function missingOf(
  blobs: readonly Descriptor[],
  layout: string,
  { host }: Session,
): Promise<Descriptor[]> {
  const missing: Descriptor[] = [];
  for (const blob of blobs) {
    const path = join(layout, blobPath(blob.digest));
    const there = (await host.files.exists(path)) === 'file';
    const [found] = there ? await host.digests.of(path, 'read') : [];
    if (`sha256:${found?.sha256}` === blob.digest) continue;
    if (there) host.log.info(`${path} holds other bytes than its name says; it is fetched again`);
    missing.push(blob);
  }
  return missing;
}

async function demandRoom(layout: string, bytes: number, { files }: Pick<Ports, 'files'>): Promise<void> {
  const free = await files.free(layout);
  if (free >= bytes) return;
  const megabytes = (value: number) => `${(value / 1e6).toFixed(1)} MB`;
  const what = `has no room for the image: it needs ${megabytes(bytes)}, and ${megabytes(free)} are free`;
  throw new Mistake({ subject: layout, what, remedy: 'Make room, or use a machine with a larger disk.' });
}

async function fetchAll(
  blobs: readonly Descriptor[],
  { registry, repository }: Reference,
  layout: string,
  total: number,
  session: Session,
): Promise<void> {
  const done = new Map<string, number>();
  const progress = session.host.log.progress(`Pulling from ${registry}/${repository}`);
  try {
    await forEach(blobs, DOWNLOADS, session.stop, (blob) =>
      download(blob, join(layout, blobPath(blob.digest)), session, (bytes) => {
        done.set(blob.digest, bytes);
        const sum = [...done.values()].reduce((one, other) => one + other, 0);
        progress.update(sum, total, 'bytes');
      }),
    );
  } catch (error) {
    if (!(error instanceof OtherBytes)) throw error;
    const what = `${registry} sent other bytes than were asked for, each time: ${error.message}`;
    throw new Fault(`${what}. What lies there is spoiled; push the image again.`, { cause: error });
  } finally {
    progress.end();
  }
}

const index = z.object({ manifests: z.array(z.looseObject({ digest: z.string() })) });

/** Manifests behind their blobs, and last the list that names the image. */
async function writeLayout(
  layout: string,
  manifests: readonly Fetched[],
  descriptor: Descriptor,
  { files }: Pick<Ports, 'files'>,
): Promise<void> {
  for (const { digest, bytes } of manifests) await files.write(join(layout, blobPath(digest)), bytes);
  await files.write(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const path = join(layout, 'index.json');
  const known = (await files.exists(path)) === 'file' ? listed(await files.text(path), path) : [];
  const others = known.filter(({ digest }) => digest !== descriptor.digest);
  const content = { schemaVersion: 2, mediaType: MEDIA.index, manifests: [...others, descriptor] };
  await files.write(path, JSON.stringify(content));
}

function listed(text: string, path: string): z.infer<typeof index>['manifests'] {
  const read = index.safeParse(jsonOrNull(text));
  if (read.success) return read.data.manifests;
  const what = 'is not the list of images that an image layout has';
  throw new Mistake({ subject: path, what, remedy: 'Remove the folder; the image is fetched again.' });
}
