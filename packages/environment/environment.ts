import { dirname, join } from 'node:path';
import type { Host } from '#kit/ports';
import { URI } from '#record/vocabulary';
import { choose } from './choice.ts';
import { isDecided } from './decided.ts';
import { hold } from './held.ts';
import { folderOf, type Placed, place } from './install.ts';
import { openLock } from './lock.ts';
import { hostFacts } from './machine.ts';
import { envDigestOf, hostDigestOf, type Manifest } from './manifest.ts';
import { choosePython } from './python.ts';
import { specOf, weaknessOf } from './spec.ts';
import { locateUv } from './uv.ts';

/** What `setup` is asked for. */
export interface Wish {
  /** lock file, relative to the project folder; else the first of uv.lock, pylock.toml, requirements.txt */
  readonly lock?: string;
  /** "3.11"; else what the project and uv choose */
  readonly python?: string;
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** where a fetched uv is kept: `<toolFolder>/uv/<version>/uv` */
  readonly toolFolder: string;
  /** keep downloads by the host's cache: on a runner yes, on a laptop uv has its own */
  readonly useCache: boolean;
  /** resolves and gives the digests, installs nothing; the paths are those the environment would have */
  readonly dryRun?: boolean;
}

/** An environment that is there and is what its manifest says. */
export interface Prepared {
  readonly manifest: Manifest;
  readonly envDigest: string;
  readonly hostDigest: string;
  /** absolute, of the environment's own Python */
  readonly pythonPath: string;
  /** absolute, the folder for PATH */
  readonly binPath: string;
  /** nothing had to be downloaded: the environment was there, or its packages were in the cache */
  readonly cacheHit: boolean;
  /** the environment was there */
  readonly reused: boolean;
  readonly uvVersion: string;
  readonly tools: Tools;
  /** the lock file and the settings beside it alone decide what is installed: with the same it is the same again */
  readonly decided: boolean;
}

/** The programs an environment was made with. */
export interface Tools {
  /** `uv`, found on PATH, or a path */
  readonly uv: string;
  /** path of the interpreter the environment is made from */
  readonly python: string;
}

export type EnvironmentHost = Pick<Host, 'exec' | 'files' | 'log' | 'cache' | 'clock' | 'env' | 'cancelled'>;

/**
 * Makes the environment of a lock file and checks it package by package. Its digest is known from the lock, before
 * anything is installed.
 *
 * @throws Mistake: no lock, a stale one, a wrong hash, no such Python, extra or group
 */
export async function prepare(wish: Wish, host: EnvironmentHost): Promise<Prepared> {
  const opened = await openLock(wish.lock, host.files);
  host.log.info(`Lock file: ${opened.path}${wish.lock === undefined ? ' (found; `lock` is not given)' : ''}`);
  const uv = await locateUv(wish.toolFolder, host);
  const python = await choosePython(wish.python, dirname(opened.absolute), uv, host);
  const held = await hold(opened, python.path, uv, host);
  const packages = await choose(held.lock, wish, python.path, uv, host.files);
  const weakness = weaknessOf(opened.held, packages);
  const manifest: Manifest = {
    schema: URI.environment,
    spec: specOf(opened.kind, wish, python, packages),
    lock: { path: opened.path, sha256: opened.sha256 },
    strength: weakness === null ? 'strong' : 'weak',
    weakness,
    host: await hostFacts(python, uv.version, host),
  };
  const envDigest = envDigestOf(manifest);
  host.log.info(`${packages.length} packages for this machine; environment ${envDigest}${weak(weakness)}`);
  const order = { held, spec: manifest.spec, envDigest, python: python.path, useCache: wish.useCache };
  const { reused, cacheHit } = wish.dryRun ? nothingPlaced(host) : await place(order, uv, host);
  return {
    ...entailed(manifest, host.files.root),
    ...{ cacheHit, reused, tools: { uv: uv.program, python: python.path } },
    decided: await isDecided(opened, host.files),
  };
}

/** What follows from its manifest. */
export function entailed(manifest: Manifest, root: string) {
  const envDigest = envDigestOf(manifest);
  const windows = manifest.spec.target.os === 'win32';
  const binPath = join(folderOf(envDigest, root), windows ? 'Scripts' : 'bin');
  return {
    manifest,
    envDigest,
    hostDigest: hostDigestOf(manifest),
    pythonPath: join(binPath, windows ? 'python.exe' : 'python'),
    binPath,
    uvVersion: manifest.host.tool.version,
  };
}

function nothingPlaced({ log }: EnvironmentHost): Placed {
  log.info('Nothing is installed: dry run.');
  return { reused: false, cacheHit: false };
}

function weak(weakness: string | null): string {
  return weakness === null ? '' : ` (weak: ${weakness})`;
}
