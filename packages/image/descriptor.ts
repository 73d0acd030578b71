import * as z from 'zod/mini';
import type { Digest } from '#record/digest';

/** Media types of OCI images (image-spec 1.1) and ModelPack (model-spec 0.0.7): nothing else spells them. */
export const MEDIA = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  /** `{}`: the configuration of what is no image */
  empty: 'application/vnd.oci.empty.v1+json',
  model: {
    manifest: 'application/vnd.cncf.model.manifest.v1+json',
    config: 'application/vnd.cncf.model.config.v1+json',
    weight: 'application/vnd.cncf.model.weight.v1.tar',
    code: 'application/vnd.cncf.model.code.v1.tar',
    doc: 'application/vnd.cncf.model.doc.v1.tar',
  },
} as const;

/** `sha256:` and 64 hexadecimal digits */
export type BlobDigest = `sha256:${Digest}`;

/** Such a digest in a document that was read. */
export const blobDigestSchema = z.templateLiteral(['sha256:', z.string().check(z.regex(/^[0-9a-f]{64}$/))]);

/** OCI content descriptor. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: BlobDigest;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** OCI image manifest: of the image, and of the ModelPack over the same blobs. */
export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType: typeof MEDIA.manifest;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Where a blob lies in an OCI image layout, relative to the layout's folder. */
export function blobPath(digest: BlobDigest): string {
  return `blobs/sha256/${digest.slice('sha256:'.length)}`;
}
