import { Fault } from '#kit/outcome';
import { digestOf } from '#record/digest';
import type { BlobDigest, Descriptor } from '../descriptor.ts';
import { readable } from './download.ts';
import { ACCEPT, LARGEST } from './manifest.ts';
import { isDigest } from './reference.ts';
import type { Session } from './session.ts';

/** A manifest as it came, with the digest its bytes have. */
export interface Fetched extends Descriptor {
  readonly bytes: Uint8Array;
}

/** @param name digest or tag */
export async function fetchManifest(name: string, session: Session): Promise<Fetched> {
  const about = `manifest ${name}`;
  const headers = { accept: ACCEPT };
  const fetched = await fetchSmall({ url: `manifests/${name}`, about, headers }, session);
  if (fetched === null) throw new Fault(`${session.connection.origin} gave no ${about}.`);
  return fetched;
}

/** The same of a name that nothing may have; then null. */
export function findManifest(name: string, session: Session): Promise<Fetched | null> {
  const asked = { url: `manifests/${name}`, about: `manifest ${name}`, headers: { accept: ACCEPT } };
  return fetchSmall({ ...asked, absent: [404] }, session);
}

/** A blob that is small enough for memory; its digest is what its bytes have, whatever was asked for. */
export async function fetchBlob(digest: BlobDigest, session: Session): Promise<Fetched> {
  const about = `blob ${digest}`;
  const fetched = await fetchSmall({ url: `blobs/${digest}`, about }, session);
  if (fetched === null) throw new Fault(`${session.connection.origin} gave no ${about}.`);
  return fetched;
}

interface Asked {
  readonly url: string;
  readonly about: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** statuses that say that there is nothing; without them they are refusals */
  readonly absent?: readonly number[];
}

/** Reads an answer into memory, anew where it breaks off. */
export async function fetchSmall(
  { url, about, headers = {}, absent = [] }: Asked,
  session: Session,
): Promise<(Fetched & { readonly link: string | null }) | null> {
  const came = await session.tries(about).until(async () => {
    const takes = [200, ...absent];
    const answer = await session.connection.send({ method: 'GET', url, about, headers, takes });
    const bytes = await limited(answer, about, session);
    return {
      status: answer.status,
      type: answer.headers.get('content-type') ?? '',
      link: answer.headers.get('link'),
      bytes,
    };
  });
  if (came.status !== 200) return null;
  const { bytes, link } = came;
  const digest = `sha256:${digestOf(bytes)}`;
  if (!isDigest(digest)) throw new TypeError(digest);
  return { digest, mediaType: came.type.split(';')[0]?.trim() ?? '', size: bytes.length, bytes, link };
}

/** A body that is no manifest may have no end. */
async function limited(response: Response, about: string, { host }: Session): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of readable(response.body ?? [], about, host.cancelled)) {
    pieces.push(piece);
    size += piece.length;
    if (size > LARGEST)
      throw new Fault(`the ${about} is larger than the ${LARGEST / 1024 / 1024} MiB that are read of one.`);
  }
  return Buffer.concat(pieces);
}
