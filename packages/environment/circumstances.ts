import { arch, cpus, homedir, platform, release } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { Digests, FileDigest, Files, Host } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import manifest from '../../package.json' with { type: 'json' };
import { driverOf } from './driver.ts';
import type { Wish } from './environment.ts';
import { STANDARD } from './lock.ts';

/** Ports to look at the disk with, nothing else. */
export interface LookingHost extends Pick<Host, 'env'> {
  readonly files: Pick<Files, 'root' | 'exists' | 'text' | 'list' | 'names'>;
  readonly digests: Pick<Digests, 'ofFiles'>;
}

/** All from which an environment follows, a digest for each part of it; what is installed is another matter. */
export interface Circumstances {
  readonly program: Digest;
  readonly wish: Digest;
  readonly lock: Digest;
  /** what chooses a Python, an index, or what uv does */
  readonly settings: Digest;
  readonly variables: Digest;
  readonly machine: Digest;
}

/** What tells one shell or terminal from another, and an installer nothing. */
const PASSING = [
  ...['_', 'SHLVL', 'OLDPWD', 'PWD', 'COLUMNS', 'LINES', 'WINDOWID', 'TMUX_PANE', 'TERM_SESSION_ID'],
  ...['ITERM_SESSION_ID', 'SSH_TTY', 'SSH_CLIENT', 'SSH_CONNECTION'],
];

/** What uv reads in a project's folder and those above it, and by what a Python on PATH may be another one there. */
const OF_PROJECTS = [
  'pyproject.toml',
  'uv.toml',
  '.python-version',
  '.python-versions',
  '.tool-versions',
  'mise.toml',
  '.mise.toml',
];

/** The C library, where distributions of Linux keep it: an update of it changes no other file that is looked at. */
const C_LIBRARIES = [
  '/lib/x86_64-linux-gnu/libc.so.6',
  '/lib/aarch64-linux-gnu/libc.so.6',
  '/lib64/libc.so.6',
  '/usr/lib/libc.so.6',
  '/lib/ld-musl-x86_64.so.1',
  '/lib/ld-musl-aarch64.so.1',
];

/**
 * Looked at without a process. A newer interpreter or uv that appears on PATH is not noticed. Null: what the drivers of this
 * machine say cannot be told.
 */
export async function circumstancesOf(wish: Wish, host: LookingHost): Promise<Circumstances | null> {
  const { files, digests, env } = host;
  const contents = async (paths: readonly string[]) => namedBytes(await digests.ofFiles(paths));
  const driver = await driverOf(host);
  if (driver === null) return null;
  const variables = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || PASSING.includes(name) ? [] : [[name, value]],
  );
  const machine = [platform(), arch(), release(), cpus()[0]?.model ?? null, driver];
  return {
    program: ofJson(manifest.version),
    wish: ofJson([files.root, asked(wish)]),
    lock: ofJson(await contents(wish.lock === undefined ? STANDARD : [wish.lock])),
    settings: ofJson(await contents(settingsOf(wish, host))),
    variables: ofJson(variables.sort(([one = ''], [other = '']) => (one < other ? -1 : 1))),
    machine: ofJson([machine, await contents(['/etc/os-release', ...C_LIBRARIES])]),
  };
}

/** Which files are there, and what is in them. */
export function namedBytes(files: readonly FileDigest[]): string[][] {
  return files.map(({ path, sha256 }) => [path, sha256]);
}

export function ofJson(value: unknown): Digest {
  return digestOf(JSON.stringify(value));
}

function asked({ lock, python, extras, groups, toolFolder, useCache }: Wish) {
  return [lock ?? null, python ?? null, extras, groups, toolFolder, useCache];
}

/** Absolute paths, whether something is there or not. */
function settingsOf({ lock = '.' }: Wish, { files, env }: LookingHost): string[] {
  const folders = new Set([files.root, dirname(resolve(files.root, lock))].flatMap(above));
  const home = env.HOME || homedir();
  const own = env.XDG_CONFIG_HOME || join(home, '.config');
  const shared = (env.XDG_CONFIG_DIRS || '/etc/xdg').split(delimiter);
  return [
    ...[...folders].flatMap((folder) => OF_PROJECTS.map((name) => join(folder, name))),
    ...['uv.toml', '.python-version', '.python-versions'].map((name) => join(own, 'uv', name)),
    ...[...shared.map((folder) => join(folder, 'uv', 'uv.toml')), '/etc/uv/uv.toml'],
    ...(env.UV_CONFIG_FILE ? [resolve(files.root, env.UV_CONFIG_FILE)] : []),
    join(env.PYENV_ROOT || join(home, '.pyenv'), 'version'),
    ...[join(home, '.tool-versions'), join(own, 'mise', 'config.toml')],
  ];
}

/** A folder and all above it. */
function above(folder: string): string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...above(dirname(folder))];
}
