import { Fault } from '#kit/outcome';
import type { ProcessId } from '#kit/ports';
import type { Instance, State } from './state.ts';

/** What a new revision is made of. `folder`: one that is unpacked already. */
export type Seed = Pick<Instance, 'image' | 'model' | 'environment' | 'layout' | 'serve' | 'startedOn'> & {
  readonly folder: string | null;
};

export function instanceOf(state: State, name: string): Instance {
  const found = state.revisions[name];
  if (found === undefined) throw new Fault(`the state of ${state.environment} does not know ${name}`);
  return found;
}

/** A revision is about to be started: its name is used up, and whatever comes of it is known to be a draft. */
export function begun(state: State, seed: Seed): { readonly state: State; readonly name: string } {
  const name = `r${state.next}`;
  const folder = seed.folder ?? name;
  const added: Instance = { ...seed, name, folder, port: null, process: null };
  return {
    name,
    state: {
      ...state,
      next: state.next + 1,
      starting: [...state.starting, name],
      folders: [...new Set([...state.folders, folder])],
      revisions: { ...state.revisions, [name]: added },
    },
  };
}

/** Its process waits to be let go. */
export function launched(state: State, name: string, port: number, process: ProcessId): State {
  return changed(state, name, { port, process });
}

/** All requests go to a revision that has come up; what served before is the one to go back to. */
export function switched(state: State, name: string): State {
  const { serving, canary } = state;
  const before = [serving, canary?.candidate ?? null, canary?.control ?? null].filter(
    (one) => one !== null && one !== name,
  );
  // the same image again is none to go back to
  const same = serving === null || instanceOf(state, serving).image === instanceOf(state, name).image;
  return {
    ...state,
    serving: name,
    previous: same ? state.previous : serving,
    canary: null,
    traffic: { [name]: 100 },
    starting: state.starting.filter((one) => one !== name),
    ending: joined(state.ending, before),
  };
}

/** `share` percent each for a candidate and for a fresh copy of what serves. */
export function split(state: State, candidate: string, control: string, share: number): State {
  const serving = servingOf(state);
  return {
    ...state,
    canary: { candidate, control },
    traffic: { [serving]: 100 - 2 * share, [candidate]: share, [control]: share },
    starting: state.starting.filter((one) => one !== candidate && one !== control),
  };
}

/** What serves gets all requests; candidate and control are to end. */
export function dropped(state: State): State {
  const { canary } = state;
  if (canary === null) return state;
  const ending = joined(state.ending, [canary.candidate, canary.control]);
  return { ...state, canary: null, traffic: { [servingOf(state)]: 100 }, ending };
}

export function retired(state: State): State {
  const all = Object.keys(state.revisions).filter((name) => !state.starting.includes(name));
  return { ...state, serving: null, previous: null, canary: null, traffic: {}, ending: all };
}

/** Revisions that are to end, whether a run was killed or it is this run's own doing. */
export function doomed(state: State): readonly string[] {
  return joined(state.starting, state.ending);
}

/** Everything doomed has ended. Without anything that serves there is no front. */
export function settled(state: State): State {
  const gone = doomed(state);
  const kept = [state.serving, state.previous, state.canary?.candidate, state.canary?.control];
  const revisions = Object.fromEntries(
    Object.entries(state.revisions)
      .filter(([name]) => kept.includes(name))
      .map(([name, one]) => [name, gone.includes(name) ? { ...one, port: null, process: null } : one]),
  );
  const folders = new Set(Object.values(revisions).map(({ folder }) => folder));
  const front = state.serving === null ? null : state.front;
  return { ...state, starting: [], ending: [], revisions, folders: [...folders], front };
}

/** Does it still say what nobody is at work on? */
export function isSettled(state: State): boolean {
  const { revisions, folders, front } = settled(state);
  const same = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other);
  return (
    doomed(state).length === 0 &&
    same(revisions, state.revisions) &&
    same([...folders].sort(), [...state.folders].sort()) &&
    (front === null) === (state.front === null)
  );
}

function servingOf(state: State): string {
  if (state.serving === null) throw new Fault(`nothing serves in ${state.environment}`);
  return state.serving;
}

function changed(state: State, name: string, change: Partial<Instance>): State {
  return {
    ...state,
    revisions: { ...state.revisions, [name]: { ...instanceOf(state, name), ...change } },
  };
}

function joined(one: readonly string[], other: readonly (string | null)[]): string[] {
  return [...new Set([...one, ...other.filter((name) => name !== null)])];
}
