import { basename, posix } from 'node:path';
import { nearest } from '#kit/nearness';
import { Mistake } from '#kit/outcome';
import type { Files } from '#kit/ports';
import { digestOf } from '#record/digest';
import type { LockedPackage, Selection } from './locked.ts';
import { parsePylock } from './pylock.ts';
import { parseRequirements } from './requirements.ts';
import { parseUvLock } from './uvlock.ts';

export type LockKind = 'uv' | 'pylock' | 'requirements';

/** What a lock file says, before anything is chosen from it. */
export interface Lock {
  readonly kind: LockKind;
  /** as the user spells it, relative to the project folder */
  readonly path: string;
  readonly absolute: string;
  /** of the file's bytes */
  readonly sha256: string;
  readonly packages: readonly LockedPackage[];
  /** names that can be selected; null where uv checks them itself */
  readonly choices: Selection | null;
  /** false: requirements without hashes, versions of which are chosen when they are installed */
  readonly held: boolean;
}

type Disk = Pick<Files, 'resolve' | 'exists' | 'bytes'>;

/** Of which the first that is there is taken where none is named. */
export const STANDARD = ['uv.lock', 'pylock.toml', 'requirements.txt'] as const;

/** What a project may have instead of a lock, and how to make one of it. */
export const MAKING: readonly (readonly [file: string, remedy: string])[] = [
  ['pyproject.toml', 'make uv.lock from pyproject.toml: uv lock'],
  ['requirements.in', 'uv pip compile --generate-hashes requirements.in -o requirements.txt'],
  ['poetry.lock', 'uvx --with poetry-plugin-export poetry export -f requirements.txt -o requirements.txt'],
  ['pdm.lock', 'pdm export -f pylock -o pylock.toml'],
  ['Pipfile.lock', 'pipenv requirements --hash > requirements.txt'],
  ['pixi.lock', 'its packages of PyPI in a pylock.toml or a hashed requirements.txt'],
  ['environment.yml', 'its packages of PyPI in a pylock.toml or a hashed requirements.txt'],
];

/**
 * Reads the lock file the user names, else the first of uv.lock, pylock.toml and requirements.txt in the project.
 *
 * @throws Mistake when there is none, when its name tells no kind, or when it cannot be parsed
 */
export async function openLock(said: string | undefined, files: Disk): Promise<Lock> {
  const path = said ?? (await findLock(files));
  const kind = kindOf(path);
  if (kind === null) {
    const remedy = 'Name a uv.lock, a pylock.toml, a pylock.<name>.toml or a requirements .txt.';
    throw new Mistake({ subject: 'lock', what: 'is no kind of lock file we know', remedy, value: path });
  }
  const absolute = await files.resolve(path, 'lock');
  if ((await files.exists(absolute)) !== 'file') throw await missing(path, files);
  const bytes = await files.bytes(absolute);
  const content = Buffer.from(bytes).toString('utf8');
  return { kind, path, absolute, sha256: digestOf(bytes), ...parse(kind, content, path) };
}

/** By file name, as uv does it; null for any other. */
export function kindOf(path: string): LockKind | null {
  const name = basename(path);
  if (name === 'uv.lock') return 'uv';
  if (/^pylock(\.[^.]+)?\.toml$/.test(name)) return 'pylock';
  return name.endsWith('.txt') ? 'requirements' : null;
}

type Content = Pick<Lock, 'packages' | 'choices' | 'held'>;

function parse(kind: LockKind, content: string, path: string): Content {
  if (kind === 'uv') return { packages: parseUvLock(content, path), choices: null, held: true };
  if (kind === 'pylock') return { ...parsePylock(content, path), held: true };
  const requirements = parseRequirements(content, path);
  return { packages: requirements ?? [], choices: { extras: [], groups: [] }, held: requirements !== null };
}

async function findLock(files: Disk): Promise<string> {
  for (const name of STANDARD) if ((await files.exists(name)) === 'file') return name;
  throw await missing(null, files);
}

async function missing(path: string | null, files: Disk): Promise<Mistake> {
  const folder = path === null ? '.' : posix.dirname(path);
  const here = async (names: readonly string[]) => {
    const found = await Promise.all(
      names.map(async (name) => (await files.exists(posix.join(folder, name))) === 'file'),
    );
    return names.filter((_, at) => found[at]);
  };
  const locks = await here(STANDARD);
  const others = await here(MAKING.map(([name]) => name));
  const makings = MAKING.filter(([name]) => others.includes(name)).map(
    ([name, remedy]) => `${name} (${remedy})`,
  );
  const likely = path === null ? null : nearest(basename(path), locks);
  const remedies = [
    ...(likely === null ? [] : [`Did you mean ${posix.join(folder, likely)}?`]),
    ...(locks.length === 0 || likely !== null ? [] : [`There is ${locks.join(', ')}.`]),
    ...(makings.length === 0 ? [] : [`There is ${makings.join('; ')}.`]),
  ];
  const none = 'Make one, e.g. uv pip compile --generate-hashes requirements.in -o requirements.txt.';
  return new Mistake({
    subject: 'lock',
    what:
      path === null
        ? `is not given, and there is no ${STANDARD.join(', ')} in the project folder`
        : 'is not there',
    remedy: remedies.length === 0 ? none : remedies.join(' '),
    ...(path === null ? {} : { value: path }),
  });
}
