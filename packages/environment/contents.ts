import { dirname, join, resolve } from 'node:path';
import type { Digest } from '#record/digest';
import { type LookingHost, namedBytes, ofJson } from './circumstances.ts';
import type { Prepared, Tools } from './environment.ts';
import { onPath } from './onpath.ts';

/** An environment and what made it, as it lies on the disk: a digest for each part. */
export interface Contents {
  /** the uv on PATH, and the one that is used */
  readonly uv: Digest;
  /** the interpreter it was made from, its library, and how the environment leads to them */
  readonly python: Digest;
  /** what tells which packages are installed, and from where Python takes modules besides */
  readonly packages: Digest;
}

type Made = Pick<Prepared, 'manifest' | 'pythonPath' | 'binPath'>;

/** Looked at without a process. */
export async function contentsOf(made: Made, tools: Tools, host: LookingHost): Promise<Contents> {
  const { files, digests, env } = host;
  const digest = async (paths: readonly string[]) => ofJson(namedBytes(await digests.ofFiles(paths)));
  const found = await onPath('uv', env.PATH, files);
  const library = join(dirname(made.binPath), 'lib');
  const packages = await metadataIn(library, files);
  return {
    uv: await digest([...(found === null ? [] : [found]), ...(tools.uv === 'uv' ? [] : [tools.uv])]),
    python: await digest(interpreters(made, tools, files.root)),
    packages: ofJson([packages.names, await digest(packages.files)]),
  };
}

/** As the packaging specifications name it; what lies below it, and what a package carries with it, is its own affair. */
const METADATA = /\.(?:dist-info|egg-info|egg-link|pth)$/;

/** In the folders `site-packages` of an environment's `lib`: names, a folder that is empty among them, and files. */
async function metadataIn(library: string, files: LookingHost['files']) {
  const homes = [library, ...(await files.names(library)).map((name) => join(library, name))];
  const names: string[] = [];
  const found: string[] = [];
  for (const home of homes.map((folder) => join(folder, 'site-packages'))) {
    for (const path of (await files.names(home)).map((name) => join(home, name))) {
      if (!METADATA.test(path)) continue;
      names.push(path);
      if ((await files.exists(path)) === 'file') found.push(path);
      else found.push(...(await files.list(path)).map((below) => join(path, below.path)));
    }
  }
  return { names, files: found };
}

/** A Python may be a small program over a library: another release of it is another library. */
function interpreters({ manifest, pythonPath, binPath }: Made, { python }: Tools, root: string): string[] {
  const [major, minor] = manifest.spec.python.version.split('.');
  const home = resolve(root, dirname(python), '..');
  const libraries = ['', 't'].flatMap((kind) => {
    const name = `libpython${major}.${minor}${kind}`;
    return [`lib/${name}.so.1.0`, `lib64/${name}.so.1.0`, `lib/${name}.dylib`];
  });
  return [
    ...[python, pythonPath, join(dirname(binPath), 'pyvenv.cfg')],
    ...[...libraries, 'Python'].map((name) => join(home, name)),
  ];
}
