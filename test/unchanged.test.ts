import { describe, expect, it, test } from 'vitest';
import { type ActionWish, runAction } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { changed, PREDICTIONS, tinyProject } from '#harness/project';
import { TroubledProxy } from '#harness/troubled-proxy';
import type { Workspace } from '#harness/workspace';

/** Holds on the base by its first evaluation, which has no baseline; a model that is as good would not pass it. */
const GATES = 'gates: ["roc_auc >= 0.7", "accuracy >= 0.7"]';
const CONFIG = changed('gates: ["roc_auc >= 0.7"]', GATES);

async function judgedOnMain(project: Workspace, github: FakeGitHub): Promise<string> {
  for (const action of ['train', 'evaluate', 'report']) {
    const ran = await runAction(action, project, github);
    expect(ran.status, ran.log).toBe(0);
  }
  return project.head() ?? '';
}

const KINDS = {
  pull_request: (head: string, base: string) => ({
    event: 'pull_request',
    ref: 'refs/pull/7/merge',
    payload: {
      pull_request: {
        number: 7,
        head: { sha: head, ref: 'change', repo: { full_name: 'org/tiny' } },
        base: { sha: base, ref: 'main' },
      },
    },
  }),
  // docs.github.com, webhook events and payloads: merge_group, action checks_requested
  merge_group: (head: string, base: string) => ({
    event: 'merge_group',
    ref: `refs/heads/gh-readonly-queue/main/pr-7-${base}`,
    payload: {
      action: 'checks_requested',
      merge_group: {
        head_sha: head,
        head_ref: `refs/heads/gh-readonly-queue/main/pr-7-${base}`,
        base_sha: base,
        base_ref: 'refs/heads/main',
      },
    },
  }),
} as const satisfies Record<string, (head: string, base: string) => ActionWish>;

async function proposed(
  kind: keyof typeof KINDS,
  changes: Readonly<Record<string, string>>,
  project: Workspace,
  github: FakeGitHub,
) {
  const base = await judgedOnMain(project, github);
  project.git('checkout', '-q', '-b', 'change');
  const head = project.write(changes).commit('a change');
  const wish = { ...KINDS[kind](head, base), attempt: 2 };
  const trained = await runAction('train', project, github, wish);
  expect(trained.status, trained.log).toBe(0);
  const ran = await runAction('evaluate', project, github, wish);
  return { base, trained, ran };
}

describe('where nothing that is judged changes, the verdict of the base stands', () => {
  test.each(['pull_request', 'merge_group'] as const)('of a %s', async (kind) => {
    await using github = await FakeGitHub.start('org/tiny');
    using project = tinyProject({ 'mlops.yml': CONFIG });
    const { base, trained, ran } = await proposed(kind, { 'README.md': 'words\n' }, project, github);
    expect(trained.outputs['skipped']).toBe('true');
    expect(ran.status, ran.log).toBe(0);
    expect(ran.outputs['verdict']).toBe('pass');
    expect(ran.outputs['reason']).toContain(
      `nothing that is judged changed since ${base.slice(0, 12)}: same score key, same gates`,
    );
    expect(ran.log).toContain('Nothing is scored or judged again');
    const verdict = JSON.parse(project.read('.mlops/stage/evaluate/verdict.json'));
    expect(verdict.unchangedSince).toBe(base);
    expect(verdict.gates.map(({ state }: { state: string }) => state)).toEqual(['pass', 'pass']);
    expect(github.violations).toEqual([]);
  });
});

test('where anything of it changes, it is judged as ever', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'mlops.yml': CONFIG });
  const base = await judgedOnMain(project, github);
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
    ['a gate', { 'mlops.yml': CONFIG.replace('accuracy >= 0.7', 'accuracy >= 0.9') }, 1],
    ['a gate less', { 'mlops.yml': CONFIG.replace(', "accuracy >= 0.7"', '') }, 0],
    ['columns', { 'mlops.yml': CONFIG.replace('score: p_late', 'score: predicted') }, 0],
    ['predictions', { 'predictions.csv': PREDICTIONS.replace('1,0,0,0.1,AA', '1,0,0,0.2,AA') }, 0],
    ['training', { 'train.sh': 'mkdir -p out\necho m > "$MLOPS_MODEL"\necho "{}" > "$MLOPS_METRICS"\n' }, 0],
  ];
  for (const [at, [what, changes, status]] of cases.entries()) {
    project.git('checkout', '-q', '-B', `change-${at}`, base);
    const head = project.write(changes).commit(what);
    const wish = { ...KINDS.pull_request(head, base), attempt: at + 2 };
    await runAction('train', project, github, wish);
    const ran = await runAction('evaluate', project, github, wish);
    expect(ran.outputs['reason'], what).not.toContain('nothing that is judged changed');
    expect(ran.status, ran.log).toBe(status);
  }
});

it('an evaluation of the base that did not pass does not stand', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'mlops.yml': CONFIG.replace('accuracy >= 0.7', 'accuracy >= 0.9') });
  for (const action of ['train', 'evaluate', 'report']) await runAction(action, project, github);
  const base = project.head() ?? '';
  project.git('checkout', '-q', '-b', 'change');
  const head = project.write({ 'README.md': 'words\n' }).commit('a change');
  const wish = { ...KINDS.pull_request(head, base), attempt: 2 };
  await runAction('train', project, github, wish);
  const ran = await runAction('evaluate', project, github, wish);
  expect(ran.status, ran.log).toBe(1);
  expect(ran.outputs['verdict']).toBe('fail');
});

it('an evaluation of the base that bears another name does not stand', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'mlops.yml': CONFIG });
  const base = project.head() ?? '';
  for (const [action, inputs] of [
    ['train', {}],
    ['evaluate', { name: 'night' }],
    ['report', { name: 'night' }],
  ] as const) {
    const ran = await runAction(action, project, github, { with: inputs });
    expect(ran.status, ran.log).toBe(0);
  }
  project.git('checkout', '-q', '-b', 'change');
  const head = project.write({ 'README.md': 'words\n' }).commit('a change');
  const wish = { ...KINDS.pull_request(head, base), attempt: 2 };
  await runAction('train', project, github, wish);
  const ran = await runAction('evaluate', project, github, wish);
  expect(ran.outputs['reason'], ran.log).not.toContain('nothing that is judged changed');
  const own = await runAction('evaluate', project, github, { ...wish, with: { name: 'night' } });
  expect(own.outputs['reason'], own.log).toContain('nothing that is judged changed');
});

test.each([
  ['does not answer', 502],
  ['refuses', 403],
] as const)('where GitHub %s for the store, it is judged as ever', async (_, status) => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'mlops.yml': CONFIG });
  const base = await judgedOnMain(project, github);
  project.git('checkout', '-q', '-b', 'change');
  const head = project.write({ 'README.md': 'words\n' }).commit('a change');
  const wish = { ...KINDS.pull_request(head, base), attempt: 2 };
  await runAction('train', project, github, wish);
  await using proxy = await TroubledProxy.before(
    { port: Number(new URL(github.url).port) },
    { on: (_method, path) => path.includes('/git/'), times: 99, trouble: { status } },
  );
  const ran = await runAction('evaluate', project, github, {
    ...wish,
    with: { baseline: 'none' },
    env: { GITHUB_API_URL: `http://${proxy.host}` },
  });
  expect(ran.status, ran.log).toBe(0);
  expect(ran.outputs['verdict']).toBe('pass');
  expect(ran.outputs['reason']).not.toContain('nothing that is judged changed');
  expect(ran.log).toContain('Whether the verdict of the base stands is not known');
});
