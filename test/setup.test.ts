import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { INICONFIG } from '#harness/lockfile';
import { Workspace } from '#harness/workspace';

const CONFIG = 'schema: 1\nmodel: tiny\nenvironment: { lock: requirements.txt }\n';

function project(changes: Readonly<Record<string, string>> = {}): Workspace {
  return Workspace.of({ 'mlops.yml': CONFIG, 'requirements.txt': INICONFIG, ...changes });
}

test('on a runner it installs the lock, puts the environment on PATH and names its digest', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using workspace = project();
  const ran = await runAction('setup', workspace, github);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.outputs['env-digest']).toMatch(/^[0-9a-f]{64}$/);
  expect(ran.outputs['host-digest']).toMatch(/^[0-9a-f]{64}$/);
  expect(ran.outputs['uv-version']).toMatch(/^\d+\.\d+\.\d+$/);
  expect(existsSync(ran.outputs['python-path'] ?? '')).toBe(true);
  expect(ran.path).toEqual([join(ran.outputs['python-path'] ?? '', '..')]);
  expect(ran.env['MLOPS_ENVIRONMENT']).toContain('environment.json');
});

test('the digest is the same in another folder and on the other host, and the second time nothing is installed', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using one = project();
  using other = project({ 'more.txt': 'more' });
  const runner = await runAction('setup', one, github);
  const laptop = await runCli(['setup'], other);
  expect(laptop.log).toContain(`env-digest=${runner.outputs['env-digest']}`);
  const again = await runCli(['setup'], other);
  expect(again.log).toContain('cache-hit=true');
});

test.each([
  [
    'no lock file',
    { 'requirements.txt': '', 'mlops.yml': CONFIG.replace('requirements.txt', 'nothing.txt') },
    'nothing.txt',
  ],
  ['a wrong hash', { 'requirements.txt': INICONFIG.replaceAll(/sha256:.{4}/g, 'sha256:0000') }, 'iniconfig'],
  ['an unhashed line among hashed ones', { 'requirements.txt': `${INICONFIG}six==1.17.0\n` }, 'six'],
  [
    'a Python that there is not',
    { 'mlops.yml': CONFIG.replace('requirements.txt', 'requirements.txt, python: "2.6"') },
    '2.6',
  ],
  [
    'a path out of the workspace',
    { 'mlops.yml': CONFIG.replace('requirements.txt', '../requirements.txt') },
    '../requirements.txt',
  ],
])('%s is a mistake that names it', async (_what, changes, text) => {
  using workspace = project(changes);
  const ran = await runCli(['setup'], workspace, { env: { UV_PYTHON_DOWNLOADS: 'never' } });
  expect(ran.log).toContain(text);
  expect(ran.status, ran.log).toBe(2);
});

test('a lock that changes after setup is noticed by the stage that would use it', async () => {
  using workspace = project();
  expect((await runCli(['setup'], workspace)).status).toBe(0);
  workspace.write({ 'requirements.txt': `# changed\n${INICONFIG}` });
  const ran = await runCli(['train', '--run', 'true', '--model-path', 'm'], workspace);
  expect(ran.log).toContain(
    'requirements.txt: has changed since setup made the environment. Run setup again before train.',
  );
  expect(ran.status).toBe(2);
});

test.each([
  ['another version', '{"digest":"d","bin":"b","lock":{"path":"requirements.txt","sha256":"d"}}'],
  ['half a write', '{"digest":"d'],
])('what %s left is no environment to run in', async (_what, left) => {
  using workspace = project({ '.mlops/environment.json': left });
  const ran = await runCli(['train', '--run', 'true', '--model-path', 'm'], workspace);
  expect(ran.log).toContain(
    '.mlops/environment.json: is not what setup of this version leaves. Run setup again before train.',
  );
  expect(ran.status).toBe(2);
});

test('a service that does not answer is a fault, not a mistake of the user', async () => {
  const github = await FakeGitHub.start('org/tiny');
  using workspace = Workspace.of({ 'predictions.csv': 'id,late,p_late\n1,0,0.1\n2,1,0.9\n' });
  await github[Symbol.asyncDispose]();
  const ran = await runAction('evaluate', workspace, github, {
    with: {
      run: 'true',
      predictions: 'predictions.csv',
      task: 'binary',
      columns: 'label=late\nscore=p_late',
    },
  });
  expect(ran.log).toContain('This is a fault of mlops or of something it depends on');
  expect(ran.status).toBe(3);
});
