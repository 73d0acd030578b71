import * as z from 'zod/mini';
import { type LockedPackage, normalized } from './locked.ts';
import { readToml } from './toml.ts';

const file = z.object({ hash: z.optional(z.string()) });
const shape = z.object({
  package: z._default(
    z.array(
      z.object({
        name: z.string(),
        version: z.optional(z.string()),
        source: z.record(z.string(), z.unknown()),
        sdist: z.optional(file),
        wheels: z._default(z.array(file), []),
      }),
    ),
    [],
  ),
});

/** Every package of a uv.lock, for all machines, extras and groups. Addresses are left out. */
export function parseUvLock(content: string, path: string): LockedPackage[] {
  return readToml(shape, content, path).package.map(({ name, version, source, sdist, wheels }) => ({
    name: normalized(name),
    version: version ?? null,
    hashes: [...wheels, ...(sdist === undefined ? [] : [sdist])].flatMap(({ hash }) => hash ?? []).sort(),
    source: sourceOf(source),
    marker: null,
  }));
}

/** uv's word for where a package is from, without the address of an index or a repository. */
function sourceOf(source: Readonly<Record<string, unknown>>): string | null {
  const [[kind, value] = ['', '']] = Object.entries(source);
  if (kind === 'registry') return null;
  if (kind === 'git') return `git:${String(value).split('#').at(-1)}`;
  if (kind === 'url') return 'url';
  return `${kind}:${String(value)}`; // path, directory, editable, virtual
}
