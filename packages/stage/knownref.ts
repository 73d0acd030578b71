import type { Ref } from '#kit/ports';
import type { Scene } from './scene.ts';

/**
 * A ref of the model, to be read: on a laptop what it moved itself, else what was fetched of GitHub's. Null where there
 * is none, or where this run cannot know.
 */
export async function knownRef(
  name: string,
  { host, model }: Pick<Scene, 'host' | 'model'>,
): Promise<Ref | null> {
  if (host.kind === 'github' && host.run.repository === null) return null;
  const ref = await host.refs.read(model, name);
  return ref !== null || host.kind === 'github' ? ref : host.fetched.read(model, name);
}
