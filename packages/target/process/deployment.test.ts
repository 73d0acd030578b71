import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProcessId } from '#kit/ports';
import type { Candidate, Release, Target } from '../target.ts';
import { deployments } from './deployment.ts';
import type { Ground } from './ground.ts';
import { emptyState, type State } from './state.ts';

/** The run was killed here: nothing it does after this happens. */
class Killed extends Error {}

/**
 * A machine in memory that a run can be killed on before any of its steps. A process that waits to be let go ends with
 * the run that started it; the front goes by the state when it is asked, and now and then by itself.
 */
class World {
  state: State = emptyState('production');
  readonly alive = new Map<number, { readonly of: string; waits: boolean }>();
  readonly folders = new Set<string>();
  /** what the front goes by */
  table: State['traffic'] = {};
  /** a process ended that the front still sent requests to */
  readonly lost: string[] = [];
  steps = 0;
  #pid = 0;

  /** A run that is killed before its step `until`. */
  run(until: number): Target {
    let dead = false;
    let count = 0;
    const step = <T>(work: () => T): Promise<T> => {
      dead ||= count++ === until;
      this.steps = count;
      return dead ? Promise.reject(new Killed()) : Promise.resolve(work());
    };
    const start = (of: string) => {
      const id: ProcessId = { pid: ++this.#pid, born: 'x' };
      this.alive.set(id.pid, { of, waits: true });
      const go = () =>
        step(() => {
          const found = this.alive.get(id.pid);
          if (found !== undefined) found.waits = false;
        });
      return { id, go, ended: new Promise<string>(() => {}) };
    };
    const ground: Ground = {
      environment: 'production',
      cancelled: new AbortController().signal,
      say: () => {},
      now: () => new Date(0),
      pause: () => new Promise(setImmediate),
      lock: () => step(() => ({ release: async () => {} })),
      read: () => step(() => this.state),
      write: (state) =>
        step(() => {
          this.state = state;
        }),
      unpack: ({ folder }) => step(() => void this.folders.add(folder)),
      launch: ({ name }) => step(() => ({ ...start(name), port: 1 })),
      isAlive: ({ pid }) => step(() => this.alive.has(pid)),
      end: ({ pid }) => step(() => this.#end(pid)),
      discard: (folders) => step(() => folders.forEach((folder) => void this.folders.delete(folder))),
      front: {
        taken: () => step(() => null),
        launch: () => step(() => start('front')),
        applies: ({ process }) =>
          step(() => {
            const up = this.alive.get(process.pid)?.waits === false;
            if (up) this.table = this.state.traffic;
            return up;
          }),
        drained: () => step(() => []),
      },
    };
    return deployments(ground, { port: 8080, serve: 'serve' });
  }

  #end(pid: number): 'gone' | 'ended' {
    const found = this.alive.get(pid);
    if (found === undefined) return 'gone';
    const front = [...this.alive.values()].some(({ of, waits }) => of === 'front' && !waits);
    if (front && (this.table[found.of] ?? 0) > 0) this.lost.push(found.of);
    this.alive.delete(pid);
    return 'ended';
  }

  /** What waits goes with the run; the front has looked at the state by the time the next run comes, or has not. */
  over(looked: boolean): void {
    for (const [pid, { waits }] of this.alive) if (waits) this.alive.delete(pid);
    if (looked) this.table = this.state.traffic;
  }

  running(of: (name: string) => boolean): string[] {
    return [...this.alive.values()]
      .map((one) => one.of)
      .filter(of)
      .sort();
  }
}

const digest = (letter: string) => letter.repeat(64);
const release = (letter: string): Release => ({
  ...{ image: digest(letter), model: digest(letter), environment: null, layout: letter },
});

const operation = fc.record({
  what: fc.constantFrom('deploy', 'canary', 'rollback', 'status'),
  image: fc.constantFrom('a', 'b', 'c'),
  healthy: fc.boolean(),
  killedAt: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(40)),
  looked: fc.boolean(),
});

test('wherever runs are killed, exactly one revision serves, and nothing else runs or is left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 8 }), async (operations) => {
      const world = new World();
      await world.run(Number.POSITIVE_INFINITY).deploy(release('a'), null, async () => null);
      for (const { what, image, healthy, killedAt, looked } of operations) {
        const target = world.run(killedAt);
        const verify = async (_: Candidate) => (healthy ? null : 'is not healthy');
        const doing = {
          deploy: () => target.deploy(release(image), null, verify),
          canary: () => target.deploy(release(image), 10, verify),
          rollback: () => target.rollback(verify),
          status: () => target.status(),
        };
        await doing[what]().catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
        });
        world.over(looked);
        const standing = await world.run(Number.POSITIVE_INFINITY).status();
        const taking = Object.keys(standing.traffic).sort();
        expect(standing.url).toBe('http://127.0.0.1:8080');
        expect(taking).toContain(standing.serving?.name);
        expect(taking.length).toBe(standing.canary === null ? 1 : 3);
        expect(Object.values(standing.traffic).reduce((sum, share) => sum + share, 0)).toBe(100);
        expect(world.running((of) => of !== 'front')).toEqual(taking);
        expect(world.running((of) => of === 'front')).toEqual(['front']);
        expect([world.state.starting, world.state.ending]).toEqual([[], []]);
        const needed = Object.values(world.state.revisions).map((one) => one.folder);
        expect([...world.folders].sort()).toEqual([...new Set(needed)].sort());
        expect(world.lost).toEqual([]);
      }
    }),
    { numRuns: 400 },
  );
});

test.each(['deploy', 'canary', 'rollback'] as const)(
  '%s leaves one revision serving after a kill at each of its steps',
  async (what) => {
    const ready = async () => {
      const world = new World();
      for (const image of ['a', 'b'])
        await world.run(Number.POSITIVE_INFINITY).deploy(release(image), null, async () => null);
      return world;
    };
    const perform = (target: Target) =>
      what === 'rollback'
        ? target.rollback(async () => null)
        : target.deploy(release('c'), what === 'canary' ? 10 : null, async () => null);
    const whole = await ready();
    expect((await perform(whole.run(Number.POSITIVE_INFINITY))).result).toBe('switched');
    const { steps } = whole;
    expect(steps).toBeGreaterThan(10);
    for (let at = 0; at < steps; at++) {
      const world = await ready();
      await expect(perform(world.run(at))).rejects.toThrow(Killed);
      world.over(false);
      const standing = await world.run(Number.POSITIVE_INFINITY).status();
      expect(world.running((of) => of !== 'front')).toEqual(Object.keys(standing.traffic).sort());
      expect(standing.serving).not.toBe(null);
      expect(world.lost).toEqual([]);
    }
  },
);

test.each(['the first deployment', 'a retirement'])(
  '%s that is killed leaves one revision serving, or nothing at all',
  async (what) => {
    const first = what === 'the first deployment';
    const perform = (target: Target): Promise<unknown> =>
      first ? target.deploy(release('a'), null, async () => null) : target.retire();
    const ready = async () => {
      const world = new World();
      if (!first) await world.run(Number.POSITIVE_INFINITY).deploy(release('a'), null, async () => null);
      return world;
    };
    const whole = await ready();
    await perform(whole.run(Number.POSITIVE_INFINITY));
    for (let at = 0; at < whole.steps; at++) {
      const world = await ready();
      await expect(perform(world.run(at))).rejects.toThrow(Killed);
      world.over(false);
      const { url, serving } = await world.run(Number.POSITIVE_INFINITY).status();
      expect(world.running(() => true)).toEqual(serving === null ? [] : ['front', 'r1']);
      expect(url).toBe(serving === null ? null : 'http://127.0.0.1:8080');
      expect([...world.folders]).toEqual(serving === null ? [] : ['r1']);
    }
  },
);

test('the same image again is none to go back to', async () => {
  const world = new World();
  const deploy = async (image: string) =>
    (await world.run(Number.POSITIVE_INFINITY).deploy(release(image), null, async () => null)).standing;
  await deploy('a');
  await deploy('b');
  expect((await deploy('b')).previous?.image).toBe(digest('a'));
  expect((await deploy('c')).previous?.image).toBe(digest('b'));
});

test('a canary of which nothing serves that it could be compared with gets all requests, and it is said', async () => {
  const target = new World().run(Number.POSITIVE_INFINITY);
  const { standing } = await target.deploy(release('a'), 10, async () => null);
  expect(standing).toMatchObject({ traffic: { r1: 100 }, canary: null });
  expect(standing.notes).toEqual(['r1 gets all requests: nothing served that it could be compared with']);
});

test.each([0, -1, 50.5, Number.NaN])('a share of %d is a mistake', async (share) => {
  const target = new World().run(Number.POSITIVE_INFINITY);
  await expect(target.deploy(release('a'), share, async () => null)).rejects.toThrow(
    'Give more than 0% and at most 50%.',
  );
});

test('a canary that is deployed again with a share gets that one, and keeps its processes', async () => {
  const world = new World();
  const target = () => world.run(Number.POSITIVE_INFINITY);
  await target().deploy(release('a'), null, async () => null);
  await target().deploy(release('b'), 10, async () => null);
  const { standing } = await target().deploy(release('b'), 30, async () => null);
  expect(standing.traffic).toEqual({ r1: 40, r2: 30, r3: 30 });
});

test('a control that does not come up leaves no canary', async () => {
  const world = new World();
  const target = () => world.run(Number.POSITIVE_INFINITY);
  await target().deploy(release('a'), null, async () => null);
  const verify = async ({ role }: Candidate) => (role === 'control' ? 'is not healthy' : null);
  expect(await target().deploy(release('b'), 10, verify)).toMatchObject({
    result: 'kept',
    reason: 'the copy of what serves: is not healthy',
    standing: { canary: null, traffic: { r1: 100 } },
  });
  expect(world.running((of) => of !== 'front')).toEqual(['r1']);
});
