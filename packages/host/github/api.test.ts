import { expect, test } from 'vitest';
import { type Answer, json } from '#harness/answer';
import { type Arrived, LoopbackServer } from '#harness/server';
import { openApi } from './api.ts';

/** The client against a server that does what GitHub does on a bad day. */
async function asking(answer: (arrived: Arrived, count: number) => Answer | Promise<Answer>, seconds = 60) {
  let count = 0;
  const server = await LoopbackServer.start(
    (arrived) => answer(arrived, ++count),
    () => {},
  );
  const said: string[] = [];
  const api = await openApi({
    ...{ token: 'ghs_x', baseUrl: `http://127.0.0.1:${server.port}`, repository: 'org/flights' },
    ...{ permissions: {}, log: { debug: (text: string) => said.push(text) }, seconds },
    cancelled: new AbortController().signal,
  });
  return { api, said, server, count: () => count };
}

const GET = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';

test('a page that does not come is asked for again', async () => {
  const never = new Promise<Answer>(() => {});
  const { api, said, server } = await asking((_, count) => (count === 1 ? never : json(200, [count])), 5);
  await using _ = server;
  expect(await api.request(GET, { issue_number: 1 })).toEqual([2]);
  expect(said).toEqual([expect.stringContaining('is asked again in 1 s')]);
});

test('what may have been done is not asked again: a POST, and a PATCH that adds annotations', async () => {
  const { api, server, count } = await asking(() => json(502, { message: 'Bad Gateway' }));
  await using _ = server;
  await expect(api.request('POST /repos/{owner}/{repo}/check-runs', {})).rejects.toThrow('502');
  await expect(
    api.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { check_run_id: 1 }),
  ).rejects.toThrow('502');
  expect(count()).toBe(2);
});

test('an answer that nobody gave is not called one', async () => {
  const { api, server } = await asking(() => new Promise<Answer>(() => {}), 2);
  await using _ = server;
  await expect(api.request('POST /repos/{owner}/{repo}/statuses/{sha}', { sha: 'x' })).rejects.toThrow(
    'GitHub did not answer POST',
  );
});
