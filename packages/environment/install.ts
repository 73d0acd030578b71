import { dirname, join } from 'node:path';
import { Fault } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { FILE } from '#record/vocabulary';
import { selecting } from './choice.ts';
import { type Downloads, downloads } from './downloads.ts';
import { failure } from './failure.ts';
import type { HeldLock } from './held.ts';
import { differences, installedIn } from './installed.ts';
import type { Spec } from './manifest.ts';
import type { Uv } from './uv.ts';

export interface Order {
  readonly held: HeldLock;
  readonly spec: Spec;
  readonly envDigest: string;
  /** path of the interpreter the environment is made from */
  readonly python: string;
  readonly useCache: boolean;
}

export interface Placed {
  readonly reused: boolean;
  readonly cacheHit: boolean;
}

type Ports = Pick<Host, 'files' | 'log' | 'cache' | 'clock'>;

/**
 * The environment under `.mlops/env/<start of its digest>`: the one that lies there when it is what the manifest
 * says package by package, else a new one, strictly from the lock and checked in the same way. Packages from the
 * project's own folders are always installed again.
 *
 * @throws Mistake for what uv cannot install, Fault when the result is not what uv said it would install
 */
export async function place(order: Order, uv: Uv, host: Ports): Promise<Placed> {
  const { root } = host.files;
  const folder = folderOf(order.envDigest, root);
  if ((await host.files.exists(folder)) === 'folder' && (await intact(folder, order.spec, uv, host))) {
    return { reused: true, cacheHit: true };
  }
  const kept = await downloads(order.useCache ? cacheKey(order) : null, uv, host);
  const start = host.clock.elapsed();
  await install(order, folder, uv, kept);
  const found = await installedIn(folder, root, uv);
  const wrong = found === null ? ['its Python does not run'] : differences(order.spec.packages, found);
  if (wrong.length > 0) throw new Fault(`The new environment is not what the lock says: ${wrong.join('; ')}`);
  const seconds = ((host.clock.elapsed() - start) / 1000).toFixed(1);
  host.log.info(`Installed and checked ${order.spec.packages.length} packages in ${seconds} s.`);
  await kept.keep();
  return { reused: false, cacheHit: kept.hit };
}

/** Where an environment lies, absolute. */
export function folderOf(envDigest: string, root: string): string {
  return join(root, FILE.state, 'env', envDigest.slice(0, 16));
}

function cacheKey({ envDigest, spec }: Order): string {
  return `mlops-env-1-${envDigest}-${spec.target.arch}`;
}

/** Packages that are built from folders: their code may have changed though name and version did not. */
function ownFolders({ packages }: Spec): string[] {
  return packages.filter(({ source }) => /^(directory|editable):/.test(source ?? '')).map(({ name }) => name);
}

async function intact(folder: string, spec: Spec, uv: Uv, { files, log }: Ports): Promise<boolean> {
  const found = await installedIn(folder, files.root, uv);
  const wrong = found === null ? ['its Python does not run'] : differences(spec.packages, found);
  const own = ownFolders(spec);
  if (wrong.length === 0 && own.length > 0) {
    log.info(`Packages of the project's own folders are installed again: ${own.join(', ')}.`);
    return false;
  }
  if (wrong.length === 0) {
    log.info(
      `Checked ${spec.packages.length} packages of the environment that is there; nothing to install.`,
    );
    return true;
  }
  log.info(`The environment that is there is made anew: ${wrong.join('; ')}.`);
  await files.remove(folder);
  return false;
}

async function install(order: Order, folder: string, uv: Uv, kept: Downloads): Promise<void> {
  const { held, spec, python } = order;
  const cwd = dirname(held.lock.absolute);
  const again = ownFolders(spec).map((name) => `--reinstall-package=${name}`);
  const selected = [...selecting(spec.selection), ...again];
  const run = async (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const ended = await uv.run(words, { cwd, env: { ...kept.env, ...env } });
    if (ended.code !== 0) throw failure(ended, held.lock.path);
  };
  if (held.lock.kind === 'uv') {
    const words = ['sync', '--locked', '--no-default-groups', '--python', python, ...selected];
    return run(words, { UV_PROJECT_ENVIRONMENT: folder });
  }
  await run(['venv', '--no-project', '--clear', '--quiet', '--python', python, folder]);
  const strict =
    held.lock.kind === 'pylock' ? ['--preview-features=pylock', ...selected] : ['--require-hashes'];
  await run(['pip', 'sync', '--allow-empty-requirements', '--python', folder, ...strict, held.file]);
}
