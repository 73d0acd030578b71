import type { Ingredient } from '#image/layer';
import { Mistake } from '#kit/outcome';
import type { FileDigest, Host } from '#kit/ports';
import { canonical } from '#record/canonical';
import { type Digest, digestOf, digestOfTree, digestOfValue } from '#record/digest';
import { digestNamed, tell } from '#record/reading';
import { FILE } from '#record/vocabulary';
import { demandByproduct } from './artifact.ts';
import { packed, packedOf } from './code.ts';
import { basename } from './digest.ts';
import { committedThrough, type Links } from './followed.ts';
import { folderOf } from './scene.ts';
import type { Candidate } from './scoring.ts';
import { type Locked, lockedOf } from './surroundings.ts';

/** Everything from the checkout that goes into an image, and the model's environment. */
export interface Sources {
  /** what selects them, for who looks at the commit later */
  readonly globs: readonly string[];
  readonly digest: Digest;
  readonly links: Links;
  /** what that digest is of: code and lock file */
  readonly listed: readonly FileDigest[];
  readonly code: readonly FileDigest[];
  readonly environment: Environment | null;
}

/** The environment the model was trained in, as its training recorded it. */
export interface Environment {
  readonly digest: Digest;
  readonly locked: Locked;
  /** the lock file, and what its installer needs beside it; paths are relative to the project folder */
  readonly files: readonly FileDigest[];
}

/** What uv reads besides its lock file. */
const PYPROJECT = 'pyproject.toml';

/** Serving files and lock file as they lie in the checkout; a lock file that is not the training's is a mistake. */
export async function sourcesOf(globs: readonly string[], model: Candidate, host: Host): Promise<Sources> {
  const environment = await environmentOf(model, host);
  const locks = environment?.files.map(({ path }) => path) ?? [];
  const all = [...globs, ...locks];
  const { files, digest, links } = await packedOf(host, all);
  const code = files.filter(({ path }) => !locks.includes(path));
  return { globs: all, digest, links, listed: files, code, environment };
}

async function environmentOf({ fetched }: Candidate, host: Host): Promise<Environment | null> {
  const digest = digestNamed(tell(fetched.record)?.dependencies ?? [], 'environment');
  const text = await demandByproduct(fetched, FILE.environment, host);
  const locked = text === null ? null : lockedOf(text);
  if (digest === null || locked === null) return null;
  const { schema, spec } = locked;
  if (digestOfValue({ schema, spec }) !== digest) {
    const what = `is the environment of another training: the record of ${fetched.name} names ${digest}`;
    throw new Mistake({ subject: FILE.environment, what, remedy: 'Run setup and train again.' });
  }
  const { path, sha256 } = locked.lock;
  const found = await host.digests.ofFiles([path]);
  if (found[0]?.sha256 !== sha256) {
    const there =
      found[0] === undefined
        ? 'is not here'
        : `is not the one it was trained with: expected sha256 ${sha256}, found ${found[0].sha256}`;
    const remedy = 'Check out the commit of the training, or run setup, train and evaluate again.';
    throw new Mistake({
      subject: path,
      what: `is the lock file of the model's environment, and ${there}`,
      remedy,
    });
  }
  const beside = path.split('/').slice(0, -1).concat(PYPROJECT).join('/');
  const more = locked.spec.kind === 'uv' ? await host.digests.ofFiles([beside]) : [];
  return { digest, locked, files: [...found, ...more] };
}

/** The model's files below `models/`. */
export async function weights({ path }: Candidate, host: Host): Promise<Ingredient[]> {
  const files = await host.digests.of(path);
  return files.map((file) => ({
    ...file,
    path: ['models', basename(path), file.path].filter((part) => part !== '').join('/'),
    source: file.path === '' ? path : `${path}/${file.path}`,
    program: false,
  }));
}

/** Files of the checkout below `app/`. One that lies above the project folder is known by its name. */
export function application(files: readonly FileDigest[]): Ingredient[] {
  return files.map((file) => ({ ...file, path: appPath(file.path), source: file.path, program: true }));
}

/** Where a file of the checkout lies in the image. */
export function appPath(path: string): string {
  return `app/${path.startsWith('../') ? basename(path) : path}`;
}

/**
 * `mlops/environment.json`: what the environment is made of and its lock file. What was seen of the machine that
 * trained stays out: it would make another image on every machine.
 */
export async function manifest({ locked }: Environment, host: Host): Promise<Ingredient> {
  const { schema, spec, lock } = locked;
  const content = `${canonical({ schema, spec, lock })}\n`;
  const source = `${FILE.state}/tmp/${FILE.environment}`;
  await host.files.write(source, content);
  const said = { size: Buffer.byteLength(content), sha256: digestOf(content) };
  return { ...said, path: `mlops/${FILE.environment}`, source, program: false };
}

/** The commit that is checked out, where it holds the very files that are packed; else null. */
export async function revisionOf({ globs, digest, links }: Sources, host: Host): Promise<string | null> {
  const { commit } = host.run;
  if (commit === null) return null;
  const wanted = (paths: readonly string[]) => packed(paths, globs);
  for (const bytes of ['stored', 'checked out'] as const) {
    const wish = { commit, folder: folderOf(host), wanted, bytes };
    const found = await committedThrough(links, wish, host);
    if ('files' in found && digestOfTree(found.files) === digest) return commit;
  }
  return null;
}
