import { describe, Fault, Mistake } from '#kit/outcome';
import type { Ground } from './ground.ts';
import { fronted, settle } from './settling.ts';
import type { State } from './state.ts';
import { instanceOf } from './transition.ts';

/**
 * Clears away what a run left that was killed, and starts the front again where it has gone; `notes` say so. A
 * revision that has gone is not started again: why it went is for a person to see. A front that does not come up again
 * is a note: whoever retires needs none, and whoever deploys may have another port for it.
 *
 * `looking`: nothing that cannot be mended is thrown.
 */
export async function mended(
  ground: Ground,
  state: State,
  notes: string[],
  looking: boolean,
): Promise<State> {
  for (const name of state.starting) notes.push(`${name} was being started by a run that was killed: ended`);
  for (const name of state.ending) notes.push(`${name} was being ended by a run that was killed: ended`);
  let now = state;
  try {
    now = await settle(ground, state);
  } catch (error) {
    if (!looking) throw error;
    notes.push(unmended(error));
    return now;
  }
  const { front } = now;
  if (front === null || !(await serves(ground, now))) return now;
  try {
    now = await fronted(ground, now, front.port);
    if (now.front?.token !== front.token)
      notes.push(`the front on port ${front.port} had gone: started again`);
  } catch (error) {
    if (!looking && !(error instanceof Mistake || error instanceof Fault)) throw error;
    notes.push(unmended(error));
    now = await ground.read();
  }
  return now;
}

function unmended(error: unknown): string {
  const why = error instanceof Mistake ? error.problems.map(describe).join('; ') : String(error);
  return `could not be mended: ${why}`;
}

async function serves(ground: Ground, state: State): Promise<boolean> {
  for (const name of Object.keys(state.traffic)) {
    const { process } = instanceOf(state, name);
    if (process !== null && (await ground.isAlive(process))) return true;
  }
  return false;
}
