import type { LockKind } from './lock.ts';
import type { LockedPackage, Selection } from './locked.ts';
import type { Spec } from './manifest.ts';

/** What an environment is made of, in the one order that its digest knows. */
export function specOf(
  kind: LockKind,
  selection: Selection,
  python: Pick<Spec, 'python' | 'target'>,
  packages: readonly LockedPackage[],
): Spec {
  return {
    kind,
    selection: { extras: unique(selection.extras), groups: unique(selection.groups) },
    target: python.target,
    python: python.python,
    accelerator: { backend: backendOf(packages) },
    packages: packages
      .map(({ name, version, hashes, source }) => ({ name, version, hashes: unique(hashes), source }))
      .sort((one, other) => order(one.name, other.name) || order(one.version ?? '', other.version ?? '')),
  };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

/** By UTF-16 unit, which is by code point here: names and versions are ASCII. */
function order(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** The local version label by which builds for an accelerator are told apart: `torch 2.11.0+cu130`. */
function backendOf(packages: readonly LockedPackage[]): string | null {
  const labels = packages.map(({ version }) => /\+(cpu|cu\d+|rocm[\d.]+|xpu)$/.exec(version ?? '')?.[1]);
  return unique(labels.filter((label) => label !== undefined)).join(', ') || null;
}

/**
 * Why the lock file does not hold what is installed; null when it does. A directory of the project is code and has
 * its own digest; a commit is a hash.
 *
 * @param held whether the lock file itself fixes versions and hashes
 */
export function weaknessOf(held: boolean, packages: readonly LockedPackage[]): string | null {
  if (!held) return 'the requirements have no hashes: versions were chosen when they were installed';
  const open = packages.filter(
    ({ hashes, source }) => !hashes.some(strong) && !/^(git|directory|editable):/.test(source ?? ''),
  );
  return open.length === 0 ? null : `no strong hash for ${open.map(({ name }) => name).join(', ')}`;
}

function strong(hash: string): boolean {
  return /^sha(256|384|512):/.test(hash);
}
