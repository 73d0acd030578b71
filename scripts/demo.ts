import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `npm run demo`: the example in a scratch folder, from raw flights to a verdict; then a change that makes the model
 * worse, why it has to be trained again, what the gate says of it, and where it all came from. The folder stays: run
 * again, and unchanged stages are skipped.
 */
const root = join(import.meta.dirname, '..');
const folder = join(root, '.demo', 'flights');
const start = performance.now();

function say(text: string): void {
  process.stdout.write(`\n${text}\n`);
}

function git(...words: string[]): string {
  const person = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.invalid'];
  return execFileSync('git', [...person, ...words], { cwd: folder, encoding: 'utf8' }).trim();
}

function mlops(): {
  readonly status: number | null;
  readonly verdict: { decision: string; reason: string } | null;
} {
  const { status } = spawnSync(process.execPath, [join(root, 'dist/lib/mlops.js'), 'run'], {
    cwd: folder,
    stdio: 'inherit',
  });
  const outputs = join(folder, '.mlops/stage/evaluate/verdict.json');
  return { status, verdict: existsSync(outputs) ? JSON.parse(readFileSync(outputs, 'utf8')) : null };
}

/** A command that only looks, as the reader would type it. */
function look(...words: readonly string[]): void {
  say(`$ mlops ${words.join(' ')}`);
  spawnSync(process.execPath, [join(root, 'dist/lib/mlops.js'), ...words], { cwd: folder, stdio: 'inherit' });
}

function prepareFolder(): void {
  if (existsSync(join(folder, '.git'))) {
    git('checkout', '-q', '-f', 'main');
    return;
  }
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'examples/flights'), folder, { recursive: true });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'The flights project');
}

/** An ordinary change for the worse: a twentieth of the trees, to train faster. */
function makeWorse(): void {
  git('checkout', '-q', '-B', 'fewer-trees');
  const params = readFileSync(join(folder, 'params.yml'), 'utf8');
  writeFileSync(join(folder, 'params.yml'), params.replace('max_iter: 200', 'max_iter: 10'));
  git('commit', '-q', '-am', 'Train faster: 10 trees instead of 200');
}

execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { stdio: 'inherit' });
prepareFolder();
say('1. The project as it is, on its main branch');
const first = mlops();
say('2. A commit that trains 10 trees instead of 200');
makeWorse();
look('explain', 'train');
const second = mlops();
say('3. Looking back: where the verdict comes from, and what has been tried');
look('lineage');
look('history');
git('checkout', '-q', 'main');

const passed =
  first.status === 0 && (first.verdict?.decision === 'pass' || first.verdict?.decision === 'marginal');
const refused = second.status === 1 && second.verdict?.decision === 'fail';
say(`main:        ${first.verdict?.decision}: ${first.verdict?.reason}`);
process.stdout.write(`fewer-trees: ${second.verdict?.decision}: ${second.verdict?.reason}\n`);
process.stdout.write(`report:      ${join(folder, '.mlops/report.html')}\n`);
process.stdout.write(
  `${((performance.now() - start) / 1000).toFixed(0)} s. Run it again: what did not change is skipped.\n`,
);
if (!passed || !refused) {
  process.stderr.write(
    `Not what was to be seen: main ended with ${first.status}, fewer-trees with ${second.status}.\n`,
  );
  process.exit(1);
}
