import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../outcome.ts';
import { outcomesOf, peerPython, takeTurns, took } from './peer.ts';

const [ROUNDS, METRICS, POINTS] = [5, 1000, 1440];

const root = join(import.meta.dirname, '../../..');
const script = join(import.meta.dirname, 'python/canary.py');

/** A canary of many metrics, from the files to the verdict, by the shipped program and by SciPy. */
export async function* canary(scratch: string): AsyncGenerator<Outcome> {
  execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { stdio: 'ignore' });
  const python = await peerPython();
  const [control, experiment] = [join(scratch, 'control.csv'), join(scratch, 'experiment.csv')];
  took(python, [python, script, 'make', String(METRICS), String(POINTS), control, experiment]);
  const rules = join(scratch, 'canary.json');
  writeFileSync(rules, JSON.stringify(rulesOf(METRICS)));
  const mlops = [process.execPath, join(root, 'dist/lib/mlops.js'), 'judge', 'canary'] as const;
  const own = () =>
    took(python, [...mlops, '--config', rules, '--control', control, '--experiment', experiment, '--json']);
  for (const [way, said, rounds, goal] of [
    ['root', 'SciPy with root finding', ROUNDS, 5],
    ['pairs', 'SciPy over all pairs', 2, null],
  ] as const) {
    const turns = takeTurns(rounds, own, () => took(python, [python, script, way, control, experiment]));
    demandNear(turns.own[0]?.stdout ?? '', turns.peer[0]?.stdout ?? '');
    const what = `canary of ${METRICS.toLocaleString('en-US')} metrics, ${POINTS} points a side`;
    yield* outcomesOf(what, said, turns, { elapsed: null, cpu: goal, peak: goal === null ? null : 2 });
  }
}

function rulesOf(count: number): object {
  const metrics = Array.from({ length: count }, (_, at) => ({ name: `m${at}`, direction: 'increase' }));
  return { tolerance: 0.1, metrics };
}

/** Both estimate the same shift; root finding is right to 1e-4. */
function demandNear(own: string, peer: string): void {
  const { metrics }: { readonly metrics: readonly { readonly name: string; readonly estimate: number }[] } =
    JSON.parse(own);
  const estimates = new Map(metrics.map(({ name, estimate }) => [name, estimate]));
  for (const line of peer.trim().split('\n')) {
    const [name = '', estimate] = line.split(' ');
    const ours = estimates.get(name) ?? Number.NaN;
    if (!(Math.abs(ours - Number(estimate)) <= 2e-3))
      throw new Error(`${name} is shifted by ${ours} here, by ${estimate} in SciPy`);
  }
}
