import { demandTags } from '#image/name';
import type { Containerized } from './packaging.ts';
import type { Scene } from './scene.ts';

/** What the user asks of a registry; inputs of the action `containerize`. */
export interface PushWish {
  readonly push: boolean;
  readonly tags: readonly string[];
  readonly 'registry-username': string | undefined;
  readonly 'registry-password': string | undefined;
}

/** Tags besides the digest: those that are asked for, else `latest` where this run is the default branch's. */
function tagsOf({ tags }: PushWish, { host }: Scene): readonly string[] {
  if (tags.length > 0) return demandTags(tags);
  return host.run.trusted.yes ? ['latest'] : [];
}

/** The one place where an image leaves for its registry. `image`: its name without tag and digest. */
export async function publishImage(
  image: string,
  { image: digest }: Containerized,
  wish: PushWish,
  scene: Scene,
): Promise<void> {
  if (!wish.push) return;
  const tags = tagsOf(wish, scene);
  const names = [`${image}@sha256:${digest}`, ...tags.map((tag) => `${image}:${tag}`)];
  scene.host.log.info(`Would push ${names.join(', ')}.`);
}
