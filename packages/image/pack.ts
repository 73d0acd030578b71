import type { Host } from '#kit/ports';
import { writeBlob } from './blob.ts';
import { type Identity, imageConfig, imageManifest, modelConfig, modelManifest } from './config.ts';
import { type Descriptor, MEDIA } from './descriptor.ts';
import { type Concern, type Ingredient, type Layer, writeLayer } from './layer.ts';
import { writeIndex } from './layout.ts';

/** What is to be packed: an image's identity, and its files by concern. */
export interface Contents {
  readonly identity: Identity;
  readonly concerns: Readonly<
    Record<Concern, { readonly path: string; readonly files: readonly Ingredient[] }>
  >;
}

/** The two manifests over one set of blobs, and the image's configuration. */
export interface Packed {
  readonly image: Descriptor;
  readonly modelpack: Descriptor;
  readonly config: Descriptor;
  readonly layers: readonly Layer[];
}

/** Weights first: what changes least often lies lowest. */
const ORDER = ['weights', 'environment', 'code'] as const satisfies readonly Concern[];

/**
 * Writes an OCI image layout: layers, the configuration and manifest of a modelcar image, and those of a ModelPack
 * over the same layers. The same contents give the same bytes everywhere; nothing is held in memory but small JSON.
 */
export async function packImage(
  { identity, concerns }: Contents,
  layout: string,
  { files }: Pick<Host, 'files'>,
): Promise<Packed> {
  const layers: Layer[] = [];
  for (const concern of ORDER) {
    const { path, files: ingredients } = concerns[concern];
    if (ingredients.length > 0) layers.push(await writeLayer(concern, path, ingredients, layout, files));
  }
  const json = (mediaType: string, content: string) => writeBlob(layout, mediaType, content, files);
  const config = await json(MEDIA.config, imageConfig(identity, layers));
  const image = await json(MEDIA.manifest, imageManifest(config, layers, identity));
  const model = await json(MEDIA.model.config, modelConfig(identity, layers));
  const modelpack = await json(MEDIA.manifest, modelManifest(model, layers, identity));
  const described = { ...modelpack, artifactType: MEDIA.model.manifest };
  await writeIndex(layout, image, described, files);
  return { image, modelpack: described, config, layers };
}
