import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes the release commit: a child of HEAD whose tree is the source and the overlay dist/. A function of the source
 * commit alone: the same id on every machine. Touches neither the work tree, the index nor a branch; prints the id. `--built`: dist/ is there and fresh.
 */
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'mlops-release-'));

function git(words: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  return execFileSync('git', words, { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } }).trim();
}

if (!process.argv.includes('--built')) {
  execFileSync(process.execPath, [join(root, 'scripts/build.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
const index = { GIT_INDEX_FILE: join(scratch, 'index') };
git(['read-tree', 'HEAD'], index);
git(['--work-tree=dist', 'add', '--force', '--ignore-removal', '.'], index);
const tree = git(['write-tree'], index);
const date = git(['log', '-1', '--format=%cI']);
const person = (role: string) => ({
  [`GIT_${role}_NAME`]: 'mlops',
  [`GIT_${role}_EMAIL`]: 'release@mlops.invalid',
  [`GIT_${role}_DATE`]: date,
});
const message = `Release of ${git(['rev-parse', 'HEAD'])}`;
const commit = git(['commit-tree', tree, '-p', 'HEAD', '-m', message], {
  ...person('AUTHOR'),
  ...person('COMMITTER'),
});
rmSync(scratch, { recursive: true });
process.stdout.write(`${commit}\n`);
