import { randomUUID } from 'node:crypto';
import { Fault, Mistake } from '#kit/outcome';
import type { Ground } from './ground.ts';
import type { State } from './state.ts';
import { doomed, instanceOf, isSettled, settled } from './transition.ts';

/** Replaces the state; it is the next version of it. */
export async function kept(ground: Ground, state: State): Promise<State> {
  const next = { ...state, version: state.version + 1, url: urlOf(state) };
  await ground.write(next);
  return next;
}

function urlOf({ front, serving }: State): string | null {
  return front === null || serving === null ? null : `http://127.0.0.1:${front.port}`;
}

/**
 * Ends what the state says is to end, whoever left it so: this run, or one that was killed. First the front goes by
 * the state and the requests on their way are through; last the state says that nothing is left to do. Killed in
 * between, it is the same again for the next run.
 */
export async function settle(ground: Ground, state: State): Promise<State> {
  if (isSettled(state)) return state;
  await drain(ground, state);
  for (const name of doomed(state)) {
    const { process } = instanceOf(state, name);
    const how = process === null ? 'gone' : await ground.end(process);
    if (how !== 'gone') ground.say(`${name} ${how === 'killed' ? 'had to be killed' : 'has ended'}`);
  }
  const after = settled(state);
  if (after.front === null && state.front !== null) {
    await ground.end(state.front.process);
    ground.say(`port ${state.front.port} is free again`);
  }
  await ground.discard(state.folders.filter((folder) => !after.folders.includes(folder)));
  return kept(ground, after);
}

async function drain(ground: Ground, state: State): Promise<void> {
  const { front } = state;
  if (front === null || state.ending.length === 0) return;
  if (!(await ground.front.applies(front, state.version))) return;
  const busy = await ground.front.drained(front, state.ending);
  if (busy.length > 0) ground.say(`requests to ${busy.join(', ')} are cut off: the time to drain is over`);
}

/**
 * A front that holds the port and goes by the state: the one there is, or a new one where it has gone, is deaf, or
 * holds another port. Its identity is in the state before it runs.
 *
 * @throws Mistake when somebody else holds the port
 */
export async function fronted(ground: Ground, state: State, port: number): Promise<State> {
  const { front } = state;
  if (front !== null && front.port === port) {
    if (await ground.front.applies(front, state.version)) return state;
    await ground.end(front.process);
  }
  await demandPort(ground, port);
  const lasting = await ground.front.launch();
  const next = await kept(ground, { ...state, front: { port, token: randomUUID(), process: lasting.id } });
  await lasting.go();
  if (next.front !== null && (await ground.front.applies(next.front, next.version))) {
    if (front !== null && front.port !== port) ground.say(`port ${front.port} is given up for ${port}`);
    return next;
  }
  const gone = !(await ground.isAlive(lasting.id));
  throw new Fault(`the front of ${ground.environment} ${gone ? await lasting.ended : 'does not answer'}`);
}

/**
 * Before anything is started: the front there is serves on, or the port is free for one. A front that is to move
 * moves only when something new serves: what serves on does so at its address.
 */
export async function prepared(ground: Ground, state: State, port: number): Promise<State> {
  if (state.front?.port === port) return fronted(ground, state, port);
  await demandPort(ground, port);
  return state;
}

/** @throws Mistake that names the port and who holds it */
async function demandPort(ground: Ground, port: number): Promise<void> {
  const taken = await ground.front.taken(port);
  if (taken === null) return;
  const remedy = 'End it, or give another port (deploy.port).';
  throw new Mistake({ subject: 'port', value: String(port), what: taken, remedy });
}
