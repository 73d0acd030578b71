import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Release } from '../target.ts';
import { accountOf } from './control.ts';
import { type FrontGround, type Ground, releaseOf } from './ground.ts';
import { type Places, placesOf } from './places.ts';
import { emptyState, type Instance, readState, stateText } from './state.ts';

export interface ProcessOptions {
  readonly environment: string;
  /** the stable port on 127.0.0.1 */
  readonly port: number;
  /** command that serves a new release */
  readonly serve: string;
  /** milliseconds that requests under way may take after a switch */
  readonly drain: number;
  /** the files of the release: `app/`, and the model below `models/` */
  readonly unpack: (release: Release, into: string) => Promise<void>;
  /** Installs the environment of a release that is unpacked in `folder`; gives what goes first on PATH. */
  readonly path: (release: Release, folder: string) => Promise<readonly string[]>;
}

export type Surroundings = Pick<Host, 'files' | 'processes' | 'locks' | 'clock' | 'log' | 'cancelled'>;

/** How long a process may take to end by itself. */
const PATIENCE_MS = 5_000;
const POLL_MS = 20;
/** The front looks at the state ten times a second, and when it is asked. */
const APPLY_MS = 10_000;

/** A file of its own, beside this one: `front.ts` from source, `front.js` in the bundle. */
const FRONT = fileURLToPath(new URL(`front${extname(import.meta.url)}`, import.meta.url));

/** This machine as a ground for deployments. */
export function machine(host: Surroundings, options: ProcessOptions): Ground {
  const { files, processes } = host;
  const places = placesOf(options.environment);
  const at = (path: string) => join(files.root, path);
  return {
    environment: options.environment,
    cancelled: host.cancelled,
    say: (text) => host.log.info(text),
    now: () => host.clock.now(),
    pause: (milliseconds) => sleep(milliseconds, undefined, { ref: false }),
    lock: () => host.locks.take(at(places.lock)),
    async read() {
      if ((await files.exists(places.state)) === null) return emptyState(options.environment);
      return readState(await files.text(places.state), places.state);
    },
    write: (state) => files.write(places.state, stateText(state), 'durable'),
    unpack: (instance) => unpacked(host, places, options, instance),
    launch: (instance) => launched(host, places, options, instance),
    isAlive: (process) => processes.isAlive(process),
    end: (process) => processes.end(process, PATIENCE_MS),
    async discard(folders) {
      for (const name of folders) {
        await files.remove(places.draft(name));
        await files.remove(places.folder(name));
      }
    },
    front: frontGround(host, places, options),
  };
}

async function unpacked(
  { files }: Surroundings,
  places: Places,
  { unpack }: ProcessOptions,
  instance: Instance,
): Promise<void> {
  const [folder, draft] = [places.folder(instance.folder), places.draft(instance.folder)];
  if ((await files.exists(folder)) !== null) return;
  await files.remove(draft);
  try {
    await files.folder(draft);
    await unpack(releaseOf(instance), join(files.root, draft, 'image'));
    await files.move(join(draft, 'image'), folder);
  } finally {
    // room, first of all: a full disk takes no other state either
    await files.remove(draft);
  }
}

async function launched(host: Surroundings, places: Places, options: ProcessOptions, instance: Instance) {
  const { files, processes } = host;
  const at = (path: string) => join(files.root, path);
  const folder = at(places.folder(instance.folder));
  const path = await options.path(releaseOf(instance), folder);
  const port = await processes.freePort();
  const script = places.script(instance.name);
  await files.write(script, `${instance.serve}\n`);
  const app = join(folder, 'app');
  const lasting = await processes.start(['bash', '--noprofile', '--norc', '-eo', 'pipefail', at(script)], {
    cwd: (await files.exists(app)) === 'folder' ? app : folder,
    log: at(places.output(instance.name)),
    path,
    env: {
      MLOPS_PORT: String(port),
      MLOPS_MODEL: await modelIn(host, folder),
      MLOPS_MODEL_DIGEST: instance.model,
      MLOPS_REVISION: instance.name,
      MLOPS_LOG: at(places.served(instance.name)),
    },
  });
  return { ...lasting, port };
}

/** The one file or folder below `models/`, or that folder where there are several. */
async function modelIn({ files }: Surroundings, folder: string): Promise<string> {
  const models = join(folder, 'models');
  if ((await files.exists(models)) !== 'folder')
    throw new Mistake({
      subject: models,
      what: 'is not there: the image holds no model',
      remedy: 'Deploy an image that containerize made.',
    });
  const first = new Set((await files.list(models)).map(({ path }) => path.split('/')[0] ?? ''));
  const [only] = first;
  return only !== undefined && first.size === 1 ? join(models, only) : models;
}

function frontGround(
  { files, processes, clock }: Surroundings,
  places: Places,
  options: ProcessOptions,
): FrontGround {
  const within = async (milliseconds: number, done: () => Promise<boolean>) => {
    for (const until = clock.elapsed() + milliseconds; ; await sleep(POLL_MS)) {
      if (await done()) return true;
      if (clock.elapsed() > until) return false;
    }
  };
  return {
    taken: (port) => processes.taken(port),
    launch: () =>
      processes.start([process.execPath, FRONT, join(files.root, places.state)], {
        cwd: files.root,
        log: join(files.root, places.frontLog),
        inherits: false,
      }),
    async applies(front, version) {
      let applied = false;
      await within(APPLY_MS, async () => {
        applied = ((await accountOf(front))?.version ?? -1) >= version;
        return applied || !(await processes.isAlive(front.process));
      });
      return applied;
    },
    async drained(front, revisions) {
      let busy: readonly string[] = revisions;
      await within(options.drain, async () => {
        const account = await accountOf(front);
        busy = revisions.filter((name) => (account?.flights[name] ?? 0) > 0);
        return busy.length === 0;
      });
      return busy;
    },
  };
}
