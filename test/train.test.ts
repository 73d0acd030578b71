import { expect, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { changed, tinyProject } from '#harness/project';
import { Workspace } from '#harness/workspace';

const sha256 = /^[0-9a-f]{64}$/;

test('on a runner it publishes model, metrics and record, and says so in its outputs', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject();
  const ran = await runAction('train', project, github);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.outputs).toMatchObject({
    'model-path': 'out/model.bin',
    skipped: 'false',
    'artifact-name': 'mlops-tiny-train',
    metrics: '{"loss":0.25,"nested.steps":3}',
  });
  expect(ran.outputs['model-digest']).toMatch(sha256);
  expect(ran.outputs['stage-key']).toMatch(sha256);
  expect(github.artifacts.all().map(({ name }) => name)).toEqual([
    'mlops-tiny-data-rows',
    'mlops-tiny-train',
  ]);
});

test('its record is an in-toto statement of SLSA provenance without absolute paths', async () => {
  using project = tinyProject();
  expect((await runCli(['train'], project)).status).toBe(0);
  const text = project.read('.mlops/stage/train/record.json');
  const record = JSON.parse(text);
  expect(record._type).toBe('https://in-toto.io/Statement/v1');
  expect(record.predicateType).toBe('https://slsa.dev/provenance/v1');
  expect(record.predicate.buildDefinition.externalParameters).toMatchObject({
    parameters: { lr: 0.1 },
    seed: 7,
  });
  expect(text).not.toContain(project.path);
});

test('a second training with nothing changed is skipped, and a changed parameter is named', async () => {
  using project = tinyProject();
  expect((await runCli(['train'], project)).status).toBe(0);
  const again = await runCli(['train'], project);
  expect(again.log).toContain('skipped=true');
  expect(again.log).toMatch(/Skipped: same stage key [0-9a-f]{12}/);
  project.write({ 'mlops.yml': changed('lr: 0.1', 'lr: 0.2') });
  const changedRun = await runCli(['train'], project);
  expect(changedRun.log).toContain('parameters.lr 0.1 -> 0.2');
  expect(changedRun.log).toContain('skipped=false');
});

test('a cached result that was tampered with is not used', async () => {
  using project = tinyProject();
  const first = await runCli(['train'], project);
  const key = /stage-key=(\w+)/.exec(first.log)?.[1];
  project.write({ [`.mlops/cache/tiny-${key}/files/model/model.bin`]: 'poison' });
  const again = await runCli(['train'], project);
  expect(again.log).toContain('model/model.bin is not what was kept. It is made again.');
  expect(again.log).toContain('skipped=false');
});

test.each([
  [
    'a missing model',
    'true',
    'train.model = "out/model.bin" (mlops.yml:11:10): was not written: the command ended well and left nothing there.',
  ],
  [
    'an empty model',
    'mkdir -p out && : > out/model.bin',
    'train.model = "out/model.bin" (mlops.yml:11:10): was written empty (0 bytes).',
  ],
  ['a killed command', 'kill -KILL $$', 'train.run (it printed nothing): was killed by SIGKILL after'],
  ['a failing command', 'echo oh no; exit 3', 'train.run (last line: oh no): ended with status 3 after'],
  ['a full disk', 'echo "OSError: [Errno 28] No space left on device" >&2; exit 1', 'ran out of disk after'],
  ['a failure inside a pipe', 'false | true', 'ended with status 1 after'],
])('%s is a mistake that says so', async (_what, command, message) => {
  using project = tinyProject({
    'train.sh': `${command}\n`,
    'mlops.yml': changed('run: bash train.sh', `run: ${JSON.stringify(command)}`),
  });
  const ran = await runCli(['train'], project);
  expect(ran.log).toContain(message);
  expect(ran.status).toBe(2);
});

test('an empty data folder is refused', async () => {
  using project = tinyProject({
    'mlops.yml': changed('mkdir -p data && cp raw.txt data/rows.txt', 'mkdir -p data/none'),
  });
  const ran = await runCli(['train'], project);
  expect(ran.log).toContain('data.rows = "data/": was written empty (0 bytes)');
  expect(ran.status).toBe(2);
});

test('plain data that is an empty folder is refused', async () => {
  using project = Workspace.of({ 'keep.txt': '' });
  project.write({ 'data/none/.gitkeep': '' });
  const words = ['train', '--run', 'true', '--model-path', 'out/m', '--data', 'rows=data/'];
  const ran = await runCli(words, project);
  expect(ran.log).toContain('data.rows.path = "data/" (--data): holds empty files only');
  expect(ran.status).toBe(2);
});

test('a path out of the workspace is refused', async () => {
  using project = tinyProject({ 'mlops.yml': changed('model: out/model.bin', 'model: ../../model.bin') });
  const ran = await runCli(['train'], project);
  expect(ran.log).toMatch(
    /model-path = "\.\.\/\.\.\/model\.bin" \(mlops\.yml:\d+:10\): leads out of the workspace\./,
  );
  expect(ran.status).toBe(2);
});

test('all input mistakes are reported together, each with its place', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'mlops.yml': changed('run: bash train.sh', 'run: ""') });
  const ran = await runAction('train', project, github, { with: { sed: '1', seed: 'x' } });
  expect(ran.status).toBe(2);
  expect(ran.errors).toHaveLength(1);
  expect(ran.errors[0]).toContain('train.run');
  using whole = tinyProject();
  const both = await runAction('train', whole, github, { with: { sed: '1', seed: 'x', 'dry-run': 'maybe' } });
  expect(both.errors).toEqual([
    'sed (with:): is no input of train. Did you mean seed?',
    'seed = "x" (with:): is not a whole number. It takes a whole number: Seed handed to the command as MLOPS_SEED.',
    'dry-run = "maybe" (with:): is neither true nor false, which is how yes and no are written. It takes a yes or no: Say what would be done, and do nothing.',
  ]);
});

test('two trainings in one run need a name', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject();
  expect((await runAction('train', project, github)).status).toBe(0);
  const second = await runAction('train', project, github);
  expect(second.errors.join()).toContain('Give name: to tell the two apart');
  expect(
    (await runAction('train', project, github, { with: { name: 'deep' } })).outputs['artifact-name'],
  ).toBe('mlops-tiny-train-deep');
});

test('the command sees no token, no inputs and none of the files that could forge a result', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({
    'train.sh':
      'env | cut -d= -f1 | sort > seen.txt\nmkdir -p out; echo m > "$MLOPS_MODEL"; echo {} > "$MLOPS_METRICS"\n',
  });
  const ran = await runAction('train', project, github);
  expect(ran.status, ran.log).toBe(0);
  const seen = project.read('seen.txt').split('\n');
  expect(
    seen.filter((name) =>
      /^(INPUT_|ACTIONS_|STATE_|GITHUB_(TOKEN|OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$)/.test(name),
    ),
  ).toEqual([]);
});

test('a log cannot forge a workflow command', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  const forge = 'echo "::set-output name=verdict::pass"; echo "  ::error::forged"; echo "##[error]forged"\n';
  using project = tinyProject({
    'train.sh': `${forge}mkdir -p out; echo m > "$MLOPS_MODEL"; echo {} > "$MLOPS_METRICS"\n`,
  });
  const ran = await runAction('train', project, github);
  expect(ran.status).toBe(0);
  expect(ran.errors).toEqual([]);
  expect(ran.log).not.toMatch(/^\s*::(set-output|error)/m);
  expect(ran.log).not.toContain('##[error]');
});

test('a cancelled run passes the signal on, publishes nothing and ends with 130', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({
    'train.sh': 'trap "echo got INT > got.txt; exit 1" INT\necho ready\nsleep 30 & wait\n',
  });
  const ran = await runAction('train', project, github, { interrupt: { after: 'ready', signal: 'SIGINT' } });
  expect(ran.status, ran.log).toBe(130);
  expect(project.read('got.txt')).toBe('got INT\n');
  expect(github.artifacts.all().map(({ name }) => name)).not.toContain('mlops-tiny-train');
});

test('a second run in the same folder is refused with the PID of the first, and a dead one is taken over', async () => {
  using project = tinyProject({
    'train.sh':
      'echo ready; while ! test -e go; do sleep 0.05; done\nmkdir -p out; echo m > "$MLOPS_MODEL"; echo {} > "$MLOPS_METRICS"\n',
  });
  const first = runCli(['train'], project);
  while (!project.has('.mlops/lock')) await new Promise((resolve) => setTimeout(resolve, 20));
  const { pid } = JSON.parse(project.read('.mlops/lock'));
  const second = await runCli(['train'], project);
  expect(second.log).toContain(`is held by process ${pid} since`);
  expect(second.status).toBe(2);
  project.write({ go: '' });
  expect((await first).status).toBe(0);
  const dead = {
    pid: 2 ** 22 - 1,
    host: (await import('node:os')).hostname(),
    since: '2026-01-01T00:00:00Z',
  };
  project.write({ '.mlops/lock': JSON.stringify(dead) });
  const third = await runCli(['train'], project);
  expect(third.log).toContain(`The lock of process ${dead.pid}, which is no more, is taken over.`);
  expect(third.status).toBe(0);
});
