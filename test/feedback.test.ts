import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Done, EffectName } from '#feedback/effect';
import { perform } from '#feedback/perform';
import type { Signal } from '#feedback/signal';
import { bare } from '#harness/answer';
import { FakeGitHub } from '#harness/github';
import type { Permissions } from '#harness/permissions';
import type { Issue } from '#harness/rest-issues';
import { type Arrived, LoopbackServer } from '#harness/server';
import { Workspace } from '#harness/workspace';
import { type OpenHost, openHost } from '#host/host';
import { advance } from '#stage/advance';
import { type FeedbackWish, setOff } from '#stage/feedback';

/** What a verdict sets off, through the real hosts: GitHub's API as the fake answers it, this disk, a real web server. */
const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => void vi.restoreAllMocks());

const RECORD = 'ab'.repeat(32);

function signalOf(facts: Partial<Signal> = {}): Signal {
  return {
    schema: 'https://github.com/org/mlops/signal/v1',
    ...{ model: 'flights', environment: 'production', name: null, verdict: 'fail', decision: 'retrain' },
    reason: 'drift.share is 0.62, and has to be below 0.5',
    breaches: [{ gate: 'drift.share < 0.5', reason: 'it is 0.62 in 8 of 13 columns' }],
    ...{ occasion: 'breach', served: 'cd'.repeat(32), record: RECORD, time: '2026-12-01T06:00:00.000Z' },
    url: 'https://github.com/org/flights/actions/runs/7',
    ...facts,
  };
}

const healthy = (facts: Partial<Signal> = {}) =>
  signalOf({
    ...{ verdict: 'pass', decision: 'keep', reason: 'all gates hold', breaches: [], occasion: null },
    ...{ record: 'ef'.repeat(32) },
    ...facts,
  });

function wishOf(effects: readonly EffectName[], more: Partial<FeedbackWish> = {}): FeedbackWish {
  const nothing = { retrainWorkflow: undefined, effectRun: undefined };
  const hook = { webhookUrl: undefined, webhookSecret: undefined };
  return { effects, cooldown: '24 h', ...nothing, ...hook, dryRun: false, ...more };
}

interface Setting {
  readonly permissions?: Permissions;
  readonly login?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const ALL: Permissions = { contents: 'write', issues: 'write', actions: 'write' };

async function onGitHub(github: FakeGitHub, workspace: Workspace, setting: Setting = {}): Promise<OpenHost> {
  const { permissions = ALL, login } = setting;
  workspace.write({ '.temp/output': '', '.temp/summary': '' });
  const env = {
    ...{ GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'org/flights', GITHUB_WORKSPACE: workspace.path },
    ...{ GITHUB_API_URL: github.url, GITHUB_SERVER_URL: github.serverUrl, GITHUB_EVENT_NAME: 'schedule' },
    ...{ GITHUB_REF: 'refs/heads/main', RUNNER_TEMP: join(workspace.path, '.temp') },
    ...{ 'INPUT_GITHUB-TOKEN': github.token({ permissions, ...(login === undefined ? {} : { login }) }) },
    ...{ GITHUB_OUTPUT: join(workspace.path, '.temp/output'), PATH: process.env['PATH'] ?? '' },
    ...{ GITHUB_STEP_SUMMARY: join(workspace.path, '.temp/summary') },
    ...setting.env,
  };
  const place = { root: workspace.path, workspace: workspace.path };
  const rights = { contents: 'write', issues: 'write', actions: 'write' } as const;
  return openHost({ env, ...place, permissions: rights, action: 'monitor-gate' });
}

function onLaptop(workspace: Workspace): Promise<OpenHost> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: workspace.path };
  const place = { root: workspace.path, workspace: workspace.path };
  return openHost({ env, ...place, permissions: {}, action: 'monitor-gate' });
}

/** A host whose clock runs this many days ahead. */
function later(host: OpenHost, days: number): OpenHost {
  const now = () => new Date(Date.now() + days * 86_400_000);
  return { ...host, clock: { ...host.clock, now } };
}

const states = (done: readonly Done[]) =>
  Object.fromEntries(done.map(({ effect, state }) => [effect, state]));
const routes = (github: FakeGitHub, method: RegExp) => github.requests.filter((line) => method.test(line));
const open = ({ state }: Issue) => state === 'open';

test('a breach opens one issue, another verdict updates it, a change is told, recovery closes it', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace, { permissions: { issues: 'write' } });
  const wish = wishOf(['issue']);
  const [first] = await setOff(signalOf(), wish, host);
  expect(first).toMatchObject({ effect: 'issue', state: 'done', number: 1 });
  const issue = github.issues.of(1);
  expect(issue).toMatchObject({
    title: 'flights in production: the monitor found a breach',
    labels: ['mlops'],
  });
  expect(github.issues.labels.get('mlops')).toBeDefined();
  for (const part of [
    'drift.share &lt; 0.5',
    'it is 0.62 in 8 of 13 columns',
    '**retrain**',
    RECORD,
    'actions/runs/7',
  ])
    expect(issue?.body).toContain(part.replace('&lt;', '&#60;'));

  expect((await setOff(signalOf({ record: '12'.repeat(32) }), wish, host))[0]).toMatchObject({
    ...{ state: 'updated', number: 1 },
    detail: expect.stringContaining('2 verdicts since '),
  });
  expect(issue?.comments).toEqual([]);

  const worse = signalOf({
    breaches: [{ gate: 'rows >= 1000', reason: 'there are 12' }],
    record: '34'.repeat(32),
  });
  expect((await setOff(worse, wish, host))[0]).toMatchObject({ state: 'updated', number: 1 });
  expect(issue?.comments.map(({ body }) => body)).toEqual([
    'What is breached has changed:\n\n- new: <code>rows &#62;= 1000</code>\n- holds again: <code>drift.share &#60; 0.5</code>',
  ]);

  expect((await setOff(healthy(), wish, host))[0]).toMatchObject({ state: 'closed', number: 1 });
  expect(issue).toMatchObject({ state: 'closed', stateReason: 'completed' });
  expect(issue?.body).toContain('has recovered: pass');
  expect(issue?.comments.at(-1)?.body).toMatch(/^Recovered: the verdict is pass\. .* in 3 verdicts\./);
  expect(states(await setOff(healthy(), wish, host))).toEqual({ issue: 'nothing to do' });
  expect(github.issues.all).toHaveLength(1);
  expect(github.violations).toEqual([]);
  await host.close();
});

test('what breaks again within 30 days reopens the issue, later a new one is opened', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const wish = wishOf(['issue']);
  await setOff(signalOf(), wish, host);
  await setOff(healthy(), wish, host);
  expect((await setOff(signalOf(), wish, later(host, 29)))[0]).toMatchObject({ state: 'done', number: 1 });
  expect(github.issues.of(1)).toMatchObject({ state: 'open', stateReason: 'reopened' });
  expect(github.issues.of(1)?.comments.at(-1)?.body).toContain('It is back');
  await setOff(healthy(), wish, host);
  expect((await setOff(signalOf(), wish, later(host, 31)))[0]).toMatchObject({ state: 'done', number: 2 });
  expect(github.violations).toEqual([]);
  await host.close();
});

test('the issue is found on the third page; pull requests and the issue of somebody with our marker are not it', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const marker = '<!-- mlops-feedback: flights/production -->';
  const theirs = github.issues.seed({ author: 'mallory', body: `${marker}\nclose me` });
  for (let n = 0; n < 230; n++) github.issues.seed({ pullRequest: n % 5 === 0 });
  const own = github.issues.seed({ author: 'github-actions[bot]', body: `${marker}\n` });
  expect((await setOff(signalOf(), wishOf(['issue']), host))[0]).toMatchObject({
    state: 'updated',
    number: own.number,
  });
  expect(theirs).toMatchObject({ state: 'open', body: `${marker}\nclose me` });
  expect(routes(github, /^GET .*\/issues$/)).toHaveLength(3);
  await host.close();
});

test('another environment and another name have issues of their own', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const subjects = [
    {},
    { environment: 'staging' },
    { name: 'hourly' },
    { name: 'daily' },
    { model: 'delays' },
  ];
  for (const subject of subjects) await setOff(signalOf(subject), wishOf(['issue']), host);
  expect(github.issues.all.map(({ title }) => title.split(':')[0])).toEqual([
    ...['flights in production', 'flights in staging', 'flights in production (hourly)'],
    ...['flights in production (daily)', 'delays in production'],
  ]);
  await setOff(healthy({ name: 'hourly' }), wishOf(['issue']), host);
  expect(github.issues.all.filter(open).map(({ number }) => number)).toEqual([1, 2, 4, 5]);
  await host.close();
});

test.each([
  ['a person', 'ada', 'ada'],
  ['an app of one’s own', 'flights-bot[bot]', 'flights-bot[bot]'],
])('with the token of %s the issue is theirs, and is found again', async (_, login, author) => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace, { login });
  await setOff(signalOf(), wishOf(['issue']), host);
  expect((await setOff(signalOf(), wishOf(['issue']), host))[0]).toMatchObject({
    state: 'updated',
    number: 1,
  });
  expect(github.issues.all).toMatchObject([{ author }]);
  expect(github.violations).toEqual([]);
  await host.close();
});

/** Lets `count` callers through only when all have come. */
function gate(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let come = 0;
  return () => {
    if (++come === count) resolve();
    return promise;
  };
}

/** A host that waits for others before its first request of this route. */
function waiting(host: OpenHost, route: string, arrive: () => Promise<void>): OpenHost {
  let first = true;
  return {
    ...host,
    async github() {
      const api = await host.github();
      return {
        async request<T>(asked: string, parameters: Readonly<Record<string, unknown>>): Promise<T> {
          if (asked === route && first) {
            first = false;
            await arrive();
          }
          return api.request<T>(asked, parameters);
        },
      };
    },
  };
}

test('of two runs that open at once one issue stays: the lower number', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const arrive = gate(2);
  const runs = [1, 2].map(() => waiting(host, 'POST /repos/{owner}/{repo}/issues', arrive));
  const done = await Promise.all(runs.map((run) => setOff(signalOf(), wishOf(['issue']), run)));
  expect(github.issues.all).toHaveLength(2);
  expect(github.issues.all.filter(open).map(({ number }) => number)).toEqual([1]);
  expect(github.issues.of(2)).toMatchObject({ state: 'closed', body: 'Duplicate of #1' });
  expect(done.flat().map(({ number }) => number)).toEqual([1, 1]);
  // and what was closed as a duplicate is not what is opened again
  await setOff(healthy(), wishOf(['issue']), host);
  expect((await setOff(signalOf(), wishOf(['issue']), host))[0]).toMatchObject({ number: 1 });
  await host.close();
});

test('two that stayed open are put right by the next run', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const own = { author: 'github-actions[bot]', body: '<!-- mlops-feedback: flights/production -->\n' };
  for (let n = 0; n < 2; n++) github.issues.seed(own);
  expect((await setOff(healthy(), wishOf(['issue']), host))[0]).toMatchObject({ state: 'closed', number: 1 });
  expect(github.issues.all.map(({ state }) => state)).toEqual(['closed', 'closed']);
  expect(github.issues.of(2)?.body).toBe('Duplicate of #1');
  await host.close();
});

test('a retraining is asked for once within the cooldown, again after it, and at once when it gets worse', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const wish = wishOf(['issue', 'retrain']);
  expect(states(await setOff(signalOf(), wish, host))).toEqual({ issue: 'done', retrain: 'done' });
  expect(github.dispatches.events).toEqual([
    {
      type: 'mlops-retrain',
      payload: {
        ...{
          model: 'flights',
          environment: 'production',
          name: null,
          decision: 'retrain',
          occasion: 'breach',
        },
        ...{ reason: signalOf().reason, record: RECORD, served: 'cd'.repeat(32) },
        ...{ url: 'https://github.com/org/flights/actions/runs/7', breaches: signalOf().breaches },
      },
    },
  ]);
  expect(github.issues.of(1)?.body).toContain(
    '- retrain: done, sent the event mlops-retrain because of breach',
  );
  expect(states(await setOff(signalOf(), wish, host))).toEqual({ issue: 'updated', retrain: 'cooling down' });
  const two = [...signalOf().breaches, { gate: 'rows >= 1000', reason: 'there are 12' }];
  expect(states(await setOff(signalOf({ breaches: two }), wish, host))).toMatchObject({ retrain: 'done' });
  // a part of it recovers: nothing new
  expect(states(await setOff(signalOf(), wish, host))).toMatchObject({ retrain: 'cooling down' });
  expect(states(await setOff(signalOf(), wish, later(host, 1.1)))).toMatchObject({ retrain: 'done' });
  expect(github.dispatches.events).toHaveLength(3);
  expect(github.repository.refs.has('refs/mlops/flights/feedback/production')).toBe(true);
  expect(github.violations).toEqual([]);
  await host.close();
});

test('of two runs at once one asks for the retraining, the other cools down', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const done = await Promise.all([1, 2].map(() => setOff(signalOf(), wishOf(['retrain']), host)));
  expect(
    done
      .flat()
      .map(({ state }) => state)
      .sort(),
  ).toEqual(['cooling down', 'done']);
  expect(github.dispatches.events).toHaveLength(1);
  await host.close();
});

test.each(['new data', 'age'] as const)(
  '%s asks for a retraining though on-breach does not list it',
  async (occasion) => {
    await using github = await FakeGitHub.start();
    using workspace = Workspace.of();
    const host = await onGitHub(github, workspace);
    const signal = healthy({ decision: 'retrain', occasion });
    expect(states(await setOff(signal, wishOf([]), host))).toEqual({ retrain: 'done' });
    expect(states(await setOff(signal, wishOf(['issue']), host))).toEqual({
      issue: 'nothing to do',
      retrain: 'cooling down',
    });
    expect(github.dispatches.events).toMatchObject([{ payload: { occasion, breaches: [] } }]);
    await host.close();
  },
);

test('a workflow is started on the default branch with the reason; its run is linked from the issue', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  github.dispatches.workflows.set('mlops-retrain.yml', {
    inputs: ['reason', 'occasion', 'environment', 'record'],
  });
  // contents: read is enough for it; the issue remembers then
  const host = await onGitHub(github, workspace, {
    permissions: { contents: 'read', issues: 'write', actions: 'write' },
    // it names no default branch, which is asked for then
    env: { GITHUB_EVENT_NAME: 'workflow_dispatch' },
  });
  const wish = wishOf(['issue', 'retrain'], { retrainWorkflow: '.github/workflows/mlops-retrain.yml' });
  expect(states(await setOff(signalOf(), wish, host))).toEqual({ issue: 'done', retrain: 'done' });
  const inputs = { reason: signalOf().reason, occasion: 'breach', environment: 'production', record: RECORD };
  expect(github.dispatches.started).toEqual([{ workflow: 'mlops-retrain.yml', ref: 'main', inputs }]);
  expect(github.issues.of(1)?.body).toContain('/org/flights/actions/runs/1');
  expect(printed.join('')).toMatch(
    /::notice::The ref feedback\/production cannot remember .* Give the job contents: write/,
  );
  expect(states(await setOff(signalOf(), wish, host))).toEqual({ issue: 'updated', retrain: 'cooling down' });
  expect(states(await setOff(signalOf(), wish, later(host, 2)))).toEqual({
    issue: 'updated',
    retrain: 'done',
  });
  expect(github.violations).toEqual([]);
  await host.close();
});

test.each<[string, Permissions, EffectName, Partial<FeedbackWish>, RegExp]>([
  [
    'an issue',
    { contents: 'write' },
    'issue',
    {},
    /issues: write, or take issue out.*\n\s*permissions:\n\s*issues: write/,
  ],
  [
    'an event',
    { issues: 'write' },
    'retrain',
    {},
    /contents: write, or name retrain-workflow.*\npermissions:\n\s*contents: write/,
  ],
  [
    'a rollback',
    { issues: 'write' },
    'rollback',
    {},
    /contents: write, or roll back by hand.*\npermissions:\n\s*contents: write/,
  ],
  [
    'a workflow',
    { contents: 'write' },
    'retrain',
    { retrainWorkflow: 'a.yml' },
    /actions: write, or leave.*\npermissions:\n\s*actions: write/,
  ],
])(
  'without the right to %s that effect fails, names the permission, and takes nothing with it',
  async (_, permissions, effect, more, told) => {
    await using github = await FakeGitHub.start();
    using workspace = Workspace.of();
    const host = await onGitHub(github, workspace, { permissions });
    const done = await setOff(signalOf({ decision: 'rollback' }), wishOf([effect], more), host);
    expect(done).toMatchObject([{ effect, state: 'failed', detail: expect.stringMatching(told) }]);
    expect(printed.join('')).toContain(`::error::${effect} failed, which changes nothing in the verdict`);
    await host.close();
  },
);

test('what failed is tried again by the next run', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const wish = wishOf(['retrain'], { retrainWorkflow: 'mlops-retrain.yml' });
  // and takes no other effect with it
  const [retrain, issue] = await setOff(signalOf(), { ...wish, effects: ['issue', 'retrain'] }, host);
  expect(issue).toMatchObject({ effect: 'issue', state: 'done' });
  expect(github.issues.of(1)?.body).toContain('- retrain: failed, ');
  expect(retrain).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining(
      'mlops-retrain.yml is no workflow of main (404). Give retrain-workflow the name',
    ),
  });
  github.dispatches.workflows.set('mlops-retrain.yml', { inputs: ['reason'] });
  expect((await setOff(signalOf(), wish, host))[0]?.detail).toMatch(
    /422: Unexpected inputs provided.*Let it begin with\non:\n {2}workflow_dispatch:\n {4}inputs:\n {6}reason: \{ type: string/s,
  );
  github.dispatches.workflows.set('mlops-retrain.yml', {
    inputs: ['reason', 'occasion', 'environment', 'record'],
  });
  expect(states(await setOff(signalOf(), wish, host))).toEqual({ retrain: 'done' });
  await host.close();
});

test('a repository without issues is told so', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  github.issues.enabled = false;
  const host = await onGitHub(github, workspace);
  expect((await setOff(signalOf(), wishOf(['issue']), host))[0]).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('this repository has no issues. Switch them on in its settings'),
  });
  await host.close();
});

test('a rollback is asked for by an event', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  expect(states(await setOff(signalOf(), wishOf(['rollback']), host))).toEqual({ rollback: 'nothing to do' });
  const signal = signalOf({ decision: 'rollback' });
  expect(states(await setOff(signal, wishOf(['rollback', 'retrain']), host))).toEqual({
    retrain: 'done',
    rollback: 'done',
  });
  expect(github.dispatches.events.map(({ type }) => type)).toEqual(['mlops-rollback', 'mlops-retrain']);
  await host.close();
});

test.each(['pull_request', 'pull_request_target', 'merge_group'])('%s sets nothing off', async (event) => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace, { env: { GITHUB_EVENT_NAME: event } });
  const done = await setOff(signalOf(), wishOf(['issue', 'retrain']), host);
  expect(states(done)).toEqual({ issue: 'refused', retrain: 'refused' });
  expect(github.requests).toEqual([]);
  await host.close();
});

test('a dry run says what each effect would do, and asks GitHub for nothing but what is there', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const wish = wishOf(['issue', 'retrain', 'rollback', 'webhook'], {
    dryRun: true,
    webhookUrl: 'https://hooks.invalid/secret',
  });
  const signal = signalOf({ decision: 'rollback' });
  expect((await setOff(signal, wish, host)).map(({ state, detail }) => `${state}: ${detail}`)).toEqual([
    'dry run: would POST /repos/{owner}/{repo}/dispatches with event_type mlops-rollback',
    'dry run: would POST /repos/{owner}/{repo}/dispatches with event_type mlops-retrain',
    expect.stringMatching(/^dry run: would POST \d+ bytes of JSON to webhook-url$/),
    'dry run: would POST /repos/{owner}/{repo}/issues "flights in production: the monitor found a breach"',
  ]);
  expect(routes(github, /^(?!GET )/).filter((line) => line !== 'POST /graphql')).toEqual([]);
  await setOff(signal, { ...wish, effects: ['issue', 'retrain'], dryRun: false }, host);
  const again = await setOff(healthy(), wish, host);
  expect(again.at(-1)?.detail).toContain('close #1, PATCH /repos/{owner}/{repo}/issues/{issue_number}');
  expect(github.issues.all.filter(open)).toHaveLength(1);
  await host.close();
});

/** The webhook alone, where the pauses between attempts are told and not waited for. */
async function hook(host: OpenHost, url: string): Promise<{ done: Done | undefined; pauses: number[] }> {
  const pauses: number[] = [];
  const pause = (milliseconds: number) => Promise.resolve(void pauses.push(milliseconds));
  const patience = { pause, random: () => 0 };
  const [done] = await perform(signalOf(), wishOf(['webhook'], { webhookUrl: url }), {
    host,
    advance: (model, name, next) => advance(host.refs, model, name, next, patience),
    pause,
  });
  return { done, pauses };
}

test.each<[string, readonly (() => ReturnType<typeof bare>)[], readonly number[], string, string]>([
  [
    'fails twice',
    [() => bare(500), () => bare(503), () => bare(200)],
    [1000, 2000],
    'done',
    'the webhook took it (200)',
  ],
  [
    'is busy and says for how long',
    [() => bare(429, { 'retry-after': '7' }), () => bare(204)],
    [7000],
    'done',
    '(204)',
  ],
  [
    'is busy for an hour',
    [() => bare(429, { 'retry-after': '3600' }), () => bare(200)],
    [30_000],
    'done',
    '(200)',
  ],
  [
    'fails for good',
    [() => bare(500)],
    [1000, 2000, 4000],
    'failed',
    'the webhook answered 500 4 times in a row',
  ],
  ['moved within its host', [() => bare(308, { location: '/new' }), () => bare(200)], [], 'done', '(200)'],
])('a server that %s', async (_, answers, waited, state, told) => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const { arrived, server, url } = await receiver(...answers);
  await using _server = server;
  const { done, pauses } = await hook(host, url);
  expect(done).toMatchObject({ state, detail: expect.stringContaining(told) });
  expect(pauses).toEqual(waited);
  expect(new Set(arrived.map(({ body }) => body.toString())).size).toBe(1);
  await host.close();
});

test('a connection that is cut is asked again; nobody there is a failure without the address', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (++requests === 1) request.socket.destroy();
    else response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/s3cret-path`;
  expect(await hook(host, url)).toMatchObject({ done: { state: 'done' }, pauses: [1000] });
  await host.refs.remove(
    'flights',
    'feedback/production',
    (await host.refs.read('flights', 'feedback/production'))?.version ?? '',
  );
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await hook(host, url)).toMatchObject({
    done: { state: 'failed', detail: 'the webhook could not be reached 4 times in a row: ECONNREFUSED' },
    pauses: [1000, 2000, 4000],
  });
  expect(printed.join('')).not.toContain('s3cret-path');
  await host.close();
});

test.each([
  ['ftp://example.invalid/', 'webhook-url is no address of a web server'],
  ['hooks.example.invalid', 'webhook-url is no address of a web server'],
  ['https://me:pw@example.invalid/', 'holds no user and password'],
])('%s is no webhook', async (url, told) => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  expect(await hook(host, url)).toMatchObject({
    done: { state: 'failed', detail: expect.stringContaining(told) },
  });
  await host.close();
});

/** A web server that answers as told, one after the other, the last for good. */
async function receiver(...answers: readonly (() => ReturnType<typeof bare>)[]) {
  const arrived: Arrived[] = [];
  const server = await LoopbackServer.start(
    (request) => {
      arrived.push(request);
      return (answers[arrived.length - 1] ?? answers.at(-1) ?? (() => bare(200)))();
    },
    () => {},
  );
  return { arrived, server, url: `http://127.0.0.1:${server.port}/hook/s3cret-path` };
}

test('the webhook gets the signal as JSON with a text and a signature, and hears of a recovery once', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const { arrived, server, url } = await receiver(() => bare(200));
  await using _ = server;
  const wish = wishOf(['webhook'], { webhookUrl: url, webhookSecret: 'hunter2' });
  expect(states(await setOff(signalOf(), wish, host))).toEqual({ webhook: 'done' });
  const [first] = arrived;
  const body = first?.body.toString() ?? '';
  expect(JSON.parse(body)).toEqual({
    ...signalOf(),
    text: 'flights in production: fail. drift.share is 0.62, and has to be below 0.5.',
  });
  expect(first?.headers['x-mlops-signature-256']).toBe(
    `sha256=${createHmac('sha256', 'hunter2').update(body).digest('hex')}`,
  );
  expect(states(await setOff(signalOf(), wish, host))).toEqual({ webhook: 'cooling down' });
  // told of the recovery once, and of the next breach at once
  expect(states(await setOff(healthy(), wish, host))).toEqual({ webhook: 'closed' });
  expect(states(await setOff(healthy(), wish, host))).toEqual({ webhook: 'nothing to do' });
  expect(states(await setOff(signalOf(), wish, host))).toEqual({ webhook: 'done' });
  expect(arrived.map(({ body: sent }) => sent.length > 0 && JSON.parse(sent.toString()).verdict)).toEqual([
    ...['fail', 'pass', 'fail'],
  ]);
  expect(printed.join('')).not.toContain('s3cret-path');
  await host.close();
});

test.each<[string, () => ReturnType<typeof bare>, number, string]>([
  [
    'a redirect to another host',
    () => bare(307, { location: 'https://elsewhere.invalid/' }),
    1,
    'the webhook answered 307 and sends us elsewhere',
  ],
  [
    'a redirect that would turn it into a GET',
    () => bare(302, { location: '/other' }),
    1,
    'answered 302 and sends us elsewhere',
  ],
  ['a redirect in a circle', () => bare(308, { location: '/hook' }), 4, 'answered 308'],
  ['a refusal', () => bare(404), 1, 'the webhook answered 404. Check webhook-url'],
])('%s is not gone after, and said without the address', async (_, answer, requests, told) => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const { arrived, server, url } = await receiver(answer);
  await using _server = server;
  const [done] = await setOff(signalOf(), wishOf(['webhook'], { webhookUrl: url }), host);
  expect(done).toMatchObject({ state: 'failed', detail: expect.stringContaining(told) });
  expect(arrived).toHaveLength(requests);
  expect(printed.join('')).not.toContain('s3cret-path');
  await host.close();
});

test('a laptop keeps the issue as a file, writes each effect as a file, and runs the command', async () => {
  using workspace = Workspace.of();
  const host = await onLaptop(workspace);
  const effectRun = 'grep -q flights "$MLOPS_SIGNAL" && echo "$MLOPS_EFFECT" >> told.txt';
  const wish = wishOf(['issue', 'retrain', 'rollback', 'webhook'], { effectRun });
  const signal = signalOf({ decision: 'rollback', url: null });
  expect(states(await setOff(signal, wish, host))).toEqual({
    issue: 'done',
    retrain: 'done',
    rollback: 'done',
    webhook: 'done',
  });
  const folder = join(workspace.path, '.mlops/feedback');
  expect(
    readdirSync(folder)
      .map((name) => name.replace(/^\d+T\d+Z-/, ''))
      .sort(),
  ).toEqual([...['issue-production.md', 'issue.json', 'retrain.json', 'rollback.json', 'webhook.json']]);
  const issue = () => readFileSync(join(folder, 'issue-production.md'), 'utf8');
  expect(issue()).toMatch(/^---\nstate: "open"\nnumber: 1\n/);
  expect(issue()).toContain('drift.share &#60; 0.5');
  const retrain = readdirSync(folder).find((name) => name.endsWith('-retrain.json')) ?? '';
  expect(JSON.parse(readFileSync(join(folder, retrain), 'utf8'))).toMatchObject({
    effect: 'retrain',
    ...signal,
  });
  expect(workspace.read('told.txt')).toBe('rollback\nretrain\nwebhook\nissue\n');
  expect(states(await setOff(signal, wish, host))).toEqual({
    ...{ issue: 'updated', retrain: 'cooling down', rollback: 'cooling down', webhook: 'cooling down' },
  });
  expect(states(await setOff(healthy(), wish, host))).toMatchObject({ issue: 'closed', webhook: 'closed' });
  expect(issue()).toMatch(/^---\nstate: "closed"\n/);
  await host.close();
});

test('a command that fails is a warning with its status and last line, and is tried again', async () => {
  using workspace = Workspace.of();
  const host = await onLaptop(workspace);
  const broken = wishOf(['retrain'], { effectRun: 'echo one; echo "no such queue" >&2; exit 7' });
  expect((await setOff(signalOf(), broken, host))[0]).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('effect-run ended with status 7: no such queue'),
  });
  expect(printed.join('')).toContain('effect-run ended with status 7: no such queue');
  expect(states(await setOff(signalOf(), wishOf(['retrain'], { effectRun: 'true' }), host))).toEqual({
    retrain: 'done',
  });
  await host.close();
});

test('a memory that cannot be read is said, and nothing is held back by it', async () => {
  using workspace = Workspace.of();
  const host = await onLaptop(workspace);
  const files = new Map([['feedback.json', Buffer.from('{"claims": 7')]]);
  await host.refs.move('flights', 'feedback/production', { digest: 'aa', files, message: 'by hand' }, null);
  expect(states(await setOff(signalOf(), wishOf(['retrain']), host))).toEqual({ retrain: 'done' });
  expect(printed.join('')).toContain(
    'The ref feedback/production cannot be read; nothing is taken to have been set off',
  );
  expect(states(await setOff(signalOf(), wishOf(['retrain']), host))).toEqual({ retrain: 'cooling down' });
  await host.close();
});

test('a cooldown that is none is a mistake before anything is set off', async () => {
  using workspace = Workspace.of();
  const host = await onLaptop(workspace);
  await expect(setOff(signalOf(), wishOf(['retrain'], { cooldown: '1 fortnight' }), host)).rejects.toThrow(
    'cooldown = "1 fortnight": is no length of time.',
  );
  await host.close();
});

test('a dry run on a laptop leaves nothing', async () => {
  using workspace = Workspace.of();
  const host = await onLaptop(workspace);
  const wish = wishOf(['issue', 'retrain'], { dryRun: true, effectRun: 'touch ran' });
  const done = await setOff(signalOf(), wish, host);
  expect(done.map(({ detail }) => detail)).toEqual([
    expect.stringMatching(/^would write \.mlops\/feedback\/\d+T\d+Z-retrain\.json and run effect-run$/),
    'would write .mlops/feedback/issue-production.md "flights in production: the monitor found a breach"',
  ]);
  expect(readdirSync(workspace.path)).not.toContain('ran');
  expect(readdirSync(join(workspace.path, '.mlops'))).not.toContain('feedback');
  await host.close();
});

test('text from outside cannot mention, link or break the table, and a body stays within what GitHub takes', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await onGitHub(github, workspace);
  const gate = 'drift[carrier="@team | <!-- #12"] < 0.5';
  const many = Array.from({ length: 3000 }, (_, n) => ({
    gate: `${gate} ${n}`,
    reason: `@everyone ${'x'.repeat(5000)}`,
  }));
  const reason = 'a-->b <img src=x> @team\n# title';
  expect(
    (await setOff(signalOf({ breaches: many, reason }), wishOf(['issue', 'retrain']), host)).map(
      ({ state }) => state,
    ),
  ).toEqual(['done', 'done']);
  const body = github.issues.of(1)?.body ?? '';
  expect(body).not.toMatch(/@team|@everyone|<img|^# title/m);
  expect(body.match(/-->/g)).toHaveLength(2);
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
  expect(JSON.stringify(github.dispatches.events[0]?.payload).length).toBeLessThan(65_536);
  expect((await setOff(signalOf({ breaches: many, reason }), wishOf(['issue']), host))[0]).toMatchObject({
    state: 'updated',
    number: 1,
  });
  expect(github.violations).toEqual([]);
  await host.close();
});

test('docs/feedback.md says what a workflow has to declare, and what an event holds', async () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/feedback.md'), 'utf8');
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const [, block = ''] = /```yaml\n(on:\n {2}workflow_dispatch:\n[\s\S]*?)```/.exec(page) ?? [];
  const inputs = [...block.matchAll(/^ {6}([a-z]+): /gm)].map(([, name = '']) => name);
  github.dispatches.workflows.set('mlops-retrain.yml', { inputs });
  const host = await onGitHub(github, workspace);
  await setOff(signalOf(), wishOf(['retrain'], { retrainWorkflow: 'mlops-retrain.yml' }), host);
  expect(Object.keys(github.dispatches.started[0]?.inputs ?? {})).toEqual(inputs);
  await setOff(
    signalOf({ environment: 'staging', decision: 'rollback' }),
    wishOf(['retrain', 'rollback']),
    host,
  );
  expect(
    github.dispatches.events.map(({ type }) => type).every((type) => page.includes(`types: [${type}]`)),
  ).toBe(true);
  const told = page.slice(
    page.indexOf('`github.event.client_payload` holds'),
    page.indexOf('These are texts from outside'),
  );
  const missing = Object.keys(github.dispatches.events[0]?.payload ?? { none: 0 }).filter(
    (key) => !told.includes(`\`${key}\``),
  );
  expect(missing).toEqual([]);
  await host.close();
});
