import type { Files } from '#kit/ports';
import { canonical } from '#record/canonical';
import { writeBlob } from './blob.ts';
import { type Descriptor, MEDIA } from './descriptor.ts';

/** What files that go with an image are: the artifact they make together, and each of them. */
export interface Kind {
  readonly artifactType: string;
  readonly mediaType: string;
}

/** How a file of an artifact is called, as oras reads and writes it. */
export const TITLE = 'org.opencontainers.image.title';

/**
 * Writes files as an artifact that refers to an image (image-spec 1.1, guidelines for artifact usage): a manifest with
 * `subject`, a layer a file. There is no time in it: the same files make the same manifest.
 *
 * @param files bytes by the names they are to have
 * @returns the manifest, as a list of referrers shows it
 */
export async function writeAttachment(
  layout: string,
  subject: Descriptor,
  { artifactType, mediaType }: Kind,
  files: ReadonlyMap<string, string>,
  host: Pick<Files, 'write'>,
): Promise<Descriptor> {
  const config = await writeBlob(layout, MEDIA.empty, '{}', host);
  const layers: Descriptor[] = [];
  for (const [title, content] of files) {
    const blob = await writeBlob(layout, mediaType, content, host);
    layers.push({ ...blob, annotations: { [TITLE]: title } });
  }
  const { digest, size } = subject;
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    artifactType,
    config,
    layers,
    subject: { mediaType: subject.mediaType, digest, size },
  };
  const written = await writeBlob(layout, MEDIA.manifest, canonical(manifest), host);
  return { ...written, artifactType };
}
