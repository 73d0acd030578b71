import type { Host } from '#kit/ports';
import { type Digest, digestOfTree } from '#record/digest';
import { type Claim, isCommit, wentIn } from '#record/lineage/claims';
import { type Sighting, short } from '#record/lineage/state';
import type { Told } from '#record/reading';
import { chosen, packed } from '../code.ts';
import { committedThrough, type Links } from '../followed.ts';
import { measured } from './measured.ts';

/** What is looked at. */
export interface Look {
  /** false: records alone are compared */
  readonly bytes: boolean;
  /** code or data of a commit above so many bytes is not read from git */
  readonly codeLimit?: number;
  /** what is not among the artifacts is looked for in the cache */
  readonly cache?: boolean;
}

interface Source {
  readonly name: string;
  readonly sighting: Sighting;
}

/** What was found of that which went in from nowhere else: data that lie in the checkout, code, the commit. */
export async function sourcesOf(told: Told, look: Look, host: Host): Promise<Source[]> {
  const sources: Source[] = [];
  for (const claim of wentIn(told)) {
    const { name } = claim;
    const sighting = name.startsWith('data:')
      ? await sightData(claim, told, look, host)
      : name === 'code'
        ? await sightCode(claim, told, look, host)
        : isCommit(name)
          ? await sightCommit(claim, told, host)
          : null;
    if (sighting !== null) sources.push({ name, sighting });
  }
  return sources;
}

/** Data without a producer are looked at where they lay; where something else lies there since, in the commit. */
async function sightData(
  { name, digest }: Claim,
  told: Told,
  look: Look,
  host: Host,
): Promise<Sighting | null> {
  const places: unknown = told.internal['data'];
  const path: unknown = Reflect.get(Object(places), name.slice('data:'.length));
  const produced = told.ancestors.some((ancestor) => ancestor.name === name);
  if (typeof path !== 'string' || produced) return null;
  const place = [folderIn(told), path].filter((part) => part !== '').join('/');
  if (isForeign(told, host)) return { place, digest: null, reason: 'it lies in another repository' };
  const absolute = `${host.files.workspace}/${place}`;
  try {
    await host.files.resolve(absolute, name);
  } catch {
    return { place, digest: null, reason: `${place} leads out of the checkout` };
  }
  const there = (await host.files.exists(absolute)) !== null;
  const seen = there
    ? await measured(absolute, place, name, host)
    : { place, digest: null, reason: `${place} is not here` };
  if (seen.digest === digest) return seen;
  return (await sightCommitted(path, digest, told, look, host)) ?? seen;
}

/** Data as the commit has them; null where it has others, or none. */
async function sightCommitted(
  path: string,
  digest: Digest,
  told: Told,
  look: Look,
  host: Host,
): Promise<Sighting | null> {
  const { commit } = told;
  if (commit === null) return null;
  const root = path.replace(/\/+$/, '');
  const wanted = (paths: readonly string[]) =>
    paths.filter((one) => one === root || one.startsWith(`${root}/`));
  const limit = look.codeLimit === undefined ? {} : { limit: look.codeLimit };
  const wish = { commit, folder: folderIn(told), wanted, ...limit };
  for (const bytes of ['stored', 'checked out'] as const) {
    const found = await host.files.committed({ ...wish, bytes });
    if ('unknown' in found) return null;
    const files = found.files.map((file) => ({ ...file, path: below(root, file.path) }));
    if (digestOfTree(files) === digest) return { place: `commit ${short(commit)}`, digest };
  }
  return null;
}

/** A path as a dataset has it: below its folder, and of a single file its name. */
function below(root: string, path: string): string {
  return path === root ? (path.split('/').at(-1) ?? path) : path.slice(root.length + 1);
}

async function sightCommit({ digest }: Claim, told: Told, host: Host): Promise<Sighting> {
  const place = 'git';
  if (told.dirty) return { place, digest: null, reason: 'the checkout had changes that were not committed' };
  const wish = { commit: digest, folder: folderIn(told), wanted: () => [], bytes: 'stored' } as const;
  const found = await host.files.committed(wish);
  return 'unknown' in found ? { place, digest: null, reason: found.unknown } : { place, digest };
}

/** The code as the commit has it: as git keeps it, else as line ends and filters leave it in a checkout. */
async function sightCode({ digest }: Claim, told: Told, look: Look, host: Host): Promise<Sighting> {
  const { commit, dirty, internal } = told;
  const blind = (reason: string): Sighting => ({ place: 'git', digest: null, reason });
  if (commit === null) return blind('it was made outside of git');
  if (dirty) return blind('the checkout had changes that were not committed');
  const [globs, apart] = [texts(internal['code']), texts(internal['apart'])];
  const wanted = (paths: readonly string[]) =>
    told.stage === 'containerize' ? packed(paths, globs) : chosen(paths, globs, apart);
  const links = linksOf(internal['links']);
  const limit = look.codeLimit === undefined ? {} : { limit: look.codeLimit };
  const place = `commit ${short(commit)}`;
  let [seen, submodules]: [Digest | null, boolean] = [null, false];
  for (const bytes of ['stored', 'checked out'] as const) {
    const wish = { commit, folder: folderIn(told), wanted, bytes, ...limit };
    const found = await committedThrough(links, wish, host);
    if ('unknown' in found) return blind(found.unknown);
    seen ??= digestOfTree(found.files);
    submodules = found.submodules;
    if (digestOfTree(found.files) === digest) return { place, digest };
  }
  return submodules
    ? blind('the commit has submodules, of whose files it knows nothing')
    : { place, digest: seen };
}

function isForeign({ repository }: Told, { run }: Pick<Host, 'run'>): boolean {
  return repository !== null && run.repository !== null && !repository.endsWith(`/${run.repository}`);
}

/** The project folder below the checkout. */
function folderIn({ internal }: Told): string {
  return typeof internal['folder'] === 'string' ? internal['folder'] : '';
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function linksOf(value: unknown): Links {
  const said = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(said.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
