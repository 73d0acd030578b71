import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import { FILE } from '#record/vocabulary';
import { type EnvironmentHost, prepare } from './environment.ts';

const packed = z.object({
  spec: z.object({
    python: z.object({ version: z.string() }),
    selection: z.object({ extras: z.array(z.string()), groups: z.array(z.string()) }),
  }),
  lock: z.object({ path: z.string() }),
});

/**
 * Installs the environment of an image that is unpacked in `folder`, from the lock file in it, and gives the folder for
 * PATH. What comes out has to have the digest that the image names.
 *
 * @throws Mistake: an image without manifest or lock file, another environment on this machine, what `prepare` throws
 */
export async function installPacked(folder: string, wanted: string, host: EnvironmentHost): Promise<string> {
  const path = join(folder, 'mlops', FILE.environment);
  const remedy = 'Run containerize again.';
  if ((await host.files.exists(path)) !== 'file')
    throw new Mistake({
      subject: path,
      what: 'is not there: the image does not hold its environment',
      remedy,
    });
  const read = packed.safeParse(JSON.parse(await host.files.text(path)));
  if (!read.success) throw new Mistake({ subject: path, what: 'is no manifest of an environment', remedy });
  const { spec, lock } = read.data;
  // one that lay above the project folder is packed by its name
  const name = lock.path.startsWith('../') ? (lock.path.split('/').at(-1) ?? lock.path) : lock.path;
  const wish = {
    lock: join(folder, 'app', name),
    python: spec.python.version,
    ...spec.selection,
    toolFolder: join(host.env['RUNNER_TOOL_CACHE'] ?? join(homedir(), '.cache', 'mlops'), 'mlops-tools'),
    useCache: false,
  };
  const { envDigest, binPath } = await prepare(wish, host);
  if (envDigest === wanted) return binPath;
  throw new Mistake({
    subject: 'environment',
    what: `is another one on this machine than the model was trained in: expected ${wanted}, found ${envDigest}`,
    remedy: 'Deploy to a machine of the kind that trained, or train on one of this kind.',
  });
}
