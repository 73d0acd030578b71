import { canonical } from '#record/canonical';
import { LABEL } from '#record/vocabulary';
import { type Descriptor, type Manifest, MEDIA } from './descriptor.ts';
import type { Concern, Layer } from './layer.ts';

/** What an image says of itself. */
export interface Identity {
  /** name of the model */
  readonly model: string;
  readonly digests: {
    readonly model: string;
    readonly environment: string | null;
    readonly data: string | null;
  };
  /** the commit that holds the packed files; null where none does */
  readonly revision: string | null;
  /** address of the repository */
  readonly source: string | null;
  /** where the model lies in it: `/models/model.joblib` */
  readonly path: string;
  /** where the lock file of its environment lies in it: `/app/requirements.txt`; null: it has none */
  readonly lock: string | null;
  /** what its environment is for */
  readonly platform: { readonly os: string; readonly architecture: string };
}

/** Labels and annotations: OCI's own words, and ours. None of them is a time. */
export function labelsOf({ model, digests, revision, source, lock }: Identity): Record<string, string> {
  const said: Readonly<Record<string, string | null>> = {
    'org.opencontainers.image.title': model,
    'org.opencontainers.image.revision': revision,
    'org.opencontainers.image.source': source,
    [LABEL.name]: model,
    [LABEL.model]: `sha256:${digests.model}`,
    [LABEL.environment]: digests.environment === null ? null : `sha256:${digests.environment}`,
    [LABEL.lock]: lock,
    [LABEL.data]: digests.data === null ? null : `sha256:${digests.data}`,
  };
  return Object.fromEntries(
    Object.entries(said).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
}

/** OCI image-spec 1.1 image configuration: a modelcar, to be run on a base or mounted as a volume. */
export function imageConfig(identity: Identity, layers: readonly Layer[]): string {
  return canonical({
    ...identity.platform,
    config: {
      Env: [`MLOPS_MODEL=${identity.path}`],
      WorkingDir: '/app',
      Labels: labelsOf(identity),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    history: layers.map(({ concern }) => ({ created_by: `mlops containerize: ${concern}` })),
  });
}

/** ModelPack model-spec 0.0.7 model configuration. */
export function modelConfig({ model, revision, source }: Identity, layers: readonly Layer[]): string {
  const descriptor = {
    name: model,
    title: model,
    ...(revision === null ? {} : { revision }),
    ...(source === null ? {} : { sourceURL: source }),
  };
  return canonical({
    descriptor,
    config: {},
    modelfs: { type: 'layers', diffIds: layers.map(({ digest }) => digest) },
  });
}

/** What a layer is in a ModelPack. Lock file and manifest of the environment go with the code. */
const KIND: Readonly<Record<Concern, string>> = {
  weights: MEDIA.model.weight,
  code: MEDIA.model.code,
  environment: MEDIA.model.code,
};

/** The manifest of the image that runs: OCI image-spec, canonical JSON. */
export function imageManifest(config: Descriptor, layers: readonly Layer[], identity: Identity): string {
  return canonical({
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config,
    layers: layers.map(({ digest, size, mediaType }) => ({ mediaType, digest, size })),
    annotations: labelsOf(identity),
  } satisfies Manifest);
}

/** The manifest of the ModelPack over the same blobs: each layer with what it is and where it lies. */
export function modelManifest(config: Descriptor, layers: readonly Layer[], identity: Identity): string {
  return canonical({
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    artifactType: MEDIA.model.manifest,
    config,
    layers: layers.map(({ digest, size, concern, path }) => ({
      mediaType: KIND[concern],
      digest,
      size,
      annotations: { 'org.cncf.model.filepath': path },
    })),
    annotations: labelsOf(identity),
  } satisfies Manifest);
}

/** What whoever pushed an image wants to know: the words of docker/build-push-action's `metadata`. */
export function metadataOf(
  name: string,
  image: Descriptor,
  config: Descriptor,
  modelpack: Descriptor,
): string {
  return canonical({
    'containerimage.config.digest': config.digest,
    'containerimage.descriptor': image,
    'containerimage.digest': image.digest,
    'image.name': name,
    'mlops.modelpack.digest': modelpack.digest,
  });
}
