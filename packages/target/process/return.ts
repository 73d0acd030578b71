import type { Change, Verify } from '../target.ts';
import { againOf, change, refused } from './change.ts';
import type { Course } from './course.ts';
import type { Ground } from './ground.ts';
import { attempted, raise } from './raising.ts';
import { kept, prepared, settle } from './settling.ts';
import { standingOf } from './standing.ts';
import type { State } from './state.ts';
import { dropped, instanceOf } from './transition.ts';

/** A canary is ended; else what served before is started again, verified, and gets the requests. */
export async function back(course: Course, state: State, verify: Verify): Promise<Change> {
  const { ground, wish, notes } = course;
  if (state.canary !== null)
    return { result: 'switched', standing: await standingOf(ground, await drop(ground, state), notes) };
  const { previous } = state;
  if (previous === null) {
    const reason = `there is no previous revision in ${ground.environment} to go back to`;
    return { result: 'kept', reason, standing: await standingOf(ground, state, notes) };
  }
  const ready = await prepared(ground, state, wish.port);
  return attempted(ground, async () => {
    const raised = await raise(
      ground,
      ready,
      againOf(ground, instanceOf(ready, previous)),
      'candidate',
      verify,
    );
    return raised.reason === null ? change(course, raised) : refused(course, raised.reason);
  });
}

/** Candidate and control get no more requests and end. */
export async function drop(ground: Ground, state: State): Promise<State> {
  const next = await kept(ground, dropped(state));
  ground.say(`the canary is dropped: all requests go to ${state.serving}`);
  return settle(ground, next);
}
