import { dirname } from 'node:path';
import { stringify } from 'smol-toml';
import * as z from 'zod/mini';
import { nearest } from '#kit/nearness';
import { Fault, Mistake } from '#kit/outcome';
import type { Files } from '#kit/ports';
import { failure } from './failure.ts';
import type { Lock } from './lock.ts';
import { comparable, type LockedPackage, type Selection } from './locked.ts';
import type { Uv } from './uv.ts';

const change = z.object({ name: z.string(), version: z.optional(z.string()) });
const listed = z.object({ changes: z.array(change) });
const synced = z.object({ sync: listed });

type Change = z.infer<typeof change>;

/**
 * Which packages of a lock this Python on this machine gets. uv decides it, as it will when it installs: it is
 * asked what it would put into an empty environment, so that markers are read by one program only. Needs no
 * network for packages of an index.
 *
 * @param python path of the interpreter
 * @throws Mistake for a stale lock, an unknown extra or group, a Python the lock does not allow
 */
export async function choose(
  lock: Lock,
  selection: Selection,
  python: string,
  uv: Uv,
  files: Files,
): Promise<LockedPackage[]> {
  checkSelection(lock, selection);
  const nowhere = `${await files.temporary('choice')}/none`;
  const changes =
    lock.kind === 'uv'
      ? await bySync(lock, selection, python, uv, nowhere)
      : await byList(lock, await listOf(lock, files), selection, python, uv, nowhere);
  return changes.map((found) => entryOf(found, lock));
}

/** Words that select; the group `dev` and other defaults come only when they are named. */
export function selecting({ extras, groups }: Selection): string[] {
  return [...extras.map((extra) => `--extra=${extra}`), ...groups.map((group) => `--group=${group}`)];
}

function checkSelection({ choices, path }: Lock, selection: Selection): void {
  if (choices === null) return;
  for (const kind of ['extras', 'groups'] as const) {
    for (const value of selection[kind].filter((name) => !choices[kind].includes(name))) {
      const there = choices[kind].length === 0 ? `It has no ${kind}.` : `It has ${choices[kind].join(', ')}.`;
      const meant = nearest(value, choices[kind]);
      const remedy = meant === null ? there : `${there} Did you mean ${meant}?`;
      throw new Mistake({ subject: kind, what: `is not in ${path}`, remedy, value });
    }
  }
}

async function bySync(
  lock: Lock,
  selection: Selection,
  python: string,
  uv: Uv,
  nowhere: string,
): Promise<Change[]> {
  const words = [
    'sync',
    '--locked',
    '--dry-run',
    '--output-format=json',
    '--no-default-groups',
    '--python',
    python,
  ];
  const asked = { cwd: dirname(lock.absolute), env: { UV_PROJECT_ENVIRONMENT: nowhere } };
  const ended = await uv.ask([...words, ...selecting(selection)], asked);
  if (ended.code !== 0) throw failure(ended, lock.path);
  return synced.parse(JSON.parse(ended.stdout)).sync.changes;
}

async function byList(
  lock: Lock,
  list: string,
  selection: Selection,
  python: string,
  uv: Uv,
  nowhere: string,
): Promise<Change[]> {
  const words = [
    'pip',
    'sync',
    '--dry-run',
    '--output-format=json',
    '--preview-features=pylock',
    '--allow-empty-requirements',
  ];
  const where = ['--python', python, '--target', nowhere];
  const ended = await uv.ask([...words, ...where, ...selecting(selection), list], {
    cwd: dirname(lock.absolute),
  });
  if (ended.code !== 0) throw failure(ended, lock.path);
  return listed.parse(JSON.parse(ended.stdout)).changes;
}

/**
 * A file that names the packages with their markers and no address that is asked. Requirements are given to uv as a
 * pylock.toml of wheels for any machine: for requirements it would ask the index, for these only the markers count.
 */
async function listOf(lock: Lock, files: Files): Promise<string> {
  if (lock.kind === 'pylock') return lock.absolute;
  const list = `${await files.temporary('choice')}/pylock.toml`;
  const packages = lock.packages.map(({ name, version, marker }) => ({
    name,
    version: version ?? '0',
    ...(marker === null ? {} : { marker }),
    wheels: [
      {
        url: `https://example.invalid/${name.replaceAll('-', '_')}-${version ?? '0'}-py3-none-any.whl`,
        hashes: { sha256: '0'.repeat(64) },
      },
    ],
  }));
  await files.write(list, stringify({ 'lock-version': '1.0', 'created-by': 'mlops', packages }));
  return list;
}

/**
 * The lock's entry for what uv would install. A version that the lock leaves open stays open, though uv may know it
 * from an earlier build: the digest must not depend on that. Forks of one version by index are one entry with all hashes.
 */
function entryOf({ name, version }: Change, lock: Lock): LockedPackage {
  const named = lock.packages.filter((entry) => entry.name === name);
  const same = named.filter((entry) => comparable(entry.version ?? '') === comparable(version ?? ''));
  const entries = same.length > 0 || named.length > 1 ? same : named;
  const [first] = entries;
  if (first === undefined)
    throw new Fault(`uv would install ${name} ${version ?? ''}, which ${lock.path} does not list`);
  const hashes = [...new Set(entries.flatMap((entry) => entry.hashes))].sort();
  return { ...first, version: first.version === null ? null : (version ?? first.version), hashes };
}
