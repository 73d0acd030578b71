import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `npm test`: installs what tests need, builds what ships, runs each suite and prints its time and the count. */
const root = join(import.meta.dirname, '..');
const cache = join(root, '.cache');
mkdirSync(cache, { recursive: true });

function step(title: string, program: string, words: readonly string[]): boolean {
  const start = performance.now();
  const { status } = spawnSync(program, words, { cwd: root, stdio: 'inherit' });
  process.stdout.write(`${title}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return status === 0;
}

interface Count {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly success: boolean;
}

function suite(name: string): Count {
  const file = join(cache, `${name}.json`);
  writeFileSync(file, JSON.stringify({ numPassedTests: 0, numFailedTests: 1, success: false }));
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  step(`suite ${name}`, process.execPath, [
    vitest,
    'run',
    '--project',
    name,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const ready =
  step('install', process.execPath, [join(root, 'scripts/install.ts')]) &&
  step('build', process.execPath, [join(root, 'scripts/build.ts')]);
if (!ready) process.exit(1);
const counts = ['unit', 'action', 'act'].map(suite);
const passed = counts.reduce((sum, count) => sum + count.numPassedTests, 0);
const failed = counts.reduce((sum, count) => sum + count.numFailedTests, 0);
const line = `${passed} passed, ${failed} failed\n`;
writeFileSync(join(cache, 'count'), line);
process.stdout.write(line);
process.exit(failed === 0 && passed > 0 && counts.every((count) => count.success) ? 0 : 1);
