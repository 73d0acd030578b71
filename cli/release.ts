import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import type { Pin } from '#survey/workflow';

/** The folder that this program's release lies in: above `lib/`, or above `cli/` in the sources. */
export const RELEASE = join(dirname(fileURLToPath(import.meta.url)), '..');

const installed = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.optional(z.string()), resolved: z.optional(z.string()) }),
  ),
});

/**
 * Which commit this program was installed from, as npm wrote it down beside it (`node_modules/.package-lock.json`): that
 * of `npx github:acme/mlops#v1`. Null where it was not installed by npm from GitHub.
 */
export async function pinOf(release: string): Promise<Pin | null> {
  const file = join(release, '..', '.package-lock.json');
  const read = await readFile(file, 'utf8').catch(() => null);
  const { data } = z.safeParse(installed, jsonOrNull(read ?? ''));
  const { version, resolved = '' } = data?.packages['node_modules/mlops'] ?? {};
  const [, repository, commit] =
    /^(?:git\+ssh:\/\/git@|git\+https:\/\/|git:\/\/)github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?#([0-9a-f]{40})$/.exec(
      resolved,
    ) ?? [];
  if (repository === undefined || commit === undefined || version === undefined) return null;
  return { repository, commit, version };
}
