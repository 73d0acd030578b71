import { setTimeout as sleep } from 'node:timers/promises';
import { localEngine } from '#engine/local';
import { unpackImage } from '#image/unpack';
import { Cancelled, Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Project } from '#project/project';
import type { Digest } from '#record/digest';
import { commandTarget } from '#target/command';
import type { Memory } from '#target/command/memory';
import { processTarget } from '#target/process/process';
import type { Target } from '#target/target';
import type { World } from '#target/verification/check';
import type { Scene } from '../scene.ts';
import { findSurroundings } from '../surroundings.ts';
import { type Announcer, openAnnouncer } from './announcement.ts';
import { readDeployed, type Stood } from './ref.ts';
import { memoryIn } from './state.ts';
import type { DeployWish } from './wish.ts';

/** An environment to deploy to: where models run there, and what is known of it. */
export interface Site {
  readonly target: Target;
  readonly announcer: Announcer;
  readonly stood: Stood | null;
  /** what a script's target remembers, for the next machine; null for other targets */
  readonly memory: () => Promise<Memory | null>;
}

/** Installs the environment of an image that is unpacked in a folder; gives what goes first on PATH. */
type Install = (folder: string, digest: Digest) => Promise<string>;

/**
 * Deploying runs no stage's code. The environment that setup left is used where it is there; one that is not, or is
 * not current, must keep nobody from rolling back.
 */
export async function openDeployScene(
  model: string | undefined,
  host: Host,
  project: Project,
): Promise<Scene> {
  const surroundings = await findSurroundings('deploy', project, host).catch((error: unknown) => {
    if (!(error instanceof Mistake)) throw error;
    host.log.debug(`Without an environment: ${error.message}`);
    return null;
  });
  return { host, project, model: model ?? project.model, engine: localEngine(host), surroundings };
}

export async function openSite(wish: DeployWish, scene: Scene, install: Install): Promise<Site> {
  const { host } = scene;
  const announcer = await openAnnouncer(wish.environment, host);
  const stood = await readDeployed(wish.environment, scene);
  if (wish.target === 'process') return { ...processSite(wish, scene, install), announcer, stood };
  const elsewhere =
    memoryIn(stood?.state ?? null, stood?.state.url ?? null) ??
    memoryIn(announcer.current?.state ?? null, announcer.current?.url ?? null);
  const target = commandTarget({
    environment: wish.environment,
    elsewhere,
    script: scriptOf(wish, scene),
    files: host.files,
    clock: host.clock,
    log: host.log,
  });
  return { target, announcer, stood, memory: () => target.memory() };
}

function processSite(
  { serve = '', environment, port, drain }: DeployWish,
  { host }: Scene,
  install: Install,
): Pick<Site, 'target' | 'memory'> {
  if (host.kind === 'github' && host.env['RUNNER_ENVIRONMENT'] === 'github-hosted') host.log.notice(HOSTED);
  const target = processTarget(host, {
    environment,
    port,
    serve,
    drain: drain * 1000,
    unpack: ({ layout, image }, into) => unpackImage(layout, image, into, host),
    path: async ({ environment: digest }, folder) => (digest === null ? [] : [await install(folder, digest)]),
  });
  return { target, memory: async () => null };
}

const HOSTED =
  'This is a runner that GitHub hosts: what target process starts ends with this job. Deploy from a self-hosted runner, or use target: command.';

function scriptOf({ run }: DeployWish, { engine, surroundings }: Scene) {
  if (run === undefined) {
    const remedy = 'Give run: your command, which prints {"url": …} as its last line (docs/deploy.md).';
    throw new Mistake({ subject: 'run', what: 'is needed for target: command and was not given', remedy });
  }
  const path = surroundings === null ? [] : [surroundings.bin];
  return (env: Readonly<Record<string, string>>) =>
    engine.run({ title: `deploy (${env['MLOPS_ACTION']})`, command: run, env, path });
}

/** What verifying takes of the world. */
export function worldOf({ web, clock, log, cancelled }: Host): World {
  const pause = async (milliseconds: number) => {
    await sleep(milliseconds, undefined, { signal: cancelled }).catch((cause: unknown) => {
      throw new Cancelled('verifying was cancelled', { cause });
    });
  };
  return { web, clock, log, pause };
}
