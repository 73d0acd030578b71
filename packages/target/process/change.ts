import type { Change, Verify } from '../target.ts';
import type { Course } from './course.ts';
import { type Ground, releaseOf } from './ground.ts';
import { attempted, type Raised, raise, verified } from './raising.ts';
import { fronted, kept, settle } from './settling.ts';
import { standingOf } from './standing.ts';
import type { Instance, State } from './state.ts';
import { instanceOf, type Seed, split, switched } from './transition.ts';

const WATCH_MS = 100;

/** All requests go to a revision that has come up; what served before drains and ends. */
export async function change(
  course: Course,
  { state, name }: Pick<Raised, 'state' | 'name'>,
): Promise<Change> {
  const { ground, wish } = course;
  const ready = await fronted(ground, state, wish.port);
  // from here on it is done, even if this run is killed: the front goes by the state
  const next = await kept(ground, switched(ready, name));
  return done(course, await settle(ground, await told(course, next, `all requests go to ${name}`)));
}

/** A part of the requests goes to a revision that has come up, and as many to a fresh copy of what serves. */
export async function divide(course: Course, raised: Raised, share: number, verify: Verify): Promise<Change> {
  const { ground } = course;
  const { state, name } = raised;
  const seed = againOf(ground, instanceOf(state, state.serving ?? ''));
  const control = await raise(ground, state, seed, 'control', verify);
  if (control.reason !== null) return refused(course, `the copy of what serves: ${control.reason}`);
  const next = await kept(ground, split(control.state, name, control.name, share));
  const said = `${share}% of the requests go to ${name}, as many to ${control.name}, a copy of what serves`;
  return done(course, await told(course, next, said));
}

/** The canary gets all requests, without a new start. */
export async function promote(course: Course, state: State, verify: Verify): Promise<Change> {
  const { ground } = course;
  const name = state.canary?.candidate ?? '';
  const instance = instanceOf(state, name);
  const stop = new AbortController();
  const candidate = {
    url: `http://127.0.0.1:${instance.port}`,
    release: releaseOf(instance),
    role: 'candidate' as const,
    ended: departure(ground, instance, stop.signal),
  };
  try {
    const reason = await verified(ground, name, candidate, verify);
    if (reason !== null)
      return { result: 'kept', reason, standing: await standingOf(ground, state, course.notes) };
  } finally {
    stop.abort();
  }
  return attempted(ground, () => change(course, { state, name }));
}

/** The canary gets another share. */
export async function reshare(course: Course, state: State, share: number): Promise<Change> {
  const { candidate = '', control = '' } = state.canary ?? {};
  const next = await kept(course.ground, split(state, candidate, control, share));
  return done(course, await told(course, next, `${share}% of the requests go to ${candidate}`));
}

/** What was started is ended; what served serves on. */
export async function refused(course: Course, reason: string): Promise<Change> {
  const { ground, notes } = course;
  const state = await settle(ground, await ground.read());
  return { result: 'kept', reason, standing: await standingOf(ground, state, notes) };
}

/** A revision is started again from what it was made of. */
export function againOf(ground: Ground, instance: Instance): Seed {
  const { image, model, environment, layout, serve, folder } = instance;
  return { image, model, environment, layout, serve, folder, startedOn: ground.now().toISOString() };
}

async function told({ ground, wish }: Course, state: State, text: string): Promise<State> {
  const next = await fronted(ground, state, wish.port);
  ground.say(text);
  return next;
}

async function done({ ground, notes }: Course, state: State): Promise<Change> {
  return { result: 'switched', standing: await standingOf(ground, state, notes) };
}

/** Of a process that another run has started. */
async function departure(ground: Ground, { process }: Instance, stop: AbortSignal): Promise<string> {
  while (!stop.aborted) {
    if (process === null || !(await ground.isAlive(process))) return 'has gone';
    await ground.pause(WATCH_MS);
  }
  return 'was let be';
}
