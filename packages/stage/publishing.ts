import { join } from 'node:path';
import type { Descriptor } from '#image/descriptor';
import { manifestsOf } from '#image/layout';
import { demandTags } from '#image/name';
import { push } from '#image/registry/push';
import { parseReference, type Reference } from '#image/registry/reference';
import type { Access } from '#image/registry/session';
import { Mistake } from '#kit/outcome';
import { FILE } from '#record/vocabulary';
import { bytes, count, duration } from '#report/number';
import { attachRecords } from './attachment.ts';
import type { Containerized } from './packaging.ts';
import { accessOf, type RegistryLogin } from './registrylogin.ts';
import type { Scene } from './scene.ts';

/** What the user asks of a registry; inputs of the action `containerize`. */
export interface PushWish extends RegistryLogin {
  readonly push: boolean;
  readonly tags: readonly string[];
}

/** Where an image goes, decided before anything is packed; null: nowhere. `image`: its name without tag and digest. */
export interface Destination extends Pick<Access, 'given'> {
  readonly to: Reference;
  readonly tags: readonly string[];
}

/** A name without a registry would go to Docker Hub, which nobody asked for. */
export function destinationOf(image: string, wish: PushWish, scene: Scene): Destination | null {
  const tags = tagsOf(wish, scene);
  if (!wish.push) return null;
  const to = parseReference(image);
  if (!to.registryNamed) {
    const remedy = 'Write it with its registry, e.g. ghcr.io/acme/flights (docker.io/… for Docker Hub).';
    throw new Mistake({ subject: 'image', what: 'names no registry to push to', remedy, value: image });
  }
  return { to, tags, ...accessOf(wish) };
}

/** Tags besides the digest: those that are asked for, else `latest` where this run is the default branch's. */
function tagsOf({ tags }: PushWish, { host }: Scene): readonly string[] {
  if (tags.length > 0) return demandTags(tags);
  return host.run.trusted.yes ? ['latest'] : [];
}

/**
 * The one place where an image leaves for its registry: the image with its tags, the ModelPack by its digest, and the
 * records of both, so that whoever has the digest alone can look up what says that the model may serve.
 */
export async function publishImage(
  image: string,
  made: Containerized,
  destination: Destination | null,
  { host }: Scene,
): Promise<void> {
  if (destination === null) return;
  const { to, tags, given } = destination;
  const folder = `${made.folder}/${FILE.image}`;
  const listed = await manifestsOf(folder, host.files);
  const own = ({ digest }: Descriptor) => digest === `sha256:${made.image}`;
  const inOrder = [...listed.filter(own), ...listed.filter((one) => !own(one))];
  const manifests = inOrder.map((descriptor) => ({ descriptor, tags: own(descriptor) ? tags : [] }));
  const layout = join(host.files.root, folder);
  const access = given === undefined ? {} : { given };
  const pushed = await push({ layout, manifests, to, ...access }, host);
  const ways = [
    `${count(pushed.sent, 'blob')} sent (${bytes(pushed.bytes)})`,
    ...(pushed.mounted > 0 ? [`${pushed.mounted} mounted`] : []),
    `${pushed.present} there already`,
  ];
  host.log.info(
    `Pushed ${[`${image}@${pushed.digest}`, ...tags.map((tag) => `${image}:${tag}`)].join(', ')}: ${ways.join(', ')}, ${duration(pushed.seconds)}.`,
  );
  const subject = listed.find(own);
  if (subject !== undefined) await attachRecords(made.folder, subject, to, access, host);
}
