import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import { Fault } from '#kit/outcome';
import { canonical } from '#record/canonical';
import { digestOf } from '#record/digest';
import { TITLE } from '../attachment.ts';
import { blobDigest } from '../blob.ts';
import { type BlobDigest, blobDigestSchema, type Descriptor, MEDIA } from '../descriptor.ts';
import { fetchBlob, fetchSmall, findManifest } from './content.ts';
import { LARGEST } from './manifest.ts';
import { push, putManifest } from './push.ts';
import type { Reference } from './reference.ts';
import { type Access, type Ports, type Session, withSession } from './session.ts';

const texts = z.record(z.string(), z.string());
const referrer = z.looseObject({ digest: blobDigestSchema, artifactType: z.optional(z.string()) });
const index = z.object({ manifests: z.array(referrer) });
const layer = z.object({
  digest: blobDigestSchema,
  size: z.int().check(z.nonnegative()),
  annotations: z.optional(texts),
});
const manifest = z.object({
  artifactType: z.string(),
  subject: z.object({ digest: blobDigestSchema }),
  layers: z.array(layer),
});

type Referrer = z.infer<typeof referrer>;

/** Files that refer to an image, by the digest of their manifest. */
export interface Attachment {
  readonly digest: BlobDigest;
  /** bytes by name, each found to have its digest */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface AttachWish extends Access {
  /** folder of an OCI image layout that holds it */
  readonly layout: string;
  /** its manifest, with its `artifactType` */
  readonly attachment: Descriptor;
  /** the image it refers to, in the same repository */
  readonly subject: BlobDigest;
  readonly to: Reference;
}

/** Lists that others write at the same time are read and written anew so many times. */
const ROUNDS = 5;
/** Pages of a list, artifacts that are read, and bytes of one of them: what we wrote is far below. */
const PAGES = 10;
const MOST = 32;
const HEAVIEST = 64 * 1024 * 1024;

/**
 * Pushes files that refer to an image, and sees to it that they are found from it: by the referrers API where the
 * registry has it, else by the tag `sha256-<hex>` (distribution-spec 1.1, pushing manifests with subject).
 */
export async function attach(wish: AttachWish, ports: Ports): Promise<'api' | 'tag'> {
  const { layout, attachment, subject, ...access } = wish;
  const to = { ...wish.to, tag: null, digest: subject };
  await push({ ...access, layout, to, manifests: [{ descriptor: attachment, tags: [] }] }, ports);
  return withSession('push', to, access, ports, async (session) => {
    const listed = await listedByApi(subject, session);
    if (listed?.some(({ digest: one }) => one === attachment.digest) === true) return 'api';
    for (let round = 0; round < ROUNDS; round++) {
      const known = await listedByTag(subject, session);
      if (known.some(({ digest: one }) => one === attachment.digest)) return 'tag';
      await putList([...known, { ...attachment }], subject, session);
    }
    throw new Fault(
      `${to.registry} does not keep the list ${tagOf(subject)}: others write it at the same time. Run this again.`,
    );
  });
}

/**
 * The files that refer to an image and are of this kind: each manifest names the image, each file has its digest. What
 * is not so, or too large, is passed over with a warning: anybody who may push there can refer to an image.
 */
export async function attachmentsOf(
  reference: Reference & { readonly digest: BlobDigest },
  artifactType: string,
  access: Access,
  ports: Ports,
): Promise<Attachment[]> {
  return withSession('pull', reference, access, ports, async (session) => {
    const subject = reference.digest;
    const listed = [
      ...((await listedByApi(subject, session)) ?? []),
      ...(await listedByTag(subject, session)),
    ].filter((one) => one.artifactType === undefined || one.artifactType === artifactType);
    const names = [...new Set(listed.map((one) => one.digest))];
    if (names.length > MOST)
      ports.log.warning(`${names.length} artifacts refer to ${subject}; the last ${MOST} are read.`);
    const found: Attachment[] = [];
    for (const name of names.slice(-MOST)) {
      const read = await readAttachment(name, subject, artifactType, session);
      if (typeof read !== 'string') found.push(read);
      else ports.log.warning(`${name} is passed over, which is listed as referring to ${subject}: ${read}.`);
    }
    return found;
  });
}

/** A sentence where it is not what it has to be. */
async function readAttachment(
  name: BlobDigest,
  subject: BlobDigest,
  artifactType: string,
  session: Session,
): Promise<Attachment | string> {
  const fetched = await findManifest(name, session);
  if (fetched === null) return 'it is not there';
  if (fetched.digest !== name) return `its bytes are those of ${fetched.digest}`;
  const read = manifest.safeParse(jsonOrNull(fetched.bytes));
  if (!read.success) return 'it is no manifest of an artifact';
  const { layers } = read.data;
  if (read.data.subject.digest !== subject) return `it refers to ${read.data.subject.digest}`;
  if (read.data.artifactType !== artifactType) return `it is ${read.data.artifactType}`;
  const sizes = layers.map(({ size }) => size);
  if (sizes.some((size) => size > LARGEST) || sizes.reduce((sum, size) => sum + size, 0) > HEAVIEST)
    return 'it is too large';
  const files = new Map<string, Uint8Array>();
  for (const { digest: wanted, annotations = {} } of layers) {
    const blob = await fetchBlob(wanted, session);
    if (blob.digest !== wanted) return `${wanted} came as ${blob.digest}`;
    files.set(annotations[TITLE] ?? wanted, blob.bytes);
  }
  return { digest: name, files };
}

/** null: the registry has no such API. Not filtered: not every registry can. */
async function listedByApi(subject: BlobDigest, session: Session): Promise<Referrer[] | null> {
  const listed: Referrer[] = [];
  let url: string | undefined = `referrers/${subject}`;
  for (let page = 0; url !== undefined && page < PAGES; page++) {
    const about = `list of what refers to ${subject}`;
    const fetched = await fetchSmall({ url, about, absent: [400, 404, 405, 501] }, session);
    const read = fetched === null ? null : index.safeParse(jsonOrNull(fetched.bytes));
    if (read?.success !== true) return page === 0 ? null : listed;
    listed.push(...read.data.manifests);
    url = /<([^>]+)>\s*;\s*rel="?next"?/.exec(fetched?.link ?? '')?.[1];
  }
  return listed;
}

async function listedByTag(subject: BlobDigest, session: Session): Promise<Referrer[]> {
  const fetched = await findManifest(tagOf(subject), session);
  const read = fetched === null ? null : index.safeParse(jsonOrNull(fetched.bytes));
  return read?.success === true ? read.data.manifests : [];
}

async function putList(manifests: readonly Referrer[], subject: BlobDigest, session: Session): Promise<void> {
  const text = canonical({ schemaVersion: 2, mediaType: MEDIA.index, manifests });
  const own = blobDigest(digestOf(text));
  const bytes = new Uint8Array(Buffer.from(text));
  await putManifest({ digest: own, mediaType: MEDIA.index, bytes }, tagOf(subject), session);
}

/** distribution-spec 1.1, referrers tag schema */
function tagOf(subject: BlobDigest): string {
  return subject.replace(':', '-');
}
