import picomatch from 'picomatch';
import { Mistake } from '#kit/outcome';
import type { FileDigest, Host } from '#kit/ports';
import { type Digest, digestOfTree } from '#record/digest';
import { followLinks, type Links } from './followed.ts';

/** The files a stage is made of, and their digest together. */
export interface Code {
  readonly digest: Digest;
  readonly files: readonly FileDigest[];
  /** links to folders through which some of them are reached */
  readonly links: Links;
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
  const select = (paths: readonly string[]) => chosen(paths, globs, apart);
  const could = (paths: readonly string[]) => chosen(paths, [], apart);
  return gathered({ subject: 'code', globs, select, could }, host);
}

/** Files that go into an image: those named on purpose, documents and what a stage declares too. */
export async function packedOf(
  host: Pick<Host, 'digests' | 'files'>,
  globs: readonly string[],
): Promise<Code> {
  if (globs.length === 0) return { digest: digestOfTree([]), files: [], links: {} };
  const select = (paths: readonly string[]) => packed(paths, globs);
  return gathered({ subject: 'files', globs, select, could: (paths) => paths }, host);
}

interface Choice {
  readonly subject: 'code' | 'files';
  readonly globs: readonly string[];
  readonly select: (paths: readonly string[]) => readonly string[];
  /** those that some glob could choose */
  readonly could: (paths: readonly string[]) => readonly string[];
}

/** What is chosen of all that is visible, behind links to folders too. */
async function gathered(choice: Choice, host: Pick<Host, 'digests' | 'files'>): Promise<Code> {
  const { subject, globs, select } = choice;
  const listed = await visibleFiles(host);
  const wanted = select(listed);
  const files = await host.digests.ofFiles(wanted);
  const { paths, links } = await followLinks(perhapsLinks(listed, wanted, files, choice), subject, host);
  const behind = select(paths);
  const all = behind.length === 0 ? files : [...files, ...(await host.digests.ofFiles(behind))];
  demandNames(subject, [...wanted, ...behind], all);
  demandMatches(subject, globs, [...listed, ...paths], [...wanted, ...behind], all);
  return { digest: digestOfTree(all), files: all, links: behind.length === 0 ? {} : used(links, behind) };
}

/** Those behind which something was chosen. */
function used(links: Links, behind: readonly string[]): Links {
  return Object.fromEntries(
    Object.entries(links).filter(([link]) => behind.some((path) => path.startsWith(`${link}/`))),
  );
}

/**
 * What was chosen and is no file may be a link to a folder; and so may be what no glob names itself where one could name
 * something behind it.
 */
function perhapsLinks(
  listed: readonly string[],
  wanted: readonly string[],
  files: readonly FileDigest[],
  { globs, could }: Choice,
): string[] {
  const there = new Set(files.map(({ path }) => path));
  const asked = new Set(wanted);
  const reaches = globs.map(reachOf);
  const others = listed.filter((path) => !asked.has(path) && reaches.some((reach) => reach(path)));
  return [...wanted.filter((path) => !there.has(path)), ...could(others)].filter(
    (path) => !isMachines(`${path}/`),
  );
}

/** Could a glob name something below a path, if that were a folder? */
function reachOf(glob: string): Matcher {
  const pattern = trimmed(glob);
  const base = isMagic(pattern) ? picomatch.scan(pattern).base : pattern;
  const isBelow = (path: string, folder: string) => path.startsWith(folder) && path[folder.length] === '/';
  return (path) =>
    isBelow(base, path) || (isMagic(pattern) && (base === '' || isBelow(path, base) || path === base));
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

/**
 * git tells names as bytes, and those that are no UTF-8 are read as U+FFFD: under that name nothing is there. The file
 * would be left out, and the stage skipped when it changes.
 */
function demandNames(subject: string, wanted: readonly string[], files: readonly FileDigest[]): void {
  const odd = wanted.filter((path) => path.includes('\ufffd'));
  if (odd.length === 0) return;
  const there = new Set(files.map(({ path }) => path));
  const lost = odd.find((path) => !there.has(path));
  if (lost === undefined) return;
  const remedy = `Rename it, or write ${subject}: so that it is left out.`;
  throw new Mistake({ subject: lost, what: 'has a name that is not UTF-8', remedy });
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
