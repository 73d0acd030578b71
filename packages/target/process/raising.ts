import { Cancelled, describe, Fault, Mistake } from '#kit/outcome';
import type { Candidate, Verify } from '../target.ts';
import { type Ground, releaseOf } from './ground.ts';
import { kept, settle } from './settling.ts';
import type { State } from './state.ts';
import { begun, instanceOf, launched, type Seed } from './transition.ts';

/** How a new revision came up; `reason`: why it may not serve. The state has to be settled then. */
export interface Raised {
  readonly state: State;
  readonly name: string;
  readonly reason: string | null;
}

/**
 * Starts a revision and has it verified. Before each step the state says what is about to be: that there will be such
 * a revision before anything is unpacked, and which process it is before it runs.
 */
export async function raise(
  ground: Ground,
  state: State,
  seed: Seed,
  role: Candidate['role'],
  verify: Verify,
): Promise<Raised> {
  const { name, state: planned } = begun(state, seed);
  const before = await kept(ground, planned);
  const refused = (error: unknown): Raised => ({ state: before, name, reason: reasonOf(error) });
  const instance = instanceOf(before, name);
  let lasting: Awaited<ReturnType<Ground['launch']>>;
  try {
    await ground.unpack(instance);
    lasting = await ground.launch(instance);
  } catch (error) {
    return refused(error);
  }
  const { port, id } = lasting;
  const started = await kept(ground, launched(before, name, port, id));
  await lasting.go();
  ground.say(`${name} starts on port ${port} as process ${id.pid}`);
  const candidate: Candidate = {
    url: `http://127.0.0.1:${port}`,
    release: releaseOf(instance),
    role,
    ended: lasting.ended,
  };
  const reason = await verified(ground, name, candidate, verify);
  if (reason !== null || (await ground.isAlive(id))) return { state: started, name, reason };
  return { state: started, name, reason: `${name} ${await lasting.ended}` };
}

/** Whatever ends `work` before its time, cancellation too: nothing it started is left. */
export async function attempted<T>(ground: Ground, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await settle(ground, await ground.read()).catch((other) => ground.say(`left for the next run: ${other}`));
    throw error;
  }
}

/** Asks `verify`, unless the process goes first, or the run is cancelled. */
export async function verified(
  ground: Ground,
  name: string,
  candidate: Candidate,
  verify: Verify,
): Promise<string | null> {
  const gone = candidate.ended.then((how) => `${name} ${how}`);
  const { signal, dispose } = cancellation(ground.cancelled, name);
  try {
    return await Promise.race([verify(candidate), gone, signal]);
  } finally {
    dispose();
  }
}

function cancellation(cancelled: AbortSignal, name: string) {
  let stop = () => {};
  const signal = new Promise<never>((_, reject) => {
    stop = () => reject(new Cancelled(`${name} was not verified: the run is cancelled`));
    if (cancelled.aborted) stop();
    cancelled.addEventListener('abort', stop);
  });
  signal.catch(() => {});
  return { signal, dispose: () => cancelled.removeEventListener('abort', stop) };
}

/** What is wrong with the release, or what the system says, is why it does not serve; the rest is not for here. */
function reasonOf(error: unknown): string {
  if (error instanceof Mistake) return error.problems.map(describe).join('; ');
  if (error instanceof Fault || (error instanceof Error && 'code' in error)) return error.message;
  throw error;
}
