import { Fault } from '#kit/outcome';
import type { BlobDigest, Descriptor } from '../descriptor.ts';
import { discard } from './connection.ts';
import { freightOf, type Loaded } from './layout.ts';
import { demandTag, type Reference } from './reference.ts';
import { type Access, forEach, type Ports, type Session, withSession } from './session.ts';
import { isPassing, Refusal } from './trouble.ts';
import { type Cargo, isThere, upload } from './upload.ts';

export interface PushWish extends Access {
  /** folder of an OCI image layout */
  readonly layout: string;
  /** manifests or indexes of it, with the tags each is to have; the first is the image */
  readonly manifests: readonly { readonly descriptor: Descriptor; readonly tags: readonly string[] }[];
  /** where to; its own tag, if it has one, goes to the first manifest */
  readonly to: Reference;
  /** repositories of the same registry whose blobs may be taken over */
  readonly from?: readonly string[];
}

/** What a push did. */
export interface Pushed {
  /** of the first manifest */
  readonly digest: BlobDigest;
  readonly manifests: readonly BlobDigest[];
  readonly tags: readonly string[];
  /** blobs, by how they came there */
  readonly sent: number;
  readonly mounted: number;
  readonly present: number;
  /** of the blobs that were sent */
  readonly bytes: number;
  readonly seconds: number;
  /** requests that were sent again */
  readonly retries: number;
}

/** Requests at once that carry no bytes, and uploads at once: a registry is a shared thing. */
const QUESTIONS = 6;
const UPLOADS = 3;

/** Bytes a request carries: enough that the way there and back does not count, little enough to be sent again. */
const PART = 16 * 1024 * 1024;
/** Registries that take less: GHCR answers 416 above 4 MiB (oras-project/rust-oci-client#35). */
const PARTS: Readonly<Record<string, number>> = { 'ghcr.io': 4 * 1024 * 1024 };

/**
 * Brings images of a layout to a registry: only the blobs it lacks, then the manifests, the tags last, so that a tag
 * never names what is not whole. Files are streamed from disk. Several pushes of one image do not disturb each other.
 *
 * @throws Mistake what the user can mend: the login, the name, a file that was changed
 * @throws Fault what the registry or the network did, after it was tried again
 */
export async function push(wish: PushWish, ports: Ports): Promise<Pushed> {
  const began = ports.clock.elapsed();
  const manifests = wish.manifests.map(({ descriptor, tags }, index) => ({
    descriptor,
    tags: [...new Set([...(index === 0 && wish.to.tag !== null ? [wish.to.tag] : []), ...tags])],
  }));
  for (const { tags } of manifests) for (const tag of tags) demandTag(tag);
  const [first] = manifests;
  if (first === undefined) throw new Fault('a push needs a manifest');
  const freight = await freightOf(
    wish.layout,
    manifests.map(({ descriptor }) => descriptor),
    ports,
  );
  return withSession('push', wish.to, wish, ports, async (session) => {
    const missing = await missingOf(freight.blobs, session);
    const ways = await sendAll(missing, wish, session);
    for (const manifest of freight.manifests) await putManifest(manifest, manifest.digest, session);
    const tags: string[] = [];
    for (const { descriptor, tags: names } of manifests) {
      const manifest = freight.manifests.find(({ digest }) => digest === descriptor.digest);
      if (manifest !== undefined) for (const tag of names) await putTag(manifest, tag, session);
      tags.push(...names);
    }
    const bytes = [...ways].reduce(
      (sum, [{ descriptor }, way]) => sum + (way === 'sent' ? descriptor.size : 0),
      0,
    );
    const count = (wanted: string) => [...ways.values()].filter((way) => way === wanted).length;
    return {
      digest: first.descriptor.digest,
      manifests: freight.manifests.map(({ digest }) => digest),
      tags,
      sent: count('sent'),
      mounted: count('mounted'),
      present: freight.blobs.length - missing.length,
      bytes,
      seconds: (ports.clock.elapsed() - began) / 1000,
      retries: session.retries,
    };
  });
}

async function missingOf(blobs: readonly Cargo[], session: Session): Promise<Cargo[]> {
  const there = new Set<Cargo>();
  await forEach(blobs, QUESTIONS, session.stop, async (blob) => {
    if (await isThere(blob.descriptor, session)) there.add(blob);
  });
  const missing = blobs.filter((blob) => !there.has(blob));
  const bytes = missing.reduce((sum, { descriptor }) => sum + descriptor.size, 0);
  session.host.log.info(
    missing.length === 0
      ? `The registry has all ${blobs.length} blobs.`
      : `The registry has ${there.size} of ${blobs.length} blobs; it lacks ${(bytes / 1e6).toFixed(1)} MB.`,
  );
  return missing;
}

async function sendAll(
  blobs: readonly Cargo[],
  { from = [], part, to }: PushWish,
  session: Session,
): Promise<Map<Cargo, 'sent' | 'mounted'>> {
  const ways = new Map<Cargo, 'sent' | 'mounted'>();
  const total = blobs.reduce((sum, { descriptor }) => sum + descriptor.size, 0);
  const done = new Map<Cargo, number>();
  const progress = session.host.log.progress(`Pushing to ${to.registry}/${to.repository}`);
  const size = part ?? PARTS[to.registry] ?? PART;
  try {
    await forEach(blobs, UPLOADS, session.stop, async (blob) => {
      const arrived = (bytes: number) => {
        done.set(blob, bytes);
        const sum = [...done.values()].reduce((one, other) => one + other, 0);
        progress.update(sum, total, 'bytes');
      };
      const sending = { session, part: size, from: from.filter((one) => one !== to.repository), arrived };
      ways.set(blob, await upload(blob, sending));
      arrived(blob.descriptor.size);
    });
  } finally {
    progress.end();
  }
  return ways;
}

/** A tag that stands for it already is left alone: some registries let none be written twice. */
async function putTag(manifest: Loaded, tag: string, session: Session): Promise<void> {
  const { connection } = session;
  const about = `tag ${tag}`;
  const headers = { accept: manifest.mediaType };
  const there = await session
    .tries(about)
    .until(() =>
      connection.send({ method: 'HEAD', url: `manifests/${tag}`, about, headers, takes: [200, 404] }),
    );
  if (there.status === 200 && there.headers.get('docker-content-digest') === manifest.digest) return;
  await putManifest(manifest, tag, session);
}

/** @param name digest or tag */
export async function putManifest(
  { digest, mediaType, bytes }: Loaded,
  name: string,
  session: Session,
): Promise<void> {
  const about = name === digest ? `manifest ${digest}` : `tag ${name}`;
  const response = await session.tries(about).until(
    () =>
      session.connection.send({
        method: 'PUT',
        url: `manifests/${name}`,
        about,
        headers: { 'content-type': mediaType },
        body: bytes,
      }),
    isPassingForManifest,
  );
  await discard(response);
  const stored = response.headers.get('docker-content-digest');
  if (stored !== null && stored !== digest)
    throw new Fault(
      `${session.connection.origin} stored another manifest than was sent: ${stored} for ${digest}. Something between here and there changes what passes.`,
    );
}

/**
 * We know that the bytes are right and the blobs are there: a registry that says otherwise has not caught up. Distribution
 * does so for a moment when two push the same image.
 */
function isPassingForManifest(error: unknown): boolean {
  const late = ['MANIFEST_BLOB_UNKNOWN', 'DIGEST_INVALID', 'MANIFEST_INVALID'];
  return isPassing(error) || (error instanceof Refusal && error.codes.some((code) => late.includes(code)));
}
