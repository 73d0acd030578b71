import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runnerContext } from './context.ts';

const folder = mkdtempSync(join(tmpdir(), 'event-'));
afterAll(() => rmSync(folder, { recursive: true }));

const payload = { repository: { default_branch: 'main' } };

function context(env: Record<string, string>, event: unknown = payload) {
  const path = join(folder, 'event.json');
  writeFileSync(path, typeof event === 'string' ? event : JSON.stringify(event));
  return runnerContext({ GITHUB_REPOSITORY: 'acme/flights', GITHUB_EVENT_PATH: path, ...env }, folder);
}

test('facts come from the variables of the runner', async () => {
  const env = {
    ...{ GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main', GITHUB_SHA: 'abc', GITHUB_RUN_ID: '17' },
    ...{ GITHUB_RUN_ATTEMPT: '2', GITHUB_SERVER_URL: 'https://github.example' },
  };
  expect(await context(env)).toEqual({
    ...{
      repository: 'acme/flights',
      commit: 'abc',
      ref: 'refs/heads/main',
      dirty: false,
      branch: 'main',
      defaultBranch: 'main',
    },
    ...{ event: 'push', id: '17', attempt: 2, url: 'https://github.example/acme/flights/actions/runs/17' },
    proposal: null,
    trusted: { yes: true, because: 'push on main' },
  });
});

const head = (repository: string) => ({ sha: 'c1', ref: 'work', repo: { full_name: repository } });
const pull = (repository: string) => ({
  ...payload,
  pull_request: { number: 7, head: head(repository), base: { sha: 'b0', ref: 'main' } },
});
const group = { head_sha: 'c2', base_sha: 'b0', base_ref: 'refs/heads/main' };
const proposed = { kind: 'pull request', number: 7, head: 'c1', base: 'b0', baseBranch: 'main' };

test.each<[string, string, unknown, unknown]>([
  ['a pull request', 'pull_request', pull('acme/flights'), { ...proposed, fork: null }],
  ['one of a fork', 'pull_request', pull('stranger/flights'), { ...proposed, fork: 'stranger/flights' }],
  [
    'a group of the merge queue',
    'merge_group',
    { ...payload, merge_group: group },
    { kind: 'merge group', number: null, head: 'c2', base: 'b0', baseBranch: 'main', fork: null },
  ],
  ['a push proposes nothing', 'push', payload, null],
  ['a payload that names no base proposes nothing', 'pull_request', { pull_request: { number: 7 } }, null],
])('what would be merged: %s', async (_, event, given, expected) => {
  expect((await context({ GITHUB_EVENT_NAME: event }, given)).proposal).toEqual(expected);
});

const fork = { ...payload, pull_request: { head: { repo: { full_name: 'stranger/flights' } } } };

test.each<[string, string, string, unknown, boolean, string]>([
  ['push', 'refs/heads/main', '', payload, true, 'push on main'],
  ['workflow_dispatch', 'refs/heads/main', '', payload, true, 'workflow_dispatch on main'],
  ['schedule', 'refs/heads/main', '', {}, true, 'schedule on main'],
  ['push', 'refs/heads/work', '', payload, false, 'work is not the default branch main'],
  ['push', 'refs/tags/v1', '', payload, false, 'the run is on no branch'],
  ['push', 'refs/heads/main', '', '{', false, 'the event names no default branch'],
  ['pull_request', 'refs/pull/1/merge', 'work', payload, false, 'the event is pull_request'],
  [
    'pull_request',
    'refs/pull/1/merge',
    'main',
    fork,
    false,
    'the event is pull_request from the fork stranger/flights',
  ],
  [
    'pull_request_target',
    'refs/heads/main',
    'main',
    fork,
    false,
    'the event is pull_request_target from the fork stranger/flights',
  ],
  ['pull_request_target', 'refs/heads/main', 'main', payload, false, 'the event is pull_request_target'],
  ['workflow_run', 'refs/heads/main', '', payload, false, 'the event is workflow_run'],
  ['issue_comment', 'refs/heads/main', '', payload, false, 'the event is issue_comment'],
])('%s on %s%s: may it move refs', async (event, ref, head, given, yes, because) => {
  const { trusted } = await context(
    { GITHUB_EVENT_NAME: event, GITHUB_REF: ref, GITHUB_HEAD_REF: head },
    given,
  );
  expect(trusted).toEqual({ yes, because });
});

test('what workflow_run says of the run before is handed on, and of no other event', async () => {
  const event = { ...payload, workflow_run: { id: 7, event: 'pull_request' } };
  const told = await context({ GITHUB_EVENT_NAME: 'workflow_run', GITHUB_REF: 'refs/heads/main' }, event);
  expect([told.upstream, told.proposal]).toEqual([{ id: 7, event: 'pull_request' }, null]);
  const other = await context({ GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' }, event);
  expect(other.upstream).toBeUndefined();
});
