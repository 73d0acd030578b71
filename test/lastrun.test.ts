import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { CHANGES, tracedTo } from '#harness/killing';
import { INICONFIG } from '#harness/lockfile';
import { changed, PREDICTIONS, tinyProject } from '#harness/project';
import { Workspace } from '#harness/workspace';

const STANDS = /^Nothing changed since the run of \S+Z: that run stands\. It said:$/m;
const AGAIN = 10;

/** Runs until it stands: the first run works, the next finds that nothing changed, and what it saw has come to rest. */
async function kept(
  project: Workspace,
  words: readonly string[] = ['run'],
  env: Record<string, string> = {},
) {
  for (let count = 0; count < AGAIN; count++) {
    const ran = await runCli(words, project, { env });
    if (STANDS.test(ran.log)) return ran;
    await sleep(150);
  }
  throw new Error('the run never stood');
}

test('a run that changed nothing is told again, with what it said then', async () => {
  using project = tinyProject();
  await kept(project);
  const told = await runCli(['run'], project);
  const told2 = told.log.split('\n').slice(1);
  // the same run, performed: whoever looks for a fault sees it done
  const done = await runCli(['run'], project, { env: { MLOPS_DEBUG: '1' } });
  expect(done.log).not.toMatch(STANDS);
  const lines = done.log.split('\n').filter((line) => !line.startsWith('  debug '));
  const plain = (all: readonly string[]) =>
    all.map((line) =>
      line
        .replace(/^(report +)ran +\d+ ms/, '$1skipped')
        .replace(/ +\d+ ms/g, '')
        .replace(/ +/g, ' '),
    );
  expect(plain(told2)).toEqual(plain(lines));
  expect(told.status).toBe(0);
  expect(told.stdout).toBe('');
});

test('a verdict that says no is told again with its status', async () => {
  using project = tinyProject({ 'mlops.yml': changed('roc_auc >= 0.7', 'roc_auc >= 0.9') });
  const told = await kept(project);
  expect(told.status).toBe(1);
  expect(told.log).toContain('0.75 < 0.9');
});

test('what a run writes is as it was, and where it was taken away it is made again', async () => {
  using project = tinyProject();
  await kept(project);
  for (const path of [
    '.mlops/last/run.outputs.json',
    '.mlops/report.html',
    '.mlops/comment.md',
    'out/model.bin',
  ]) {
    const before = project.read(path);
    project.remove(path);
    const ran = await runCli(['run'], project);
    expect(ran.log, path).not.toMatch(STANDS);
    expect(ran.status).toBe(0);
    expect(project.read(path)).toBe(before);
    await kept(project);
  }
});

/** The same size and the same mtime. */
function rewrite(path: string): void {
  const { atime, mtime } = statSync(path);
  writeFileSync(path, readFileSync(path, 'utf8').replace('some', 'same'));
  utimesSync(path, atime, mtime);
}

test.each<[string, (project: Workspace) => unknown, RegExp]>([
  [
    'a file of the data, whose size and time were set back',
    (project) => rewrite(join(project.path, 'data/rows.txt')),
    /data:rows: rows\.txt changed[\s\S]*train +ran/,
  ],
  [
    'code',
    (project) => project.write({ 'train.sh': `# x\n${project.read('train.sh')}` }),
    /code: train\.sh changed/,
  ],
  [
    'a gate',
    (project) =>
      project.write({ 'mlops.yml': project.read('mlops.yml').replace('roc_auc >= 0.7', 'roc_auc >= 0.9') }),
    /roc_auc 0\.75 < 0\.9/,
  ],
  [
    'the predictions that a scoring leaves',
    (project) => project.write({ 'predictions.csv': PREDICTIONS.replace('0,0,0.4', '0,0,0.3') }),
    /evaluate +ran/,
  ],
  ['a commit', (project) => project.commit('second'), /Skipped: same stage key/],
  [
    'a poisoned entry of the cache',
    (project) => {
      const [entry = ''] = project.tree('.mlops/cache').filter((path) => path.endsWith('model/model.bin'));
      project.replace(`.mlops/cache/${entry}`, 'poison');
    },
    /train +ran/,
  ],
])('with %s changed the run is performed', async (_, change, says) => {
  const data = changed(
    'rows: { path: data/, run: "mkdir -p data && cp raw.txt data/rows.txt", code: [raw.txt] }',
    'rows: { path: data/ }',
  );
  using project = tinyProject({
    'mlops.yml': data,
    'data/rows.txt': 'some rows\n',
    '.gitignore': 'out/\ndata/\n',
  });
  await kept(project);
  await change(project);
  const ran = await runCli(['run'], project);
  expect(ran.log).not.toMatch(STANDS);
  expect(ran.log).toMatch(says);
});

test('a run in an environment stands, and sees what is done to it by hand', async () => {
  const config = changed('model: tiny\n', 'model: tiny\nenvironment: { lock: requirements.txt }\n');
  using project = tinyProject({ 'mlops.yml': config, 'requirements.txt': INICONFIG });
  await kept(project);
  const { bin }: { bin: string } = JSON.parse(project.read('.mlops/environment.json'));
  const lib = join(bin, '../lib').slice(project.path.length + 1);
  const [metadata = ''] = project.tree(lib).filter((path) => path.endsWith('.dist-info/METADATA'));
  project.remove(join(lib, metadata, '..'));
  const ran = await runCli(['run'], project);
  expect(ran.log).not.toMatch(STANDS);
  expect(ran.log).toMatch(/Installed and checked 1 package/);
  expect(project.has(join(lib, metadata))).toBe(true);
});

test('a run that stands starts git once and nothing else, and changes nothing but the time of last use', async () => {
  using project = tinyProject();
  await kept(project);
  using scratch = new Workspace();
  const log = join(scratch.path, 'trace');
  const ran = await runCli(['run'], project, { under: tracedTo(log, [...CHANGES, 'execve']) });
  expect(ran.log).toMatch(STANDS);
  const calls = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => / = 0$/.test(line));
  expect(calls.filter((line) => line.includes('execve('))).toHaveLength(1); // the program itself: of git strace lets go
  expect(calls.filter((line) => line.includes(project.path))).toEqual([]);
});
