import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashing } from './bench/hashing.ts';
import { canary } from './bench/judge/canary.ts';
import { evaluate } from './bench/judge/evaluate.ts';
import type { Outcome } from './bench/outcome.ts';
import { pipelines } from './bench/pipelines.ts';

/**
 * `npm run bench [hashing | pipelines | judge | judge/evaluate | judge/canary]`: speed side by side with a peer, in one run, as ratios.
 * Needs 6 GB of disk.
 * Ends with 1 where a goal is missed.
 */
const root = join(import.meta.dirname, '..');
const scratch = join(root, '.cache', 'bench');
const BENCHES = { hashing, pipelines, 'judge/evaluate': evaluate, 'judge/canary': canary };

function fits({ goal, ratio }: Outcome): boolean {
  return goal === null || ratio >= goal;
}

function line(outcome: Outcome): string {
  const { what, own, peer, ratio, ends, goal } = outcome;
  const aim = goal === null ? '' : ` (goal ${goal.toFixed(1)}: ${fits(outcome) ? 'met' : 'MISSED'})`;
  const of =
    ends === undefined ? '' : `, of minima ${ends.least.toFixed(2)}, of maxima ${ends.most.toFixed(2)}`;
  return `${what}: ${own.text}; ${peer.name} ${peer.text}; ratio ${ratio.toFixed(2)}${of}${aim}`;
}

const wanted = process.argv.slice(2);
const outcomes: Outcome[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.some((one) => name === one || name.startsWith(`${one}/`))) continue;
  process.stdout.write(`\n${name}\n`);
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  for await (const outcome of bench(scratch)) {
    process.stdout.write(`  ${line(outcome)}\n`);
    outcomes.push(outcome);
  }
}
rmSync(scratch, { recursive: true, force: true });
process.exitCode = outcomes.length > 0 && outcomes.every(fits) ? 0 : 1;
