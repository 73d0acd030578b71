import * as z from 'zod/mini';
import { comparable } from './locked.ts';
import type { Spec } from './manifest.ts';
import type { Uv } from './uv.ts';

const listed = z.array(z.object({ name: z.string(), version: z.string() }));

/** A package that lies in an environment. */
export type Installed = z.infer<typeof listed>[number];

/** What lies in a virtual environment; null when it is none, or does not run. */
export async function installedIn(folder: string, cwd: string, uv: Uv): Promise<Installed[] | null> {
  const ended = await uv.ask(['pip', 'list', '--format=json', '--python', folder], { cwd });
  return ended.code === 0 ? listed.parse(JSON.parse(ended.stdout)) : null;
}

/** Where an environment is not what its manifest says, one sentence each: missing, of another version, not in the lock. */
export function differences(packages: Spec['packages'], installed: readonly Installed[]): string[] {
  const there = new Map(installed.map(({ name, version }) => [name, version]));
  const wanted = new Set(packages.map(({ name }) => name));
  const wrong = packages.flatMap(({ name, version }) => {
    const found = there.get(name);
    if (found === undefined) return [`${name}${version === null ? '' : ` ${version}`} is missing`];
    const same = version === null || comparable(found) === comparable(version);
    return same ? [] : [`${name} is ${found}, not ${version}`];
  });
  const strangers = installed.filter(({ name }) => !wanted.has(name));
  return [...wrong, ...strangers.map(({ name, version }) => `${name} ${version} is not in the lock`)];
}
