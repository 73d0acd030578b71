import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '#harness/port';
import { change, folder, git, left, mlops, prepareFolder, python, say } from './demo/stage.ts';

/**
 * `npm run demo`: the example from raw flights to a running service that is watched, and back to a retrained model.
 * The folder stays: run again, and what did not change is skipped.
 */
const start = performance.now();
const missed: string[] = [];

/** What was to be seen; what was not is told at the end. */
function expect(what: string, found: unknown, wanted: unknown): void {
  say(`   → ${what}: ${String(found)}`);
  if (found !== wanted) missed.push(`${what} was ${String(found)}, not ${String(wanted)}`);
}

const EVALUATED = '.mlops/stage/evaluate/verdict.json';

/** Flights of a month ask the service, and what was asked just now is watched. */
function watched(month: string, ...more: readonly string[]): unknown {
  const began = performance.now();
  python('traffic.py', month, '--url', address, ...more);
  // Python needs a second before it asks the first time: nothing of the month before is in it
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  mlops('monitor-gate', '--window', `${seconds} s`, '--on-breach', 'retrain');
  const { decision } = left('.mlops/last/monitor-gate.outputs.json');
  expect(`the watch of ${month} says`, decision, decisions[month]);
  return decision;
}
const decisions: Readonly<Record<string, string>> = {
  june: 'keep',
  july: 'retrain',
  december: 'retrain',
  august: 'promote',
};

execFileSync(process.execPath, [join(import.meta.dirname, 'build.ts')], { stdio: 'inherit' });
prepareFolder();
const port = String(await freePort());
const address = `http://127.0.0.1:${port}`;

say('1. The project as it is: from raw flights to a running service');
expect('it ends with', mlops('run', '--port', port), 0);

say('2. A commit that trains 10 trees instead of 200 does not get that far');
git('checkout', '-q', '-b', 'fewer-trees');
change('params.yml', 'max_iter: 200', 'max_iter: 10');
git('commit', '-q', '-am', 'Train faster: 10 trees instead of 200');
mlops('explain', 'train');
expect('it ends with', mlops('run', '--port', port), 1);
expect('the verdict is', left(EVALUATED)['decision'], 'fail');
git('checkout', '-q', 'main');

say(
  '3. The service answers flights, and is watched: June is a control, July and December are new to the model',
);
for (const month of ['june', 'july', 'december']) watched(month);

say(
  '4. The watch asked for a retraining: June trains too, and July judges, the model that serves beside the new one',
);
change('prepare.py', '{"train": [1, 2, 3, 4, 5], "test": [6]}', '{"train": [1, 2, 3, 4, 5, 6], "test": [7]}');
python('prepare.py');
python('golden.py');
git('commit', '-q', '-am', 'Train on June too, judge on July');
expect('it ends with', mlops('run', 'containerize', '--baseline', 'deployed'), 0);

say('5. A fifth of the flights of August go to the new model, a fifth to a fresh copy of the old one');
expect('it ends with', mlops('deploy', '--canary', '20%', '--port', port), 0);
const decision = watched('august', '--flights', '6000', '--batch', '5');
if (decision === 'promote') expect('it ends with', mlops('deploy', '--port', port), 0);
else mlops('deploy', '--action', 'rollback', '--port', port);

say('6. Looking back: where what serves comes from, and what happened');
mlops('lineage');
mlops('history');
mlops('overview');
const now = left('.mlops/deployments/production.json')['serving'];
mlops('deploy', '--action', 'retire');

say(`what served at the end:         ${String(now)}`);
process.stdout.write(`the way to production and back: ${join(folder, '.mlops/overview.html')}\n`);
process.stdout.write(`the last evaluation:            ${join(folder, '.mlops/report.html')}\n`);
process.stdout.write(
  `the last watch:                 ${join(folder, '.mlops/stage/monitor-gate/report.html')}\n`,
);
process.stdout.write(
  `${((performance.now() - start) / 1000).toFixed(0)} s. Run it again: what did not change is skipped.\n`,
);
if (missed.length > 0) {
  process.stderr.write(`Not what was to be seen: ${missed.join('; ')}.\n`);
  process.exit(1);
}
