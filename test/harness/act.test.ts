import { expect, test } from 'vitest';
import { runAct } from './act.ts';
import { FakeGitHub } from './github.ts';
import { permissionsOfJobs } from './workflow.ts';
import { Workspace } from './workspace.ts';

const ARTIFACT = import.meta.resolve('@actions/artifact');
const GITHUB = import.meta.resolve('@actions/github');

/** A release tree of two actions that use the real clients, which stay where they are installed. */
function release(): Workspace {
  const manifest = (main: string) =>
    `name: ${main}\ndescription: x\ninputs: { github-token: { default: "\${{ github.token }}" } }\nruns: { using: node24, main: ../lib/${main}.js }\n`;
  return Workspace.of({
    'package.json': '{"type":"module"}',
    'put/action.yml': manifest('put'),
    'get/action.yml': manifest('get'),
    'lib/put.js': `
      import { appendFileSync, writeFileSync } from 'node:fs';
      import { DefaultArtifactClient } from '${ARTIFACT}';
      writeFileSync('model.bin', 'weights of ' + process.env.GITHUB_REPOSITORY);
      const { id } = await new DefaultArtifactClient().uploadArtifact('model', ['model.bin'], '.');
      appendFileSync(process.env.GITHUB_OUTPUT, 'id=' + id + '\\n');
      appendFileSync(process.env.GITHUB_STEP_SUMMARY, '# Put\\n');
      console.log('::warning file=train.py,line=3,title=Slow::one%0Atwo');
      ${tryBlob}
    `,
    'lib/get.js': `
      import { readFileSync } from 'node:fs';
      import { DefaultArtifactClient } from '${ARTIFACT}';
      const client = new DefaultArtifactClient();
      const { artifact } = await client.getArtifact('model');
      await client.downloadArtifact(artifact.id, { path: 'in' });
      console.log('got ' + [readFileSync('in/model.bin', 'utf8'), process.env.NODE_OPTIONS, process.env.HARNESS_TOKENS].map(String).join(' '));
      ${tryBlob}
    `,
  });
}

/** Writes to the repository with the token the action was given, and says how it was answered. */
const tryBlob = `
  const { getOctokit } = await import('${GITHUB}');
  const { git } = getOctokit(process.env['INPUT_GITHUB-TOKEN'], { baseUrl: process.env.GITHUB_API_URL }).rest;
  await git.createBlob({ owner: 'org', repo: 'flights', content: 'x' }).then(
    () => console.log('may write'),
    (error) => console.log('write answered ' + error.status),
  );
`;

const WORKFLOW = `
on: push
permissions: { contents: read }
jobs:
  train:
    runs-on: ubuntu-latest
    outputs: { id: "\${{ steps.put.outputs.id }}" }
    steps:
      - uses: actions/checkout@v5
      - id: put
        uses: org/mlops/put@v1
  report:
    needs: train
    permissions: { contents: write }
    runs-on: ubuntu-latest
    steps:
      - uses: org/mlops/get@v1
      - run: echo "artifact \${{ needs.train.outputs.id }} $GITHUB_RUN_ID" && sleep 1 && exit 3 # act may lose what a step says in its last moment
  never:
    needs: report
    runs-on: ubuntu-latest
    steps: [{ run: echo never }]
  off:
    if: false
    runs-on: ubuntu-latest
    steps: [{ run: echo off }]
  call:
    needs: train
    uses: ./.github/workflows/called.yml
`;

const CALLED = `
on: workflow_call
jobs:
  inner:
    permissions: { contents: write }
    strategy: { matrix: { n: [1, 2] } }
    runs-on: ubuntu-latest
    steps: [{ uses: org/mlops/get@v1 }]
`;

test('jobs on act hand an artifact on through the fake, each with the token of its own permissions', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({
    '.github/workflows/test.yml': WORKFLOW,
    '.github/workflows/called.yml': CALLED,
  });
  using tree = release();
  const repositories = { 'org/mlops@v1': tree.path };
  const ran = await runAct({ workspace, workflow: '.github/workflows/test.yml', github, repositories });
  const [train, report] = [ran.job('train'), ran.job('report')];
  expect(train.steps['put'], ran.log).toEqual({ result: 'success', outputs: { id: '4001' } });
  expect(train).toMatchObject({ result: 'success', summaries: ['# Put\n'] });
  const annotation = { level: 'warning', message: 'one\ntwo', file: 'train.py', line: 3, title: 'Slow' };
  expect(train.annotations).toEqual([annotation]);
  expect(train.log).toContain('write answered 403');
  expect(report.log).toContain('got weights of org/flights undefined undefined');
  expect(report.log).toContain('may write');
  expect(report.log).toContain('artifact 4001 1001');
  expect(report).toMatchObject({
    result: 'failure',
    steps: { 0: { result: 'success' }, 1: { result: 'failure' } },
  });
  const idle = { never: 'skipped', off: 'skipped' };
  expect(ran.results).toEqual({ train: 'success', report: 'failure', inner: 'success', ...idle });
  const inner = ran.jobs.filter(({ id }) => id === 'inner');
  expect(inner.map(({ matrix, result }) => [matrix['n'], result]).sort()).toEqual([
    [1, 'success'],
    [2, 'success'],
  ]);
  // the called job asks for more than the calling one has
  expect(inner.every(({ log }) => log.includes('write answered 403'))).toBe(true);
  expect(ran.status).toBe(1);
  expect(github.violations).toEqual([]);
});

test('a called workflow’s jobs get at most what the calling job has', () => {
  using workspace = Workspace.of({
    'main.yml': `
      permissions: { contents: read }
      jobs:
        plain: { runs-on: x }
        call: { uses: ./called.yml, permissions: { contents: read, actions: write } }
        all: { runs-on: x, permissions: read-all }
        nothing: { runs-on: x, permissions: {} }`,
    'called.yml': `
      jobs:
        inherits: { runs-on: x }
        wants: { runs-on: x, permissions: { contents: write, actions: read, checks: write } }`,
    'bare.yml': 'jobs: { a: { runs-on: x } }',
    'typo.yml': 'jobs: { a: { runs-on: x, permissions: { content: write } } }',
  });
  const locate = (uses: string) => `${workspace.path}/${uses}`;
  const found = permissionsOfJobs(locate('main.yml'), locate);
  expect(Object.fromEntries(found)).toMatchObject({
    plain: { contents: 'read' },
    inherits: { contents: 'read', actions: 'write' },
    wants: { contents: 'read', actions: 'read', checks: 'none' },
    all: { contents: 'read', checks: 'read' },
    nothing: {},
  });
  expect(Object.fromEntries(permissionsOfJobs(locate('bare.yml'), locate))).toEqual({
    a: { contents: 'read', packages: 'read' },
  });
  expect(() => permissionsOfJobs(locate('typo.yml'), locate)).toThrow('permissions: knows no content');
});
