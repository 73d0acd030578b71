import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ActionWish, type Ran, runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { MAY_POST, openPull, pushHead } from '#harness/posting';
import { changed, tinyProject } from '#harness/project';
import type { Issue } from '#harness/rest-issues';
import { type Rule, TroubledProxy } from '#harness/troubled-proxy';
import { Workspace } from '#harness/workspace';

/** The shipped `report` in a job of its own: no checkout, no mlops.yml, what evaluate left, and a pull request. */
const [ONE, TWO, BASE] = ['a'.repeat(40), 'b'.repeat(40), '3'.repeat(40)];
// 120 gates that fail, a line each from the second line of gates on, and one that holds
const RED = Array.from({ length: 120 }, (_, n) => `roc_auc >= ${(0.8 + n / 1000).toFixed(3)}`);
const GATES = `gates:\n    - roc_auc >= 0.7\n${RED.map((gate) => `    - ${gate}\n`).join('')}`;

let github: FakeGitHub;
let folder: Workspace;
let pull: Issue;
/** line of the first red gate in mlops.yml */
let line: number;

beforeAll(async () => {
  github = await FakeGitHub.start('org/tiny');
  folder = Workspace.of();
  const text = changed('gates: ["roc_auc >= 0.7"]\n', GATES);
  line = text.split('\n').findIndex((one) => one.includes(RED[0] ?? '')) + 1;
  using project = tinyProject({ 'mlops.yml': text });
  await runAction('train', project, github);
  const ran = await runAction('evaluate', project, github);
  expect(ran.status, ran.log).toBe(1);
});

afterAll(async () => {
  folder[Symbol.dispose]();
  await github[Symbol.asyncDispose]();
});

beforeEach(() => {
  github.checks.all.length = 0;
  github.checks.statuses.length = 0;
  github.issues.all.length = 0;
  github.proposals.all.length = 0;
  pull = openPull(github, ONE);
});

function onPull(head: string, wish: ActionWish = {}): ActionWish {
  const sides = { head: { sha: head, repo: { full_name: 'org/tiny' } }, base: { sha: BASE, ref: 'main' } };
  const event = { event: 'pull_request', ref: 'refs/pull/1/merge' } as const;
  return { ...event, payload: { pull_request: { number: 1, ...sides } }, ...wish };
}

const report = (wish: ActionWish = {}): Promise<Ran> =>
  runAction('report', folder, github, {
    permissions: { actions: 'read', ...MAY_POST },
    ...wish,
    with: { model: 'tiny', ...wish.with },
  });

const asRun = (id: number) => ({ env: { GITHUB_RUN_ID: `${id}` } });

test('a pull request gets one comment and one check, with a remark on each gate’s line', async () => {
  const ran = await report(onPull(ONE));
  // the exit status of evaluate is the gate: that of report says whether it could read
  expect(ran.status, ran.log).toBe(0);
  const [comment, ...others] = pull.comments;
  expect(others).toEqual([]);
  expect(ran.outputs).toMatchObject({
    ...{ verdict: 'fail', 'baseline-moved': 'false', 'comment-id': String(comment?.id) },
    'check-url': `${github.url}/org/tiny/runs/4001`,
    'report-url': expect.stringMatching(/\/org\/tiny\/actions\/runs\/1001\/artifacts\/\d+$/),
    'report-file': expect.stringMatching(/report\.html$/),
  });
  for (const part of ['### ❌ tiny failed', 'roc_auc &#62;= 0.800', `head <code>${ONE.slice(0, 12)}</code>`])
    expect(comment?.body).toContain(part);
  expect(comment?.body).toContain(`base <code>${BASE.slice(0, 12)}</code>`);
  expect(github.checks.all).toMatchObject([
    { name: 'mlops/tiny', head_sha: ONE, conclusion: 'failure', batches: [50, 50, 20] },
  ]);
  expect(github.checks.all[0]?.annotations.map(({ start_line }) => start_line).sort((a, b) => a - b)).toEqual(
    RED.map((_, n) => line + n),
  );
  expect(github.checks.all[0]?.annotations[0]).toMatchObject({
    path: 'mlops.yml',
    annotation_level: 'failure',
  });
  expect(github.violations).toEqual([]);
});

test('behind a hundred comments, a stranger’s copies among them, ours is found and rewritten', async () => {
  await report(onPull(ONE));
  const [own] = pull.comments;
  if (own === undefined) throw new Error('there is none');
  pull.comments = [];
  for (let n = 0; n < 150; n++) github.issues.say(pull, 'somebody', own.body);
  pull.comments.push(own);
  const ran = await report(onPull(ONE, { ...asRun(1002), with: { comment: 'on-change' } }));
  expect(ran.log).toContain('Leaves the comment: the decision is the same.');
  await report(onPull(ONE, asRun(1003)));
  expect(pull.comments).toHaveLength(151);
  expect(pull.comments.at(-1)?.body).not.toBe(own);
  expect(pull.comments.at(-1)?.id).toBe(own.id);
});

test('two runs at once end in one comment of the newer head, and a late attempt changes nothing', async () => {
  pushHead(github, 1, TWO);
  await Promise.all([report(onPull(ONE, asRun(1001))), report(onPull(TWO, { ...asRun(1002), attempt: 2 }))]);
  expect(pull.comments).toHaveLength(1);
  expect(pull.comments[0]?.body).toContain(`head <code>${TWO.slice(0, 12)}</code>`);
  const before = pull.comments[0]?.body;
  const late = await report(onPull(TWO, asRun(1002)));
  expect(late.log).toContain('Leaves the comment: a newer run wrote it.');
  expect(pull.comments.map(({ body }) => body)).toEqual([before]);
  expect(github.checks.all.map(({ head_sha }) => head_sha).sort()).toEqual([ONE, TWO]);
});

test('a dry run says what it would write, and writes nothing', async () => {
  const ran = await report(onPull(ONE, { with: { 'dry-run': 'true', 'check-name': 'Quality' } }));
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain(
    `Would make the check Quality on ${ONE.slice(0, 12)}: failure, with 120 annotations.`,
  );
  expect(ran.log).toContain('Would write the comment on #1.');
  expect(pull.comments).toEqual([]);
  expect(github.checks.all).toEqual([]);
});

test('rights that are missing are told by the block to add, and turn nothing round', async () => {
  const ran = await report(onPull(ONE, { permissions: { actions: 'read' } }));
  expect([ran.status, ran.errors]).toEqual([0, []]);
  expect(ran.outputs).toMatchObject({ verdict: 'fail', 'comment-id': '', 'check-url': '' });
  const warnings = ran.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message);
  expect(warnings[0]).toContain('permissions:\n  checks: write');
  expect(warnings[1]).toContain('permissions:\n  pull-requests: write');
  expect(warnings).toHaveLength(2);

  await report(onPull(ONE, { permissions: { actions: 'read', statuses: 'write' } }));
  expect(github.checks.statuses).toMatchObject([{ context: 'mlops/tiny', sha: ONE, state: 'failure' }]);
});

test('with an API that loses answers there is one of each; with none it says what it could not post', async () => {
  const lost = (ending: RegExp): Rule => ({
    on: (method, path) => method === 'POST' && ending.test(path),
    trouble: { lose: 'answer' },
  });
  await using proxy = await TroubledProxy.before(
    { port: Number(new URL(github.url).port) },
    lost(/\/comments$/),
    lost(/\/check-runs$/),
  );
  const env = { GITHUB_API_URL: `http://${proxy.host}` };
  const ran = await report(onPull(ONE, { env }));
  expect(ran.status, ran.log).toBe(0);
  expect(pull.comments.map(({ id }) => String(id))).toEqual([ran.outputs['comment-id']]);
  expect(github.checks.all.map(({ annotations }) => annotations.length)).toEqual([120]);

  proxy.troubles({ on: () => true, times: 1_000, trouble: { status: 503, headers: { 'retry-after': '1' } } });
  const down = await report(onPull(ONE, { env }));
  expect([down.status, down.errors]).toEqual([0, []]);
  expect(down.log).toContain('Could not post the check; the verdict stands. GitHub answered 503');
  expect(down.log).toContain('Could not post the comment; the verdict stands. GitHub answered 503');
});

test('a merge group has a check on its head, a push one on its commit, and neither a comment', async () => {
  const group = { head_sha: TWO, base_sha: BASE, base_ref: 'refs/heads/main' };
  const queued = await report({ event: 'merge_group', payload: { merge_group: group } });
  expect(queued.log).toContain('Writes no comment: there is no pull request.');
  const pushed = await report({ permissions: { actions: 'read', contents: 'write', checks: 'write' } });
  expect(pushed.log).toContain('Writes no comment: there is no pull request.');
  expect(github.checks.all.map(({ head_sha }) => head_sha)).toEqual([TWO, SHA]);
  expect(pull.comments).toEqual([]);
});

/** GITHUB_SHA of a run without a checkout */
const SHA = '0123456789012345678901234567890123456789';

test('where fail-on leaves a decision out the check is neutral, and the comment of a name its own', async () => {
  const text = changed('roc_auc >= 0.7', 'roc_auc >= 0.9');
  using project = tinyProject({ 'mlops.yml': text });
  await using other = await FakeGitHub.start('org/tiny');
  const issue = openPull(other, ONE);
  await runAction('train', project, other);
  const judged = await runAction('evaluate', project, other, { with: { name: 'night', 'fail-on': 'never' } });
  expect(judged.status, judged.log).toBe(0);
  const permissions = { actions: 'read', ...MAY_POST } as const;
  const ran = await runAction(
    'report',
    project,
    other,
    onPull(ONE, { permissions, with: { name: 'night', comment: 'on-failure' } }),
  );
  expect(ran.status, ran.log).toBe(0);
  expect(other.checks.all).toMatchObject([{ name: 'mlops/tiny/night', conclusion: 'neutral' }]);
  expect(issue.comments[0]?.body).toMatch(/^<!-- mlops-gate: tiny\/night -->\n/);
  expect(other.violations).toEqual([]);
});

test('on a laptop there is nowhere to post: the comment lies in a file', async () => {
  using project = tinyProject();
  const ran = await runCli(['run'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('There is nowhere to post on a laptop; the comment: .mlops/comment.md');
  expect(project.read('.mlops/comment.md')).toContain('### ✅ tiny passed');
});
