import { join } from 'node:path';
import type { Files } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import type { Contents } from '#record/explanation';
import { FILE } from '#record/vocabulary';
import { contentsOf } from './recipes.ts';

/** What lies behind these digests, from the lists that recipes keep in the project folders `homes`. */
export async function contentsIn(
  homes: readonly string[],
  wanted: ReadonlySet<Digest>,
  files: Pick<Files, 'exists' | 'list' | 'text'>,
): Promise<Contents> {
  const found = new Map<Digest, string>();
  for (const home of homes) {
    const recipes = join(home, FILE.state, 'recipes');
    if ((await files.exists(recipes)) !== 'folder') continue;
    for (const { path } of await files.list(recipes)) {
      const digest = /\/lists\/([0-9a-f]{64})\.json$/.exec(path)?.[1];
      if (digest === undefined || !wanted.has(digest) || found.has(digest)) continue;
      const text = await files.text(join(recipes, path));
      if (digestOf(text) === digest) found.set(digest, text);
    }
  }
  return contentsOf(found);
}
