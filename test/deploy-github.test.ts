import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { json } from '#harness/answer';
import { type ActionWish, runAction } from '#harness/bundle';
import { deployable } from '#harness/deployable';
import { FakeGitHub } from '#harness/github';
import { makeImage, publishOnGitHub } from '#harness/image';
import { changed, tinyProject } from '#harness/project';
import { FIRST_RUN } from '#harness/run';

const REF = 'refs/mlops/tiny/deployed/production';
const PERMISSIONS = { contents: 'write', actions: 'read', deployments: 'write' } as const;

/** The steps that the README of the action shows: a deployment, and a rollback. */
const [SHOWN = {}, ROLLBACK = {}] = [
  ...readFileSync(join(import.meta.dirname, '../actions/deploy/README.md'), 'utf8').matchAll(
    /^```yaml\n(- uses: [\s\S]*?)^```$/gm,
  ),
].map(([, step = '']): Record<string, string> => parse(step)[0].with);

/** A project whose image and evaluation another job of the run has published. */
async function onGitHub() {
  const made = await deployable();
  const github = await FakeGitHub.start('org/tiny');
  publishOnGitHub(github, makeImage(made.project));
  const next = makeImage(made.project, { content: 'the same model, other files' });
  const evaluation = '.mlops/stage/evaluate';
  const files = made.project
    .tree(evaluation)
    .map((path) => [path, Buffer.from(made.project.read(`${evaluation}/${path}`))]);
  github.publish('mlops-tiny-evaluate', Object.fromEntries(files));
  // a runner has never seen what this machine deployed
  const run = (wish: ActionWish = {}) => {
    made.project.remove('.mlops');
    return runAction('deploy', made.project, github, { permissions: PERMISSIONS, ...wish });
  };
  return {
    ...made,
    next,
    github,
    run,
    states: (id: number) => github.deployments.made.get(id)?.statuses.map(({ state }) => state),
  };
}

test('deployments and their statuses tell what serves; a rollback on another runner needs nothing but them and the ref', async () => {
  const { project, server, github, run, states, image, model, next } = await onGitHub();
  using _project = project;
  await using _server = server;
  await using _github = github;
  const first = await run({ with: SHOWN });
  expect(first.status, first.log).toBe(0);
  expect(first.outputs).toMatchObject({
    url: server.url,
    revision: 'r1',
    'deployment-id': '7001',
    'artifact-name': 'mlops-tiny-deploy',
  });
  expect(github.deployments.made.get(7001)).toMatchObject({
    ref: project.head(),
    task: 'deploy',
    auto_merge: false,
    required_contexts: [],
    environment: 'production',
    production_environment: true,
    payload: {
      schema: 'https://github.com/org/mlops/deployment/v1',
      environment: 'production',
      target: { kind: 'command' },
      release: { image: `sha256:${image}`, model: `sha256:${model}` },
      previous: null,
      strategy: { type: 'all' },
    },
    statuses: [
      { state: 'in_progress', log_url: `${github.serverUrl}/org/tiny/actions/runs/${FIRST_RUN.id}` },
      { state: 'success', environment_url: server.url, description: `r1 serves model ${model.slice(0, 12)}` },
    ],
  });
  expect(JSON.parse(github.repository.fileAt(REF, 'deployment.json') ?? '')).toMatchObject({
    release: { revision: 'r1' },
  });
  expect(first.summary).toContain('r1 serves in production, where nothing served');

  publishOnGitHub(github, next, 2);
  const second = await run({ attempt: 2 });
  expect(second.outputs).toMatchObject({
    revision: 'r2',
    'previous-revision': 'r1',
    'deployment-id': '7002',
  });
  expect(github.deployments.made.get(7002)?.payload).toMatchObject({
    previous: { deploymentId: 7001, revision: 'r1', image: `sha256:${image}`, url: server.url },
  });
  expect([states(7001), states(7002)]).toEqual([
    ['in_progress', 'success', 'inactive'],
    ['in_progress', 'success'],
  ]);

  const back = await run({ with: ROLLBACK, attempt: 3 });
  expect(back.status, back.log).toBe(0);
  expect(back.outputs).toMatchObject({ revision: 'r1', 'rolled-back': 'true', 'deployment-id': '7003' });
  expect(github.deployments.made.get(7003)).toMatchObject({
    task: 'rollback',
    payload: { release: { revision: 'r1' } },
  });
  expect([states(7002), states(7003)]).toEqual([
    ['in_progress', 'success', 'inactive'],
    ['in_progress', 'success'],
  ]);
  expect(JSON.parse(github.repository.fileAt(REF, 'record.json') ?? '').predicate).toMatchObject({
    action: 'rollback',
  });

  const gone = await run({ with: { action: 'retire' }, attempt: 4 });
  expect(gone.status, gone.log).toBe(0);
  expect(states(7003)).toEqual(['in_progress', 'success', 'inactive']);
  expect(github.violations).toEqual([]);
});

test('one that does not hold is a failure there, and the one before a success again', async () => {
  const { project, server, github, run, states } = await onGitHub();
  using _project = project;
  await using _server = server;
  await using _github = github;
  await run();
  const before = github.repository.refs.get(REF);
  server.answers = () => ({ score: 0.5 });
  const ran = await run({ attempt: 2 });
  expect(ran.status).toBe(1);
  expect(ran.outputs).toMatchObject({ revision: 'r1', 'rolled-back': 'true' });
  expect(ran.errors.at(-1)).toContain(
    'The verdict is fail: r1 serves on in production: 2 of 2 golden requests',
  );
  expect([states(7001), states(7002)]).toEqual([
    ['in_progress', 'success', 'success'],
    ['in_progress', 'failure'],
  ]);
  const description = github.deployments.made.get(7002)?.statuses.at(-1)?.description ?? '';
  expect(description).toMatch(/^2 of 2 golden requests were not answered .*…$/);
  expect(description.length).toBeLessThanOrEqual(140);
  expect(github.repository.refs.get(REF)).toBe(before);

  // a mistake of the script's own is the end of that deployment too
  project.write({ 'url.txt': 'nowhere' });
  await run({ attempt: 3 });
  expect(states(7003)).toEqual(['in_progress', 'failure']);
  expect(github.violations).toEqual([]);
});

test('without deployments: write it goes on, and the warning prints what to add', async () => {
  const { project, server, github, run } = await onGitHub();
  using _project = project;
  await using _server = server;
  await using _github = github;
  const ran = await run({ permissions: { contents: 'write', actions: 'read', deployments: 'read' } });
  expect(ran.status, ran.log).toBe(0);
  expect(ran.outputs['deployment-id']).toBeUndefined();
  const warnings = ran.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(
    'The deployment could not be announced on GitHub: github-token: may not POST /repos/{owner}/{repo}/deployments (403',
  );
  expect(warnings[0]).toContain('permissions:\n  contents: write\n  actions: read\n  deployments: write');
  expect(github.repository.refs.has(REF)).toBe(true);

  const reading = await run({ permissions: { contents: 'read', actions: 'read' }, attempt: 2 });
  expect(reading.status, reading.log).toBe(0);
  expect(reading.outputs['revision']).toBe('r2');
  expect(reading.log).toContain('The deployment could not be read on GitHub: ');
  expect(reading.log).toContain('The ref deployed/production was not moved: ');
  expect(github.violations).toEqual([]);
});

test.each<[number, object, string]>([
  [
    202,
    { message: 'Auto-merged main into topic on deployment.' },
    'Auto-merged main into topic on deployment.',
  ],
  [
    409,
    { message: 'Conflict: commit status checks failed' },
    'GitHub answered 409 to POST /repos/{owner}/{repo}/deployments: Conflict',
  ],
])(
  'where GitHub answers %i there is no deployment of it, and the model serves',
  async (status, body, told) => {
    const { project, server, github, run } = await onGitHub();
    using _project = project;
    await using _server = server;
    await using _github = github;
    github.deployments.answer = json(status, body);
    const ran = await run();
    expect(ran.status, ran.log).toBe(0);
    expect(ran.log).toContain(told);
    expect(ran.log).toContain('It goes on without: nothing else depends on it.');
    expect(ran.outputs['revision']).toBe('r1');
    expect(github.deployments.made.size).toBe(0);
    expect(github.violations).toEqual([]);
  },
);

test('where no ref may be moved a rollback takes what the last deployment on GitHub says', async () => {
  const { project, server, github, run, next } = await onGitHub();
  using _project = project;
  await using _server = server;
  await using _github = github;
  const wish = { ref: 'refs/tags/v1', event: 'release' };
  const first = await run(wish);
  expect(first.log).toContain('The ref deployed/production stays: the event is release.');
  expect(github.repository.refs.size).toBe(0);
  publishOnGitHub(github, next, 2);
  await run({ ...wish, attempt: 2 });
  const back = await run({ ...wish, attempt: 3, with: { action: 'rollback' } });
  expect(back.status, back.log).toBe(0);
  expect(back.outputs).toMatchObject({ revision: 'r1', 'rolled-back': 'true' });
  expect(project.read('calls.txt').trim().split('\n').at(-1)).toBe('rollback r1 100');
  expect(github.violations).toEqual([]);
});

test('a pull request from a fork deploys nothing that anybody is told of', async () => {
  const { project, server, github, run } = await onGitHub();
  using _project = project;
  await using _server = server;
  await using _github = github;
  const ran = await run({
    event: 'pull_request',
    ref: 'refs/pull/7/merge',
    permissions: { contents: 'read', actions: 'read', deployments: 'read' },
    payload: { pull_request: { head: { repo: { full_name: 'stranger/tiny' } } } },
    with: { environment: 'preview' },
  });
  expect(ran.log).toContain(
    'The ref deployed/preview stays: the event is pull_request from the fork stranger/tiny.',
  );
  expect(ran.outputs['artifact-name']).toBe('mlops-tiny-deploy-preview');
  expect([github.deployments.made.size, github.repository.refs.size]).toEqual([0, 0]);
  expect(github.violations).toEqual([]);
});

test('in one step a pull request is judged and packed, and deploys nothing', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  const gates = 'gates: ["roc_auc >= 0.7"]\n';
  const sections = 'containerize: { files: [train.sh] }\ndeploy: { serve: "touch served" }\n';
  using project = tinyProject({ 'mlops.yml': changed(gates, gates + sections) });
  const ran = await runAction('pipeline', project, github, {
    event: 'pull_request',
    ref: 'refs/pull/7/merge',
    permissions: { contents: 'read', actions: 'read' },
    payload: { pull_request: { head: { repo: { full_name: 'stranger/tiny' } } } },
  });
  expect(ran.status, ran.log).toBe(0);
  expect(JSON.parse(ran.outputs['stages'] ?? '')).toMatchObject({ containerize: 'ran', deploy: 'skipped' });
  expect(ran.log).toMatch(/^deploy +skipped +the event is pull_request from the fork/m);
  expect([github.deployments.made.size, github.repository.refs.size]).toEqual([0, 0]);
  expect(project.has('.mlops/deployments')).toBe(false);
  expect(github.violations).toEqual([]);
});
