import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Deployed } from '#harness/deployed';
import { CHANGES, killedAt, ONE_THREAD, type Step, stepsIn, tracedTo } from '#harness/killing';

/** `all` kills at every single call; else at some of those that change something lasting. */
const ALL = process.env['MLOPS_KILL_STEPS'] === 'all';
const SOME = 4;

/** Beside what changes the disk: a process is ended, and one that waits is let go. */
const CALLS = [...CHANGES, 'kill', 'shutdown'];

type Operation = 'deploy' | 'rollback';
interface Case {
  readonly title: string;
  readonly operation: Operation;
  readonly share?: number;
  /** brings about what is there before */
  readonly before: (deployed: Deployed) => Promise<unknown>;
}

const CASES: readonly Case[] = [
  { title: 'a deployment', operation: 'deploy', before: async () => undefined },
  { title: 'its rollback', operation: 'rollback', before: async () => undefined },
  { title: 'a canary', operation: 'deploy', share: 10, before: (deployed) => leftCanary(deployed) },
  { title: 'the promotion of a canary', operation: 'deploy', before: (deployed) => inCanary(deployed) },
  { title: 'the rollback of a canary', operation: 'rollback', before: (deployed) => inCanary(deployed) },
];

const inCanary = (deployed: Deployed) => deployed.deploy('three', { share: 10 });
const leftCanary = async (deployed: Deployed) => {
  if ((await deployed.status()).canary !== null) await deployed.rollback();
};

/** Every kind and number once, in whichever thread. */
function distinct(threads: readonly (readonly Step[])[]): Step[] {
  const steps = new Map<string, Step>();
  for (const step of threads.flat()) {
    const key = `${step.call} ${step.at}`;
    steps.set(key, { ...step, lasting: step.lasting || (steps.get(key)?.lasting ?? false) });
  }
  return [...steps.values()];
}

function chosen(steps: readonly Step[]): readonly Step[] {
  if (ALL) return steps;
  const lasting = steps.filter((step) => step.lasting);
  return lasting.filter((_, index) => index % Math.ceil(lasting.length / SOME) === 0);
}

/** What is wrong after a kill, in lines. */
async function flawsAfter(deployed: Deployed, title: string): Promise<string[]> {
  const standing = await deployed.status();
  const serving = standing.serving?.name ?? 'nothing';
  const taking = Object.keys(standing.traffic).sort();
  const flaws: string[] = [];
  const demand = (what: string, found: unknown, expected: unknown) => {
    if (JSON.stringify(found) !== JSON.stringify(expected))
      flaws.push(`${title}: ${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
  };
  demand('url', standing.url, deployed.url);
  demand('traffic', standing.canary === null ? taking : [], standing.canary === null ? [serving] : []);
  demand('processes', deployed.alive(), taking);
  demand('fronts', deployed.fronts().length, 1);
  const state = deployed.state();
  demand('left to do', [state.starting, state.ending], [[], []]);
  const needed = new Set(Object.values(state.revisions).map(({ folder }) => folder));
  demand('folders', deployed.folders(), [...needed].sort());
  for (let asked = 0; asked < 3; asked++) {
    const answered = (await deployed.answering()) ?? 'nobody';
    if (!taking.includes(answered)) flaws.push(`${title}: ${answered} answers, and ${taking} is said to`);
  }
  demand('what a second look finds', (await deployed.status()).notes, []);
  return flaws;
}

test.each(CASES)(
  '$title that is killed leaves exactly one revision serving, and status tells it',
  async (wish) => {
    const { title, operation, share, before } = wish;
    await using deployed = await Deployed.fresh();
    await deployed.deploy('one');
    await deployed.deploy('two');
    const release = title.includes('canary') ? 'three' : 'one';
    const order = { release, env: ONE_THREAD, ...(share === undefined ? {} : { share }) };
    await before(deployed);
    const log = join(deployed.workspace.path, 'trace');
    const traced = await deployed.run(operation, { ...order, under: tracedTo(log, CALLS) });
    expect(traced.status, traced.log).toBe(0);
    const steps = chosen(distinct(stepsIn(log)));
    expect(steps.length).toBeGreaterThan(2);
    // somebody asks all the time
    const lost: string[] = [];
    let over = false;
    const client = (async () => {
      while (!over) {
        await deployed.answering().catch((error: unknown) => lost.push(String(error)));
        await new Promise((done) => setTimeout(done, 20));
      }
    })();
    const flaws: string[] = [];
    for (const { call, at } of steps) {
      await before(deployed);
      const ran = await deployed.run(operation, {
        ...order,
        under: killedAt({ calls: [call], at, alone: true }),
      });
      flaws.push(
        ...(await flawsAfter(deployed, `killed before ${call} ${at} (${ran.signal ?? ran.status})`)),
      );
    }
    over = true;
    await client;
    expect(flaws).toEqual([]);
    expect(lost).toEqual([]);
  },
);
