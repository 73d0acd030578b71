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
const NEVER = ['.mlops/**', '**/.venv/**', '**/venv/**', '**/__pycache__/**', '.github/**', '**/*.md'];

/** Dots are letters like others; a glob that ends in a slash is the folder with all below it. */
const DOTS = { dot: true } as const;

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
  const files = await host.digests.ofFiles(chosen(listed, globs, apart));
  if (globs.length > 0) demandMatches(globs, listed, files);
  return { digest: digestOfTree(files), files };
}

/** Which of the paths are code. */
export function chosen(
  paths: readonly string[],
  globs: readonly string[],
  apart: readonly string[],
): string[] {
  const wanted = globs.length === 0 ? () => true : picomatch(globs.map(folderAsGlob), DOTS);
  const never = picomatch(NEVER, DOTS);
  const out = apart.map(trimmed);
  const isApart = (path: string) => out.some((one) => path === one || path.startsWith(`${one}/`));
  return paths.filter((path) => wanted(path) && !never(path) && !isApart(path));
}

function demandMatches(
  globs: readonly string[],
  listed: readonly string[],
  files: readonly FileDigest[],
): void {
  const there = new Set(files.map(({ path }) => path));
  const matching = globs.map((glob) => picomatch(folderAsGlob(glob), DOTS));
  // what is declared apart counts as found: it was named on purpose, and has its own place in the key
  const known = [...there, ...listed];
  const idle = matching.findIndex((matches) => !known.some((path) => matches(path)));
  if (idle < 0) return;
  const remedy = 'Name a file that git tracks or does not ignore, or leave it out.';
  throw new Mistake({ subject: 'code', what: 'matches no file', remedy, value: globs[idle] ?? '' });
}

/** What git tracks or does not ignore, gone from the disk or not; outside of git every file. */
export async function visibleFiles({ files }: Pick<Host, 'files'>): Promise<readonly string[]> {
  const versioned = await files.versioned();
  if (versioned !== null) return versioned;
  const never = picomatch(NEVER, DOTS);
  return (await files.list('.')).map(({ path }) => path).filter((path) => !never(path));
}

function folderAsGlob(glob: string): string {
  return glob.endsWith('/') ? `${trimmed(glob)}/**` : trimmed(glob);
}

function trimmed(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/+$/, '');
}
