import picomatch from 'picomatch';
import { Mistake } from '#kit/outcome';
import type { FileDigest, Host } from '#kit/ports';
import { type Digest, digestOfTree } from '#record/digest';

/** The files a stage is made of, and their digest together. */
export interface Code {
  readonly digest: Digest;
  readonly files: readonly FileDigest[];
}

/** Never code: state, environments, workflows, documentation. */
function isNever(path: string): boolean {
  return path.endsWith('.md') || path.startsWith('.github/') || isMachines(path);
}

/** State and environments of this machine. */
function isMachines(path: string): boolean {
  return path.startsWith('.mlops/') || /(^|\/)(\.venv|venv|__pycache__)\//.test(path);
}

type Matcher = (path: string) => boolean;

/** A glob as a question to a path: `*` and `**` as in shells, dots are letters like others, a folder is all below it. */
function matcherOf(glob: string): Matcher {
  const pattern = trimmed(glob);
  // most are plain names, for which no library has to be woken
  if (!isMagic(pattern)) return (path) => path === pattern || path.startsWith(`${pattern}/`);
  const matches = picomatch(glob.endsWith('/') ? `${pattern}/**` : pattern, { dot: true });
  return (path) => matches(path);
}

function isMagic(pattern: string): boolean {
  return /[*?[\]{}()!+@\\]/.test(pattern);
}

/**
 * Bytes of tracked and untracked-not-ignored files that match `globs` (default: all), less `apart`: the files and
 * folders that are declared as outputs, data, parameters, lock file or configuration. A glob that matches nothing is
 * a mistake: the stage would be skipped when that file changes.
 */
export async function codeOf(
  host: Pick<Host, 'digests' | 'files'>,
  globs: readonly string[],
  apart: readonly string[],
): Promise<Code> {
  const listed = await visibleFiles(host);
  const wanted = chosen(listed, globs, apart);
  const files = await host.digests.ofFiles(wanted);
  demandMatches('code', globs, listed, wanted, files);
  return { digest: digestOfTree(files), files };
}

/** Files that go into an image: those named on purpose, documents and what a stage declares too. */
export async function packedOf(
  host: Pick<Host, 'digests' | 'files'>,
  globs: readonly string[],
): Promise<Code> {
  if (globs.length === 0) return { digest: digestOfTree([]), files: [] };
  const listed = await visibleFiles(host);
  const wanted = packed(listed, globs);
  const files = await host.digests.ofFiles(wanted);
  demandMatches('files', globs, listed, wanted, files);
  return { digest: digestOfTree(files), files };
}

/** Which of the paths a packed image holds: what a glob names, less state and environments of this machine. */
export function packed(paths: readonly string[], globs: readonly string[]): string[] {
  const matchers = globs.map(matcherOf);
  return paths.filter((path) => matchers.some((matches) => matches(path)) && !isMachines(path));
}

/** Which of the paths are code. */
export function chosen(
  paths: readonly string[],
  globs: readonly string[],
  apart: readonly string[],
): string[] {
  const matchers = globs.map(matcherOf);
  const wanted = (path: string) => matchers.length === 0 || matchers.some((matches) => matches(path));
  const out = apart.map(trimmed);
  const isApart = (path: string) => out.some((one) => path === one || path.startsWith(`${one}/`));
  return paths.filter((path) => wanted(path) && !isNever(path) && !isApart(path));
}

/** The paths that no glob names: neither themselves nor what is in them, by its letters. */
export function notNamed(paths: readonly string[], globs: readonly string[]): string[] {
  const named = globs.map(trimmed).filter((glob) => !isMagic(glob));
  return paths.filter((path) => !named.some((one) => `${one}/`.startsWith(`${trimmed(path)}/`)));
}

function demandMatches(
  subject: 'code' | 'files',
  globs: readonly string[],
  listed: readonly string[],
  wanted: readonly string[],
  files: readonly FileDigest[],
): void {
  const there = new Set(files.map(({ path }) => path));
  const gone = new Set(wanted.filter((path) => !there.has(path)));
  // what is declared apart counts as found: it was named on purpose, and has its own place in the key
  const known = listed.filter((path) => !gone.has(path));
  const idle = globs.find((glob) => {
    const matches = matcherOf(glob);
    return !known.some((path) => matches(path));
  });
  if (idle === undefined) return;
  const remedy = 'Name a file that git tracks or does not ignore, or leave it out.';
  throw new Mistake({ subject, what: 'matches no file', remedy, value: idle });
}

/** What git tracks or does not ignore, gone from the disk or not; outside of git every file. */
export async function visibleFiles({ files }: Pick<Host, 'files'>): Promise<readonly string[]> {
  const versioned = await files.versioned();
  if (versioned !== null) return versioned;
  // environments hold links that lead out of the checkout
  const found = await files.list('.', (path) => isNever(`${path}/`));
  return found.map(({ path }) => path).filter((path) => !isNever(path));
}

function trimmed(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/+$/, '');
}
