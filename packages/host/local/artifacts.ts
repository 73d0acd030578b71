import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
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
      if (published.has(name) || existsSync(target)) throw taken(name);
      published.add(name);
      const [newest] = runs(home, name);
      if (newest !== undefined && (await sameFiles(source(folder), join(home, name, newest))))
        return described(home, name, newest);
      await files.link(folder, target).catch(async (error: unknown) => {
        throw existsSync(target) ? taken(name, error) : error;
      });
      await note(target, files);
      for (const old of runs(home, name).slice(KEPT)) {
        await files.remove(join(home, name, old));
        await files.remove(join(home, name, `${old}.json`));
      }
      return described(home, name, run);
    },
    // the file itself can be opened
    page: () => Promise.resolve(null),
    list() {
      const found: Artifact[] = [];
      for (const name of artifactNames(home)) {
        const [newest] = runs(home, name);
        if (newest !== undefined) found.push(described(home, name, newest));
      }
      return Promise.resolve(found);
    },
    all() {
      const found: Artifact[] = [];
      for (const name of artifactNames(home))
        for (const id of runs(home, name)) found.push(described(home, name, id));
      return Promise.resolve(found);
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

function artifactNames(home: string): string[] {
  return namesIn(home).sort();
}

/** Newest first. */
function runs(home: string, name: string): string[] {
  return namesIn(join(home, name))
    .filter((id) => !id.endsWith('.json'))
    .sort()
    .reverse();
}

/** None where there is no such folder. They are few: a thread of the pool would cost more than looking. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
}

function described(home: string, name: string, id: string): Artifact {
  const record = noted(join(home, name, `${id}.json`));
  return {
    name,
    id,
    createdAt: statSync(join(home, name, id)).birthtime.toISOString(),
    ...(record === undefined ? {} : { record }),
  };
}

/** Writes down what the record is, so that one that is changed later does not pass for it. */
async function note(folder: string, files: Pick<Files, 'write'>): Promise<void> {
  const bytes = readOrNull(join(folder, 'record.json'));
  if (bytes === null) return;
  const record = createHash('sha256').update(bytes).digest('hex');
  await files.write(`${folder}.json`, `${JSON.stringify({ record })}\n`);
}

/** null: it cannot be read; undefined: there is no note. */
function noted(path: string): string | null | undefined {
  const bytes = readOrNull(path);
  if (bytes === null) return undefined;
  return /^\{"record":"([0-9a-f]{64})"\}\n$/.exec(bytes.toString('utf8'))?.[1] ?? null;
}

function readOrNull(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
