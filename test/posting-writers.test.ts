import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeGitHub } from '#harness/github';
import { MAY_POST, openPull, postTo, pushHead } from '#harness/posting';
import { type Rule, TroubledProxy } from '#harness/troubled-proxy';
import type { Annotation, Posting } from '#posting/posting';
import { postingSample } from '#posting/sample';

/** The comment and the check as the real client of GitHub writes them, against the fake; faults come from a proxy before it. */
const [ONE, TWO] = ['a'.repeat(40), 'b'.repeat(40)];
const JOB = 'github-actions[bot]';
const OTHER = 'cd'.repeat(32);

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockImplementation(() => true));
afterEach(() => void vi.restoreAllMocks());

const by = (id: number, facts: Partial<Posting> = {}, attempt = 1) =>
  postingSample({
    ...{
      number: 1,
      head: ONE,
      run: { id: `${id}`, attempt, url: `https://github.com/o/r/actions/runs/${id}` },
    },
    comment: `what run ${id}.${attempt} says`,
    ...facts,
  });

test('one comment is made, and rewritten where it stands by the next run', async () => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  const first = await postTo(github, by(10));
  expect(first.said).toContain('Made a comment.');
  const second = await postTo(github, by(11, {}, 2));
  expect(second.said).toContain('Updated the comment.');
  expect(second.commentId).toBe(first.commentId);
  expect(pull.comments).toHaveLength(1);
  expect(pull.comments[0]?.body).toContain('what run 11.2 says');
  expect([...first.warnings, ...second.warnings]).toEqual([]);
  expect(github.violations).toEqual([]);
});

test('ours is found behind a hundred others, and none of a stranger who copied the marker', async () => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  await postTo(github, by(10));
  const [own] = pull.comments;
  if (own === undefined) throw new Error('there is none');
  pull.comments = [];
  for (let n = 0; n < 130; n++) github.issues.say(pull, 'somebody', n % 2 === 0 ? own.body : `remark ${n}`);
  // quoted by a job of this repository: not in the first line
  github.issues.say(pull, JOB, `> ${own.body}`);
  pull.comments.push(own);
  for (let n = 0; n < 90; n++) github.issues.say(pull, 'somebody', own.body);
  const copies = pull.comments.filter(({ author }) => author === 'somebody').map(({ body }) => body);

  const again = await postTo(github, by(11));
  expect(again.commentId).toBe(own.id);
  expect(own.body).toContain('what run 11.1 says');
  expect(pull.comments.filter(({ author }) => author === 'somebody').map(({ body }) => body)).toEqual(copies);
  expect(pull.comments).toHaveLength(222);
  expect(github.violations).toEqual([]);
});

test('a token of one’s own writes as itself', async () => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  await postTo(github, by(10));
  for (const login of ['flights-app[bot]', 'somebody']) {
    await postTo(github, by(10), { login });
    await postTo(github, by(11), { login });
  }
  expect(pull.comments.map(({ author }) => author)).toEqual([JOB, 'flights-app[bot]', 'somebody']);
});

test('each model and name has its own', async () => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  for (const run of [10, 11])
    for (const name of [null, 'night', 'day'])
      await postTo(github, by(run, { name, checkName: `mlops/${name}` }));
  expect(pull.comments.map(({ body }) => body.split('\n')[0])).toEqual([
    '<!-- mlops-gate: flights -->',
    '<!-- mlops-gate: flights/night -->',
    '<!-- mlops-gate: flights/day -->',
  ]);
});

test.each([[1], [2], [3]])('two runs at once end in one comment of the newer head (%i)', async () => {
  await using github = await FakeGitHub.start();
  // the pull request went on before the newer run began
  const pull = openPull(github, TWO);
  await Promise.all([postTo(github, by(10)), postTo(github, by(11, { head: TWO }))]);
  expect(pull.comments.map(({ body }) => body)).toEqual([expect.stringContaining('what run 11.1 says')]);
});

test.each([[1], [2], [3]])('so do three runs of one head at once (%i)', async () => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  await Promise.all([11, 10, 12].map((run) => postTo(github, by(run))));
  expect(pull.comments.map(({ body }) => body)).toEqual([expect.stringContaining('what run 12.1 says')]);
});

test('an older run and an older attempt never write over it; a run that is started again does', async () => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  await postTo(github, by(11, {}, 2));
  const before = pull.comments[0]?.body;
  for (const late of [by(10), by(10, {}, 9), by(11, {}, 1)]) {
    const ended = await postTo(github, late);
    expect(ended.said).toContain('Leaves the comment: a newer run wrote it.');
    expect(ended.said).toContain('Leaves the check: a newer run made it.');
  }
  expect(pull.comments.map(({ body }) => body)).toEqual([before]);
  await postTo(github, by(11, {}, 3));
  expect(pull.comments[0]?.body).toContain('what run 11.3 says');
  expect(github.checks.all.map(({ external_id }) => external_id)).toEqual(['flights@11.2', 'flights@11.3']);
});

test('a run whose head the pull request has left behind writes no comment', async () => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  await postTo(github, by(10));
  pushHead(github, 1, TWO);
  const late = await postTo(github, by(11));
  expect(late.said.join()).toContain(`the head is ${TWO.slice(0, 12)} by now`);
  expect(pull.comments[0]?.body).toContain('what run 10.1 says');
  await postTo(github, by(12, { head: TWO, decision: 'pass' }));
  const body = pull.comments[0]?.body ?? '';
  expect(body).toContain('<summary>1 earlier head</summary>');
  expect(body).toContain(
    `- ❌ fail <a href="https://github.com/o/r/actions/runs/10">${ONE.slice(0, 12)}</a>`,
  );
});

test('a comment that a person deleted meanwhile is made anew, once', async () => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  await postTo(github, by(10));
  const gone: Rule = {
    on: (method, path) => method === 'PATCH' && path.includes('/issues/comments/'),
    trouble: { status: 404, body: '{"message":"Not Found"}' },
  };
  await using proxy = await TroubledProxy.before({ port: portOf(github) }, gone);
  // it is listed, and gone when it is written
  const ended = await postTo(github, by(11), { url: `http://${proxy.host}` });
  expect(ended.said).toContain('Made the comment anew: somebody had deleted it.');
  expect(proxy.requests('POST').filter(({ path }) => path.endsWith('/comments'))).toHaveLength(1);
  expect(pull.comments.at(-1)?.body).toContain('what run 11.1 says');
  expect(pull.comments.at(-1)?.id).toBe(ended.commentId);
});

test('on-change writes where the decision is another, on-failure where it does not pass or did not', async () => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  const shown = () => pull.comments.map(({ body }) => /what run (\d+)/.exec(body)?.[1]);
  const onFailure = { comment: 'on-failure' } as const;
  await postTo(github, by(10, { decision: 'pass' }), { comment: 'never' });
  await postTo(github, by(11, { decision: 'marginal' }), onFailure);
  expect(shown()).toEqual([]);
  await postTo(github, by(12), onFailure);
  expect(shown()).toEqual(['12']);
  // no stale red comment is left
  await postTo(github, by(13, { decision: 'pass' }), onFailure);
  expect(shown()).toEqual(['13']);
  await postTo(github, by(14), { comment: 'on-change' });
  expect(shown()).toEqual(['13']);
  await postTo(github, by(15, { decisionDigest: OTHER }), { comment: 'on-change' });
  expect(shown()).toEqual(['15']);
});

test('a push and a merge group have a check and no comment', async () => {
  await using github = await FakeGitHub.start();
  const ended = await postTo(github, by(10, { number: null, conclusion: 'success' }));
  expect(ended.commentId).toBeNull();
  expect(ended.said).toContain('Writes no comment: there is no pull request.');
  expect(github.checks.all).toMatchObject([{ name: 'mlops/flights', head_sha: ONE, conclusion: 'success' }]);
});

const remarks = (count: number): Annotation[] =>
  Array.from({ length: count }, (_, n) => ({
    ...{ path: 'mlops.yml', line: n + 1, level: 'failure', title: `gate ${n}`, message: `it is ${n}` },
  }));

test('120 annotations go in three batches, each once, and a second time in none', async () => {
  await using github = await FakeGitHub.start();
  openPull(github, ONE);
  const posting = by(10, { annotations: remarks(120) });
  await postTo(github, posting);
  expect(github.checks.all).toMatchObject([{ batches: [50, 50, 20], conclusion: 'failure' }]);
  expect(github.checks.all[0]?.annotations.map(({ start_line }) => start_line)).toEqual(
    Array.from({ length: 120 }, (_, n) => n + 1),
  );
  // the same attempt asked again: the same check, no annotation twice
  const again = await postTo(github, posting);
  expect(github.checks.all).toHaveLength(1);
  expect(github.checks.all[0]?.annotations).toHaveLength(120);
  expect(again.checkUrl).toContain('/runs/4001');
  expect(github.violations).toEqual([]);
});

test('a name that another app’s check has is not taken for ours', async () => {
  await using github = await FakeGitHub.start();
  openPull(github, ONE);
  await postTo(github, by(99, { model: 'other', checkName: 'mlops/flights' }));
  await postTo(github, by(10));
  expect(github.checks.all.map(({ external_id }) => external_id)).toEqual(['other@99.1', 'flights@10.1']);
});

test('where no check may be made a commit status says it in 140 characters', async () => {
  await using github = await FakeGitHub.start();
  openPull(github, ONE);
  const title = `failed: ${'x'.repeat(200)}`;
  const permissions = { 'pull-requests': 'write', statuses: 'write' } as const;
  const ended = await postTo(github, by(10, { title }), { permissions });
  expect(ended.warnings).toEqual([]);
  expect(github.checks.statuses).toEqual([
    {
      ...{ sha: ONE, context: 'mlops/flights', state: 'failure' },
      target_url: 'https://github.com/o/r/actions/runs/10',
      description: `failed: ${'x'.repeat(131)}…`,
    },
  ]);
  await postTo(github, by(11, { conclusion: 'neutral', title: 'failed: y' }), { permissions });
  expect(github.checks.statuses[1]).toMatchObject({ state: 'success', description: 'neutral, failed: y' });
  expect(github.violations).toEqual([]);
});

test.each([
  ['neither check nor status', { 'pull-requests': 'write' }, ['permissions:\n  checks: write'], 1],
  ['no comment', { checks: 'write' }, ['permissions:\n  pull-requests: write'], 0],
  ['only reading', { 'pull-requests': 'read', checks: 'read' }, ['checks: write', 'pull-requests: write'], 0],
  ['nothing at all', {}, ['checks: write', 'pull-requests: write'], 0],
] as const)('a token for %s is told what it lacks', async (_, permissions, blocks, comments) => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  const ended = await postTo(github, by(10), { permissions });
  expect(ended.warnings).toHaveLength(blocks.length);
  for (const [n, block] of blocks.entries()) expect(ended.warnings[n]).toContain(block);
  expect(pull.comments).toHaveLength(comments);
});

function portOf({ url }: FakeGitHub): number {
  return Number(new URL(url).port);
}

const to = (method: string, ending: RegExp) => (asked: string, path: string) =>
  asked === method && ending.test(path);
const CREATE = to('POST', /\/issues\/1\/comments$/);
const CHECK = to('POST', /\/check-runs$/);
const BATCH = to('PATCH', /\/check-runs\/\d+$/);
const LIST = to('GET', /\/comments\?/);
const said = (message: string) => JSON.stringify({ message });

test.each<[string, Rule]>([
  ['too many requests (429)', { on: CREATE, trouble: { status: 429, headers: { 'retry-after': '1' } } }],
  [
    'the secondary limit',
    {
      on: CREATE,
      trouble: {
        ...{ status: 403, headers: { 'retry-after': '1', 'content-type': 'application/json' } },
        body: said('You have exceeded a secondary rate limit. Please wait a few minutes.'),
      },
    },
  ],
  ['a 502 before it was made', { on: CREATE, trouble: { status: 502 } }],
  ['an answer that was lost when it was made', { on: CREATE, trouble: { lose: 'answer' } }],
  ['a connection that was cut in the answer', { on: CREATE, trouble: { cutAfter: 40, of: 'answer' } }],
  ['a list that was cut off', { on: LIST, trouble: { cutAfter: 1, of: 'answer' } }],
  ['a list that nobody answered twice', { on: LIST, times: 2, trouble: { status: 503 } }],
  ['a check whose making was lost', { on: CHECK, trouble: { lose: 'answer' } }],
  ['a 502 to a check', { on: CHECK, trouble: { status: 502 } }],
  ['annotations whose answer was lost', { on: BATCH, trouble: { lose: 'answer' } }],
  ['annotations that never came', { on: BATCH, trouble: { status: 502 } }],
  [
    'a check that is not known everywhere yet (404)',
    { on: BATCH, trouble: { status: 404, body: said('No') } },
  ],
])('after %s there is one comment and one check with all annotations', async (_, rule) => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  await using proxy = await TroubledProxy.before({ port: portOf(github) }, rule);
  const ended = await postTo(github, by(10, { annotations: remarks(70) }), { url: `http://${proxy.host}` });
  expect(ended.warnings).toEqual([]);
  expect(pull.comments.map(({ id }) => id)).toEqual([ended.commentId]);
  expect(github.checks.all).toHaveLength(1);
  expect(github.checks.all[0]?.annotations).toHaveLength(70);
});

test('a comment that was just made and is not listed or known yet (404) is not made twice', async () => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  const lag: Rule = { on: LIST, after: 1, trouble: { status: 200, headers: JSON_TYPE, body: '[]' } };
  await using proxy = await TroubledProxy.before({ port: portOf(github) }, lag);
  const ended = await postTo(github, by(10), { url: `http://${proxy.host}` });
  expect(ended.warnings).toEqual([]);
  expect(pull.comments.map(({ id }) => id)).toEqual([ended.commentId]);
});

const JSON_TYPE = { 'content-type': 'application/json' };

test('an API that is down is said, once for each thing, and is no failure', async () => {
  await using github = await FakeGitHub.start();
  openPull(github, ONE);
  const down: Rule = { on: () => true, times: 1_000, trouble: { status: 502 } };
  await using proxy = await TroubledProxy.before({ port: portOf(github) }, down);
  const ended = await postTo(github, by(10), { url: `http://${proxy.host}` });
  expect(ended).toMatchObject({ commentId: null, checkUrl: null });
  expect(ended.warnings.map((one) => /^Could not post (the \w+); the verdict stands/.exec(one)?.[1])).toEqual(
    ['the check', 'the comment'],
  );
});

test('a conversation that is locked is no missing permission', async () => {
  await using github = await FakeGitHub.start();
  openPull(github, ONE);
  const body = said('Unable to create comment because issue is locked.');
  const locked: Rule = { on: CREATE, trouble: { status: 403, headers: JSON_TYPE, body } };
  await using proxy = await TroubledProxy.before({ port: portOf(github) }, locked);
  const ended = await postTo(github, by(10), { url: `http://${proxy.host}`, permissions: MAY_POST });
  expect(ended.warnings.join()).toContain('issue is locked');
});

test('the longest comment that is made is one that GitHub takes', async () => {
  await using github = await FakeGitHub.start();
  const pull = openPull(github, ONE);
  await postTo(github, by(10, { comment: '😀'.repeat(28_000), summary: 'ß'.repeat(65_535) }));
  expect(pull.comments[0]?.body.length).toBeGreaterThan(56_000);
  expect(github.violations).toEqual([]);
});
