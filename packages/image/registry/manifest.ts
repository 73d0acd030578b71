import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import { Mistake } from '#kit/outcome';
import { type Descriptor, MEDIA } from '../descriptor.ts';
import { isDigest } from './reference.ts';

/** A manifest is read into memory; registries take none above this (distribution-spec, pushing manifests). */
export const LARGEST = 4 * 1024 * 1024;

const descriptor = z.object({
  mediaType: z.string(),
  digest: z.string().check(z.refine(isDigest, 'is no sha256 digest')),
  size: z.int().check(z.nonnegative()),
});
const manifest = z.object({
  mediaType: z.optional(z.string()),
  config: z.optional(descriptor),
  layers: z.optional(z.array(descriptor)),
  manifests: z.optional(z.array(descriptor)),
});

/** What a manifest refers to: blobs of an image, or the manifests of an index. */
export interface Parts {
  readonly mediaType: string;
  readonly blobs: readonly Descriptor[];
  readonly manifests: readonly Descriptor[];
}

/** What is asked for when a manifest is fetched. */
export const ACCEPT = [MEDIA.manifest, MEDIA.index].join(', ');

/** Reads an OCI image manifest or index; `subject` is where it lies, for the mistake that anything else makes. */
export function partsOf(bytes: Uint8Array, said: string, subject: string): Parts {
  const wrong = (what: string, remedy: string) => new Mistake({ subject, what, remedy });
  const parsed = manifest.safeParse(jsonOrNull(bytes));
  if (!parsed.success) throw wrong('is no manifest of an image', 'Name one that was pushed as an OCI image.');
  const { mediaType = said, config, layers = [], manifests = [] } = parsed.data;
  if (mediaType === MEDIA.index) return { mediaType, blobs: [], manifests: manifests.map(typed) };
  if (mediaType === MEDIA.manifest && config !== undefined)
    return { mediaType, blobs: [config, ...layers].map(typed), manifests: [] };
  const remedy = 'Copy it with `skopeo copy --format oci`, and name the copy.';
  throw wrong(`is ${mediaType || 'of no kind that it says'}, not an OCI image manifest or index`, remedy);
}

function typed({ digest, ...rest }: z.infer<typeof descriptor>): Descriptor {
  if (!isDigest(digest)) throw new TypeError(digest);
  return { ...rest, digest };
}
