import { join } from 'node:path';
import type { Descriptor } from '#image/descriptor';
import { manifestsOf } from '#image/layout';
import { demandTags } from '#image/name';
import { push } from '#image/registry/push';
import { parseReference, type Reference } from '#image/registry/reference';
import { Mistake } from '#kit/outcome';
import { FILE } from '#record/vocabulary';
import { bytes, count, duration } from '#report/number';
import type { Containerized } from './packaging.ts';
import type { Scene } from './scene.ts';

/** What the user asks of a registry; inputs of the action `containerize`. */
export interface PushWish {
  readonly push: boolean;
  readonly tags: readonly string[];
  readonly 'registry-username': string | undefined;
  readonly 'registry-password': string | undefined;
}

/** Where an image goes, decided before anything is packed; null: nowhere. `image`: its name without tag and digest. */
export interface Destination {
  readonly to: Reference;
  readonly tags: readonly string[];
  readonly given?: { readonly username: string; readonly password: string };
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
  const { 'registry-username': username, 'registry-password': password } = wish;
  if (username !== undefined && password !== undefined) return { to, tags, given: { username, password } };
  if (username === undefined && password === undefined) return { to, tags };
  const lacking = username === undefined ? 'registry-username' : 'registry-password';
  throw new Mistake({ subject: lacking, what: 'is missing', remedy: 'Give both, or neither of them.' });
}

/** Tags besides the digest: those that are asked for, else `latest` where this run is the default branch's. */
function tagsOf({ tags }: PushWish, { host }: Scene): readonly string[] {
  if (tags.length > 0) return demandTags(tags);
  return host.run.trusted.yes ? ['latest'] : [];
}

/** The one place where an image leaves for its registry: the image with its tags, and the ModelPack by its digest. */
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
  const pushed = await push({ layout, manifests, to, ...(given === undefined ? {} : { given }) }, host);
  const ways = [
    `${count(pushed.sent, 'blob')} sent (${bytes(pushed.bytes)})`,
    ...(pushed.mounted > 0 ? [`${pushed.mounted} mounted`] : []),
    `${pushed.present} there already`,
  ];
  host.log.info(
    `Pushed ${[`${image}@${pushed.digest}`, ...tags.map((tag) => `${image}:${tag}`)].join(', ')}: ${ways.join(', ')}, ${duration(pushed.seconds)}.`,
  );
}
