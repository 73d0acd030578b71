import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import { Mistake } from '#kit/outcome';
import type { Files } from '#kit/ports';
import { canonical } from '#record/canonical';
import { blobDigestSchema, type Descriptor, MEDIA } from './descriptor.ts';

/** Names of an image's two manifests in its layout: `skopeo inspect oci:image:modelcar`. */
const REF = { image: 'modelcar', modelpack: 'modelpack' } as const;

const REF_NAME = 'org.opencontainers.image.ref.name';

/** OCI image layout 1.0.0: what makes a folder one. */
export const MARKER = { path: 'oci-layout', content: '{"imageLayoutVersion":"1.0.0"}' } as const;
export const INDEX = 'index.json';

/** `index.json` of a layout that holds an image and the ModelPack over the same blobs. */
export function indexOf(image: Descriptor, modelpack: Descriptor): string {
  const named = (one: Descriptor, name: string) => ({ ...one, annotations: { [REF_NAME]: name } });
  return canonical({
    schemaVersion: 2,
    mediaType: MEDIA.index,
    manifests: [named(image, REF.image), named(modelpack, REF.modelpack)],
  });
}

/** Makes a folder an OCI layout of these two; written last, when all blobs are there. */
export async function writeIndex(
  layout: string,
  image: Descriptor,
  modelpack: Descriptor,
  files: Pick<Files, 'write'>,
): Promise<void> {
  await files.write(`${layout}/${MARKER.path}`, MARKER.content);
  await files.write(`${layout}/${INDEX}`, indexOf(image, modelpack));
}

const listing = z.object({
  manifests: z.array(z.object({ mediaType: z.string(), digest: blobDigestSchema, size: z.int() })),
});

/** The manifests that a layout names. */
export async function manifestsOf(
  layout: string,
  files: Pick<Files, 'text'>,
): Promise<readonly Descriptor[]> {
  const path = `${layout}/${INDEX}`;
  const read = listing.safeParse(jsonOrNull(await files.text(path)));
  if (read.success) return read.data.manifests;
  const what = 'is not the list of images that an image layout has';
  throw new Mistake({ subject: path, what, remedy: 'Pack the image again: run containerize.' });
}
