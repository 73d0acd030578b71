import { Mistake } from '#kit/outcome';
import type { Change, Release, Target, Verify } from '../target.ts';
import { change, divide, promote, refused, reshare } from './change.ts';
import type { Course, Wish } from './course.ts';
import type { Ground } from './ground.ts';
import { mended } from './mending.ts';
import { attempted, raise } from './raising.ts';
import { back, drop } from './return.ts';
import { kept, prepared, settle } from './settling.ts';
import { standingOf } from './standing.ts';
import type { State } from './state.ts';
import { instanceOf, retired } from './transition.ts';

/** The target `process` on a ground. */
export function deployments(ground: Ground, wish: Wish): Target {
  return {
    kind: 'process',
    deploy: (release, share, verify) =>
      alone(ground, wish, (course, state) => deploy(course, state, release, share, verify)),
    rollback: (verify) => alone(ground, wish, (course, state) => back(course, state, verify)),
    async status() {
      return (await alone(ground, wish, kindly, 'looking')).standing;
    },
    async retire() {
      const change = await alone(ground, wish, retire);
      if (change.result !== 'busy') return change.standing;
      const remedy = 'Wait for it to end, and retire then.';
      throw new Mistake({ subject: ground.environment, what: `is not retired: ${change.reason}`, remedy });
    },
  };
}

type Work = (course: Course, state: State) => Promise<Change>;

/** One at a time. `work` begins with a state in which nothing is left of a run that was killed. */
async function alone(ground: Ground, wish: Wish, work: Work, how?: 'looking'): Promise<Change> {
  const lock = await ground.lock();
  if ('holder' in lock) {
    const { pid, since } = lock.holder;
    const reason = `another deployment to ${ground.environment} is under way: process ${pid} since ${since}`;
    return { result: 'busy', reason, standing: await standingOf(ground, await ground.read(), [reason]) };
  }
  try {
    const notes: string[] = [];
    const state = await mended(ground, await ground.read(), notes, how === 'looking');
    return await work({ ground, wish, notes }, state);
  } finally {
    await lock.release();
  }
}

async function deploy(
  course: Course,
  state: State,
  release: Release,
  share: number | null,
  verify: Verify,
): Promise<Change> {
  const { ground, wish, notes } = course;
  demandShare(share);
  const { canary } = state;
  if (canary !== null && instanceOf(state, canary.candidate).image === release.image)
    return share === null ? promote(course, state, verify) : reshare(course, state, share);
  const free = await prepared(ground, state, wish.port);
  const ready = canary === null ? free : await drop(ground, free);
  const seed = { ...release, serve: wish.serve, startedOn: ground.now().toISOString(), folder: null };
  return attempted(ground, async () => {
    const raised = await raise(ground, ready, seed, 'candidate', verify);
    if (raised.reason !== null) return refused(course, raised.reason);
    if (share === null) return change(course, raised);
    const process = state.serving === null ? null : instanceOf(state, state.serving).process;
    if (process !== null && (await ground.isAlive(process))) return divide(course, raised, share, verify);
    notes.push(`${raised.name} gets all requests: nothing served that it could be compared with`);
    return change(course, raised);
  });
}

const kindly: Work = async ({ ground, notes }, state) => ({
  result: 'switched',
  standing: await standingOf(ground, state, notes),
});

const retire: Work = async ({ ground, notes }, state) => {
  const last = await settle(ground, await kept(ground, retired(state)));
  return { result: 'switched', standing: await standingOf(ground, last, notes) };
};

function demandShare(share: number | null): void {
  if (share === null || (share > 0 && share <= 50)) return;
  const what = 'is no share for a canary: a fresh copy of what serves gets as much';
  throw new Mistake({
    subject: 'canary',
    value: `${share}%`,
    what,
    remedy: 'Give more than 0% and at most 50%.',
  });
}
