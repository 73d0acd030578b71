import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Digest } from '#record/digest';
import { LABEL } from '#record/vocabulary';
import { blobDigest, readBlob } from './blob.ts';
import {
  type BlobDigest,
  blobDigestSchema,
  blobPath,
  type Descriptor,
  type Manifest,
  MEDIA,
} from './descriptor.ts';

const texts = z.record(z.string(), z.string());

const descriptor = z.object({
  mediaType: z.string(),
  digest: blobDigestSchema,
  size: z.int().check(z.nonnegative()),
  artifactType: z.optional(z.string()),
  annotations: z.optional(texts),
});

const manifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.literal(MEDIA.manifest),
  artifactType: z.optional(z.string()),
  config: descriptor,
  layers: z.array(descriptor),
  annotations: z.optional(texts),
});

const config = z.object({
  config: z.optional(
    z.object({
      Env: z.optional(z.array(z.string())),
      WorkingDir: z.optional(z.string()),
      Labels: z.optional(texts),
    }),
  ),
  rootfs: z.object({ type: z.literal('layers'), diff_ids: z.array(blobDigestSchema) }),
});

/** An image of a layout on this disk, as its manifest and configuration say it. */
export interface Image {
  readonly digest: Digest;
  readonly manifest: Manifest;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
  /** where the model lies in it, `/models/model.joblib`; null: it is no image of ours */
  readonly modelPath: string | null;
  /** where the lock file of its environment lies in it, `/app/requirements.txt`; null: it has none */
  readonly lockPath: string | null;
  /** of the model, the environment and the data, by the image's labels; null where it does not say */
  readonly model: Digest | null;
  readonly environment: Digest | null;
  readonly data: Digest | null;
}

/** Manifest and configuration of an image, both found to have their digests. `wanted`: 64 hexadecimal digits. */
export async function readImage(layout: string, wanted: Digest, host: Pick<Host, 'files'>): Promise<Image> {
  const read = await readManifest(layout, blobDigest(wanted), host);
  const said = await json(layout, read.config.digest, config, 'image configuration', host);
  const labels = said.config?.Labels ?? {};
  const env = Object.fromEntries(
    (said.config?.Env ?? []).map((line) => [keyOf(line), line.slice(keyOf(line).length + 1)]),
  );
  const of = (label: string): Digest | null =>
    /^sha256:([0-9a-f]{64})$/.exec(labels[label] ?? '')?.[1] ?? null;
  return {
    digest: wanted,
    manifest: read,
    config: read.config,
    layers: read.layers,
    labels,
    env,
    workingDir: said.config?.WorkingDir ?? '/',
    modelPath: env['MLOPS_MODEL'] ?? null,
    lockPath: labels[LABEL.lock] ?? null,
    model: of(LABEL.model),
    environment: of(LABEL.environment),
    data: of(LABEL.data),
  };
}

/** A manifest of a layout, found to have its digest. */
export async function readManifest(
  layout: string,
  wanted: BlobDigest,
  host: Pick<Host, 'files'>,
): Promise<Manifest> {
  const {
    artifactType,
    annotations,
    layers,
    config: own,
    ...rest
  } = await json(layout, wanted, manifest, 'OCI image manifest', host);
  return {
    ...rest,
    config: described(own),
    layers: layers.map(described),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function described({
  mediaType,
  digest: own,
  size,
  artifactType,
  annotations,
}: z.infer<typeof descriptor>): Descriptor {
  return {
    mediaType,
    digest: own,
    size,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function keyOf(line: string): string {
  return line.split('=')[0] ?? line;
}

async function json<T>(
  layout: string,
  wanted: BlobDigest,
  schema: z.ZodMiniType<T>,
  kind: string,
  host: Pick<Host, 'files'>,
): Promise<T> {
  const text = new TextDecoder().decode(await readBlob(layout, wanted, host));
  const read = schema.safeParse(jsonOrNull(text));
  if (read.success) return read.data;
  const remedy = 'Name the digest of an image that containerize or pull wrote there.';
  throw new Mistake({ subject: `${layout}/${blobPath(wanted)}`, what: `is no ${kind}`, remedy });
}
