import { resolve } from 'node:path';
import type { Artifacts } from '#kit/ports';
import { diskFiles } from '../files.ts';
import { taken } from '../taken.ts';

/** Artifacts of the run, through the real client, loaded on first use. */
export function runArtifacts(root: string): Artifacts {
  const client = async () => new (await import('@actions/artifact')).DefaultArtifactClient();
  return {
    async publish(name, folder) {
      const home = resolve(root, folder);
      const files = (await diskFiles(home, home).list('.')).map(({ path }) => resolve(home, path));
      try {
        const { id } = await (await client()).uploadArtifact(name, files, home, { compressionLevel: 1 });
        return { name, id: String(id ?? ''), createdAt: '' };
      } catch (cause) {
        if (cause instanceof Error && /409|already exists/i.test(cause.message)) throw taken(name, cause);
        throw cause;
      }
    },
    async list() {
      const { artifacts } = await (await client()).listArtifacts({ latest: true });
      return artifacts.map(({ name, id, createdAt }) => ({
        name,
        id: String(id),
        createdAt: createdAt?.toISOString() ?? '',
      }));
    },
    async fetch({ id }, into) {
      await (await client()).downloadArtifact(Number(id), { path: resolve(root, into) });
    },
  };
}
