import { Fault, Mistake } from '#kit/outcome';
import type { Ref } from '#kit/ports';
import { digestOf } from '#record/digest';
import { FILE } from '#record/vocabulary';
import { advance, patienceOf } from '../advance.ts';
import type { Scene } from '../scene.ts';
import type { Operation } from './operation.ts';
import type { Sealed } from './sealing.ts';
import type { Site } from './site.ts';
import { type RollbackState, stateOf } from './state.ts';
import type { DeployWish } from './wish.ts';

/** The ref that stands for what serves in an environment. */
function deployedRef(environment: string): string {
  return `deployed/${environment}`;
}

/** What the ref stands for; null where it is not there, cannot be read, or is damaged. */
export interface Stood {
  readonly ref: Ref;
  readonly state: RollbackState;
}

/** A ref out of reach keeps nothing from serving: it is a warning. */
export async function readDeployed(environment: string, { host, model }: Scene): Promise<Stood | null> {
  const name = deployedRef(environment);
  if (host.kind === 'github' && host.run.repository === null) return null;
  const ref = await lenient(`The ref ${name} could not be read`, { host }, () => host.refs.read(model, name));
  if (ref === null) return null;
  const [record, said] = [FILE.record, FILE.deployment].map((path) => ref.files.get(path));
  const state = said === undefined ? null : stateOf(new TextDecoder().decode(said));
  if (state !== null && record !== undefined && digestOf(record) === ref.digest) return { ref, state };
  host.log.warning(
    `The ref ${name} is damaged: its files are not what it names. The next deployment sets it anew.`,
  );
  return null;
}

/**
 * Moves the ref to a deployment that came to something: on GitHub where this run may move refs; on a laptop always,
 * since there it stands for what this machine runs, of whatever commit.
 */
export async function moveDeployed(
  { change }: Operation,
  { environment }: DeployWish,
  { folder, recordDigest }: Sealed,
  { stood }: Pick<Site, 'stood'>,
  scene: Scene,
): Promise<void> {
  const { host, model } = scene;
  const name = deployedRef(environment);
  if (change.result === 'kept' || change.result === 'busy') return;
  if (host.kind === 'github' && !host.run.trusted.yes) {
    host.log.info(`The ref ${name} stays: ${host.run.trusted.because}.`);
    return;
  }
  const to = { digest: recordDigest, files: await treeOf(folder, scene), message: `${name} of ${model}` };
  const next = (there: Ref | null) => (there?.digest === to.digest ? null : to);
  const moved = await lenient(`The ref ${name} was not moved`, scene, () =>
    advance(host.refs, model, name, next, patienceOf(host)),
  );
  if (moved === null) return;
  const { before } = moved;
  if (stood !== null && versionOf(before) !== versionOf(stood.ref)) host.log.warning(met(environment));
  const from = before === null ? 'set' : `moved from ${before.digest.slice(0, 12)}`;
  host.log.info(`The ref ${name} was ${from} to ${recordDigest.slice(0, 12)}.`);
}

function met(environment: string): string {
  return `Somebody else deployed to ${environment} meanwhile: look with action: status at what serves.`;
}

function versionOf(ref: Ref | null): string | null {
  return ref === null ? null : ref.version;
}

const KEPT: readonly string[] = [FILE.record, FILE.verdict, FILE.deployment];

async function treeOf(folder: string, { host }: Scene): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const { path } of await host.files.list(folder)) {
    if (KEPT.includes(path) || path.startsWith(`${FILE.ancestors}/`))
      files.set(path, await host.files.bytes(`${folder}/${path}`));
  }
  return files;
}

async function lenient<T>(
  what: string,
  { host }: Pick<Scene, 'host'>,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const known = error instanceof Mistake || error instanceof Fault;
    if (host.cancelled.aborted || !known) throw error;
    host.log.warning(`${what}: ${error.message}`);
    return null;
  }
}
