import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Fetched, FetchedState } from '#kit/ports';
import { askGit, remoteNames, SAFE } from './git.ts';
import { mayHold } from './gitlayout.ts';
import { readObjects } from './gitobjects.ts';
import { refPlace } from './refname.ts';

const exec = promisify(execFile);

const PREFIX = 'refs/mlops/';

interface Entry {
  readonly path: string;
  readonly folder: boolean;
  readonly id: string;
}

/** States of refs/mlops as git holds them around a folder; see the port. `asking`: told before origin is asked. */
export function fetchedRefs(folder: string, asking: () => void = () => {}): Fetched {
  return {
    async states(wanted) {
      const remotes = await remoteNames(folder);
      if (remotes === null) return null;
      const origin = remotes.includes('origin');
      if (!mayHold(folder, PREFIX)) return { states: [], origin };
      if (!(await askGit(folder, 'for-each-ref', '--count=1', PREFIX))) return { states: [], origin };
      const commits = (await askGit(folder, 'rev-list', `--glob=${PREFIX}`)) ?? '';
      return { states: await statesOf(folder, commits.split('\n'), wanted), origin };
    },
    async read(model, name) {
      if (!mayHold(folder, PREFIX)) return null;
      const ref = `${PREFIX}${refPlace(model, name)}`;
      const version = await askGit(folder, 'rev-parse', '--verify', '--quiet', `${ref}^{commit}`);
      if (version === null) return null;
      const [state] = await statesOf(folder, [version], () => true);
      if (state === undefined || !state.whole) return null;
      return { name, digest: state.digest, files: state.files, version };
    },
    fetch: (seconds) => fetchAll(folder, seconds, asking),
  };
}

/** Nobody is asked for a password. What is there of refs/mlops is a copy of what origin has, and follows it. */
async function fetchAll(folder: string, seconds: number, asking: () => void): Promise<string | null> {
  if ((await remoteNames(folder))?.includes('origin') !== true) return null;
  asking();
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
  const env = { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: sshCommand() };
  const options = { cwd: folder, env, timeout: seconds * 1000 };
  try {
    await exec('git', [...SAFE, 'fetch', ...quiet, 'origin', `+${PREFIX}*:${PREFIX}*`], options);
    return null;
  } catch (error) {
    if (Reflect.get(Object(error), 'killed') === true) return `origin did not answer within ${seconds} s`;
    const said = String(Reflect.get(Object(error), 'stderr') ?? '').trim();
    return `origin could not be asked: ${said.split('\n')[0] ?? 'git gave no reason'}`;
  }
}

function sshCommand(): string {
  return process.env['GIT_SSH_COMMAND'] ?? 'ssh -o BatchMode=yes';
}

async function statesOf(
  folder: string,
  commits: readonly string[],
  wanted: (path: string) => boolean,
): Promise<FetchedState[]> {
  const heads = await readObjects(folder, commits);
  const found = commits.flatMap((id) => headOf(heads.get(id)) ?? []);
  const files = await filesOf(
    folder,
    found.map(({ tree }) => tree),
    wanted,
  );
  return found.map(({ tree, message }) => ({
    // the last line of the kind, as it is written there
    digest: [...message.matchAll(/^record: (\S+)$/gm)].at(-1)?.[1] ?? '',
    ...(files.get(tree) ?? { files: new Map(), whole: false }),
  }));
}

/** `tree <id>`, other lines, an empty one, the message. */
function headOf(commit: Uint8Array | undefined): { readonly tree: string; readonly message: string } | null {
  const text = new TextDecoder().decode(commit);
  const tree = /^tree ([0-9a-f]+)$/m.exec(text)?.[1];
  return tree === undefined ? null : { tree, message: text.slice(text.indexOf('\n\n') + 2) };
}

/** Wanted files by tree: folder by folder as deep as the trees go, then what is in the files, each read once. */
async function filesOf(
  folder: string,
  trees: readonly string[],
  wanted: (path: string) => boolean,
): Promise<Map<string, Pick<FetchedState, 'files' | 'whole'>>> {
  const entries = new Map<string, Entry[]>(trees.map((tree) => [tree, []]));
  let open: { readonly tree: string; readonly at: string; readonly id: string }[] = [...entries.keys()].map(
    (tree) => ({ tree, at: '', id: tree }),
  );
  while (open.length > 0) {
    const level = await readObjects(
      folder,
      open.map(({ id }) => id),
    );
    const below = open.flatMap(({ tree, at, id }) =>
      entriesOf(level.get(id), id.length / 2).map((entry) => ({
        ...entry,
        tree,
        path: `${at}${entry.path}`,
      })),
    );
    for (const { tree, ...entry } of below)
      if (!entry.folder && wanted(entry.path)) entries.get(tree)?.push(entry);
    open = below.filter((entry) => entry.folder).map(({ tree, path, id }) => ({ tree, at: `${path}/`, id }));
  }
  const blobs = await readObjects(
    folder,
    [...entries.values()].flatMap((files) => files.map(({ id }) => id)),
  );
  const read = (wantedHere: readonly Entry[]) => {
    const files = new Map(
      wantedHere.flatMap(({ path, id }) => (blobs.has(id) ? [[path, blobs.get(id) ?? NOTHING]] : [])),
    );
    return { files, whole: files.size === wantedHere.length };
  };
  return new Map([...entries].map(([tree, files]) => [tree, read(files)]));
}

const NOTHING = new Uint8Array();

/** A tree's bytes: `<mode> <name>`, a zero, then the id in `width` bytes (gitformat-pack; a folder has the mode 40000). */
function entriesOf(tree: Uint8Array | undefined, width: number): Entry[] {
  const bytes = Buffer.from(tree ?? NOTHING);
  const found: Entry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at);
    if (end < 0) break;
    const [mode = '', ...name] = bytes.toString('utf8', at, end).split(' ');
    const id = bytes.toString('hex', end + 1, end + 1 + width);
    found.push({ path: name.join(' '), folder: mode === '40000', id });
    at = end + 1 + width;
  }
  return found;
}
