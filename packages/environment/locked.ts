/** One entry of a lock file: what it may install, on which machines. */
export interface LockedPackage {
  /** normalized (PEP 503) */
  readonly name: string;
  /** null where the lock leaves it open, as for a project that computes its own */
  readonly version: string | null;
  /** of every file the lock allows for it, `sha256:<hex>`, sorted */
  readonly hashes: readonly string[];
  /** null: a package index. Else `git:<commit>`, `editable:<folder>`, `directory:<folder>`, `path:<file>` or `url`. */
  readonly source: string | null;
  /** environment marker (PEP 508); null in a uv.lock, where markers stand at the edges */
  readonly marker: string | null;
}

/** Names of extras and dependency groups. */
export interface Selection {
  readonly extras: readonly string[];
  readonly groups: readonly string[];
}

/** A package name as indexes compare it (PEP 503): `Scikit_Learn` is `scikit-learn`. */
export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** A version as installers compare it: zeros at the end of the release do not count (PEP 440). */
export function comparable(version: string): string {
  const [, epoch = '', release = '', rest = ''] =
    /^v?(\d+!)?(\d+(?:\.\d+)*)(.*)$/.exec(version.toLowerCase()) ?? [];
  return release === '' ? version : `${epoch}${release.replace(/(\.0+)+$/, '')}${rest}`;
}
