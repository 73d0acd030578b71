import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Sighting } from '#record/lineage/state';
import { measure } from '../digest.ts';

/** What lies at a path, as the thing a record calls by this name. */
export async function measured(
  path: string,
  place: string,
  name: string,
  host: Pick<Host, 'files' | 'digests'>,
): Promise<Sighting> {
  try {
    const { digest } = await measure(path, name.startsWith('data:') ? 'dataset' : 'model', host);
    return { place, digest };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { place, digest: null, reason: `${place} ${error.problems[0]?.what ?? 'cannot be read'}` };
  }
}
