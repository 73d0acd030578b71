import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runAction, runCli } from './bundle.ts';
import { FakeGitHub } from './github.ts';
import { Workspace } from './workspace.ts';

const MANIFEST = `
inputs:
  fail-on: { default: fail }
  seed: { default: 42 }
  name: { description: no default }
  github-token: { default: "\${{ github.token }}" }
`;

/** A release tree with one program in it, in the place of an action's stub. */
function release(program: string): Workspace {
  return Workspace.of({
    'lib/probe.js': program,
    'lib/mlops.js': program,
    'package.json': '{"type":"module"}',
    'probe/action.yml': MANIFEST,
  });
}

test('an action gets what a runner sets and nothing else of this machine', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'a.txt': 'a' });
  using dist = release('console.log(JSON.stringify(process.env))');
  process.env['STRAY_SECRET'] = 'stray';
  const { log, status } = await runAction('probe', workspace, github, {
    dist: dist.path,
    with: { 'fail-on': 'never', stray: 'x' },
    env: { EXTRA: '1' },
    state: { phase: 'post' },
    payload: { number: 7 },
  });
  expect(status).toBe(0);
  const env: Record<string, string> = JSON.parse(log);
  expect(env).not.toHaveProperty('STRAY_SECRET');
  expect(Object.keys(env).filter((name) => name.startsWith('VITEST') || name.startsWith('npm_'))).toEqual([]);
  expect(env).toMatchObject({
    'INPUT_FAIL-ON': 'never',
    INPUT_SEED: '42',
    INPUT_NAME: '',
    INPUT_STRAY: 'x',
    'INPUT_GITHUB-TOKEN': expect.stringMatching(/^ghs_/),
    EXTRA: '1',
    STATE_phase: 'post',
    GITHUB_ACTIONS: 'true',
  });
  expect(env).toMatchObject({
    GITHUB_SHA: workspace.head(),
    GITHUB_WORKSPACE: workspace.path,
    GITHUB_REF: 'refs/heads/main',
  });
});

test('everything a step leaves is read as the runner reads it', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  using dist = release(`
    import { appendFileSync } from 'node:fs';
    const { GITHUB_OUTPUT, GITHUB_ENV, GITHUB_PATH, GITHUB_STATE, GITHUB_STEP_SUMMARY } = process.env;
    appendFileSync(GITHUB_OUTPUT, 'verdict=pass\\nmetrics<<EOF_1\\n{\\n "auc": 0.7\\n}\\nEOF_1\\n');
    appendFileSync(GITHUB_ENV, 'SEED<<X\\n1\\nX\\n');
    appendFileSync(GITHUB_PATH, '/opt/venv/bin\\n');
    appendFileSync(GITHUB_STATE, 'phase=main\\n');
    appendFileSync(GITHUB_STEP_SUMMARY, '# Verdict\\n');
    console.log('::add-mask::hush');
    console.log('::error file=mlops.yml,line=3,col=5,title=Gate%2C red::two%0Alines, 100%25');
    console.error('::warning::from stderr');
    console.log('::set-output name=old::style');
    process.exitCode = 2;
  `);
  const ran = await runAction('probe', workspace, github, { dist: dist.path });
  expect(ran).toMatchObject({
    status: 2,
    signal: null,
    outputs: { verdict: 'pass', metrics: '{\n "auc": 0.7\n}', old: 'style' },
    env: { SEED: '1' },
    path: ['/opt/venv/bin'],
    state: { phase: 'main' },
    summary: '# Verdict\n',
    masks: ['hush'],
    errors: ['two\nlines, 100%'],
  });
  expect(ran.annotations).toContainEqual({
    level: 'error',
    message: 'two\nlines, 100%',
    title: 'Gate, red',
    file: 'mlops.yml',
    line: 3,
    column: 5,
  });
  expect(ran.annotations).toContainEqual({ level: 'warning', message: 'from stderr' });
});

test('a run is interrupted where its log says so', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  using dist = release(`
    process.on('SIGINT', () => console.log('stopping'));
    process.on('SIGTERM', () => process.exit(130));
    console.log('ready');
    setInterval(() => {}, 1000);
  `);
  const interrupt = [
    { after: 'ready', signal: 'SIGINT' },
    { after: 'stopping', signal: 'SIGTERM' },
  ] as const;
  expect(await runAction('probe', workspace, github, { dist: dist.path, interrupt })).toMatchObject({
    status: 130,
  });
  const killed = await runCli([], workspace, {
    dist: dist.path,
    interrupt: { after: 'ready', signal: 'SIGKILL' },
  });
  expect(killed).toMatchObject({ status: null, signal: 'SIGKILL', stdout: 'ready\n' });
});

test('the command line gets its words and this machine’s few variables', async () => {
  using workspace = Workspace.of();
  using dist = release(
    'console.log(process.argv.slice(2).join("|"), process.env.GITHUB_ACTIONS, process.cwd())',
  );
  mkdirSync(join(workspace.path, 'sub'));
  const ran = await runCli(['train', '--seed', '1'], workspace, {
    dist: dist.path,
    cwd: join(workspace.path, 'sub'),
  });
  expect(ran).toMatchObject({
    status: 0,
    stdout: `train|--seed|1 undefined ${join(workspace.path, 'sub')}\n`,
  });
});
