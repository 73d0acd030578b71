/** What is known of a repository without running anything of it. */
export interface Sight {
  /** files that git tracks or does not ignore, below the project's folder */
  readonly paths: readonly string[];
  /** files and folders that are there though git ignores them */
  readonly hidden: ReadonlySet<string>;
  /** contents of the files that `isRead` names */
  readonly texts: ReadonlyMap<string, string>;
}

/** Something found, and where: `train.py:12`. */
export interface Guess<T> {
  readonly value: T;
  readonly from: string;
}

/** More files of code than these are not read: what a project is, its first ones tell. */
export const READ_AT_MOST = 400;

const NAMED =
  /(^|\/)(pyproject\.toml|uv\.lock|pixi\.toml|Pipfile|environment\.ya?ml|setup\.(py|cfg)|requirements[\w.-]*\.(txt|in)|Makefile|MLproject|\.python-version|[^/]+\.py)$/;

/** Is the content of a file looked at? Not that of tests and of what others wrote. */
export function isRead(path: string): boolean {
  return NAMED.test(path) && !/(^|\/)(tests?|node_modules|vendor|third_party|site-packages)\//.test(path);
}

/** Is a path there: a file that git shows, a folder with such files, or something that git ignores? */
export function isThere(path: string, { paths, hidden }: Sight): boolean {
  return isInGit(path, { paths }) || hidden.has(path);
}

/** Does git show a file, or files in a folder? */
export function isInGit(path: string, { paths }: Pick<Sight, 'paths'>): boolean {
  return paths.some((one) => one === path || one.startsWith(`${path}/`));
}
