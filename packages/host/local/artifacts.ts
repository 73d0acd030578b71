import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Artifact, Artifacts, Files } from '#kit/ports';
import { demandPublishable, taken } from '../artifactname.ts';
import { sameStamp } from '../hashing/stamp.ts';
import { type Listed, listFiles, sorted } from '../listing.ts';

/** Runs whose artifact of one name is kept. */
const KEPT = 5;

/**
 * `<home>/<name>/<run>/…`, with GitHub's rules: a name once a run, the newest over runs, never overwritten. Run
 * ids sort in the order of time. A folder appears complete, by a rename. What a skipped stage publishes again, the
 * very same files, is there already. `<run>.json` beside it says what its record was.
 */
export function folderArtifacts(
  home: string,
  run: string,
  files: Pick<Files, 'list' | 'link' | 'write' | 'remove'>,
  source: (folder: string) => string,
): Artifacts {
  const published = new Set<string>();
  return {
    async publish(name, folder) {
      demandPublishable(name, await files.list(folder));
      const target = join(home, name, run);
      if (published.has(name) || (await isThere(target))) throw taken(name);
      published.add(name);
      const [newest] = await runs(home, name);
      if (newest !== undefined && (await sameFiles(source(folder), join(home, name, newest))))
        return described(home, name, newest);
      await files.link(folder, target).catch(async (error: unknown) => {
        throw (await isThere(target)) ? taken(name, error) : error;
      });
      await note(target, files);
      for (const old of (await runs(home, name)).slice(KEPT)) {
        await files.remove(join(home, name, old));
        await files.remove(join(home, name, `${old}.json`));
      }
      return described(home, name, run);
    },
    async list() {
      const found: Artifact[] = [];
      for (const name of await artifactNames(home)) {
        const [newest] = await runs(home, name);
        if (newest !== undefined) found.push(await described(home, name, newest));
      }
      return found;
    },
    async all() {
      const found: Artifact[] = [];
      for (const name of await artifactNames(home))
        for (const id of await runs(home, name)) found.push(await described(home, name, id));
      return found;
    },
    open: ({ name, id }) => Promise.resolve(join(home, basename(name), basename(id))),
  };
}

function isSame(one: Listed, other: Listed | undefined): boolean {
  return other !== undefined && one.path === other.path && sameStamp(one, other);
}

/** Second names of the same files, all of them: size, times and inode are equal. */
async function sameFiles(one: string, other: string): Promise<boolean> {
  const [ours, theirs] = await Promise.all(
    [one, other].map(async (folder) => sorted(await listFiles(folder, folder))),
  );
  return (
    ours?.length === theirs?.length && (ours ?? []).every((file, index) => isSame(file, theirs?.[index]))
  );
}

async function artifactNames(home: string): Promise<string[]> {
  return (await readdir(home).catch(() => [])).filter((name) => !name.startsWith('.')).sort();
}

/** Newest first. */
async function runs(home: string, name: string): Promise<string[]> {
  const found = await readdir(join(home, name)).catch(() => []);
  return found
    .filter((id) => !id.startsWith('.') && !id.endsWith('.json'))
    .sort()
    .reverse();
}

async function described(home: string, name: string, id: string): Promise<Artifact> {
  const record = await noted(join(home, name, `${id}.json`));
  return {
    name,
    id,
    createdAt: (await stat(join(home, name, id))).birthtime.toISOString(),
    ...(record === undefined ? {} : { record }),
  };
}

/** Writes down what the record is, so that one that is changed later does not pass for it. */
async function note(folder: string, files: Pick<Files, 'write'>): Promise<void> {
  const bytes = await readFile(join(folder, 'record.json')).catch(() => null);
  if (bytes === null) return;
  const record = createHash('sha256').update(bytes).digest('hex');
  await files.write(`${folder}.json`, `${JSON.stringify({ record })}\n`);
}

/** null: it cannot be read; undefined: there is no note. */
async function noted(path: string): Promise<string | null | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  return /^\{"record":"([0-9a-f]{64})"\}\n$/.exec(text)?.[1] ?? null;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
