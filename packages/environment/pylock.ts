import * as z from 'zod/mini';
import { type LockedPackage, normalized, type Selection } from './locked.ts';
import { readToml } from './toml.ts';

const file = z.object({ hashes: z._default(z.record(z.string(), z.string()), {}) });
const names = z._default(z.array(z.string()), []);
const entry = z.object({
  name: z.string(),
  version: z.optional(z.string()),
  marker: z.optional(z.string()),
  wheels: z._default(z.array(file), []),
  sdist: z.optional(file),
  archive: z.optional(file),
  vcs: z.optional(z.object({ 'commit-id': z.string() })),
  directory: z.optional(z.object({ path: z.string(), editable: z._default(z.boolean(), false) })),
});
const shape = z.object({
  'lock-version': z.string(),
  extras: names,
  'dependency-groups': names,
  packages: z.array(entry),
});

/** Every package of a pylock.toml (PEP 751), for all machines, extras and groups. Addresses are left out. */
export function parsePylock(
  content: string,
  path: string,
): { readonly packages: LockedPackage[]; readonly choices: Selection } {
  const lock = readToml(shape, content, path);
  return {
    packages: lock.packages.map(locked),
    choices: { extras: lock.extras, groups: lock['dependency-groups'] },
  };
}

function locked(found: z.infer<typeof entry>): LockedPackage {
  const { sdist, archive } = found;
  const files = [
    ...found.wheels,
    ...(sdist === undefined ? [] : [sdist]),
    ...(archive === undefined ? [] : [archive]),
  ];
  const hashes = files.flatMap((one) => Object.entries(one.hashes).map(([kind, hex]) => `${kind}:${hex}`));
  return {
    name: normalized(found.name),
    version: found.version ?? null,
    hashes: hashes.sort(),
    source: sourceOf(found),
    marker: found.marker ?? null,
  };
}

function sourceOf({ vcs, directory, archive }: z.infer<typeof entry>): string | null {
  if (vcs !== undefined) return `git:${vcs['commit-id']}`;
  if (directory !== undefined) return `${directory.editable ? 'editable' : 'directory'}:${directory.path}`;
  return archive === undefined ? null : 'url';
}
