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
  const metadata = (await files.list(library)).filter(({ path }) => METADATA.test(path));
  return {
    uv: await digest([...(found === null ? [] : [found]), ...(tools.uv === 'uv' ? [] : [tools.uv])]),
    python: await digest(interpreters(made, tools, files.root)),
    packages: await digest(metadata.map(({ path }) => join(library, path))),
  };
}

/** Below the folder `lib` of an environment, as the packaging specifications name it. */
const METADATA = /^(?:[^/]+\/)?site-packages\/[^/]+\.(?:dist-info|egg-info|egg-link|pth)(?:\/|$)/;

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
