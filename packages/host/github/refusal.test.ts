import { expect, test } from 'vitest';
import { Fault, Mistake } from '#kit/outcome';
import { statusOf } from '#kit/status';
import { explain, refusalOf, waitBefore } from './refusal.ts';

/** As octokit throws it: an error with `status` and `response.headers`. */
function refused(status: number, message = 'No', headers: Record<string, string> = {}): Error {
  return Object.assign(new Error(message), { status, response: { headers } });
}

test.each([
  ['an outage of a GET', refused(502), 'GET /user', 1, 1],
  ['the third outage', refused(500), 'GET /user', 3, 4],
  ['an outage that says how long', refused(503, 'No', { 'retry-after': '7' }), 'PUT /x', 1, 7],
  ['no answer', new Error('socket hang up'), 'PATCH /x', 1, 1],
  ['an outage of a POST, which may have been done', refused(502), 'POST /x', 1, null],
  ['an outage of a PATCH that adds annotations', refused(502), 'PATCH /x/check-runs/{id}', 1, null],
  ['a limit on a POST, which was not', refused(429, 'No', { 'retry-after': '3' }), 'POST /x', 1, 3],
  ['the secondary limit', refused(403, 'You have exceeded a secondary rate limit'), 'GET /user', 1, 5],
  ['a limit of an hour', refused(429, 'No', { 'retry-after': '3600' }), 'GET /user', 1, 60],
  ['a missing thing', refused(404), 'GET /user', 1, null],
  ['a missing permission', refused(403, 'Resource not accessible by integration'), 'GET /user', 1, null],
])('after %s', (_, error, route, attempt, seconds) => {
  expect(waitBefore(refusalOf(error), route, attempt)).toBe(seconds);
});

const explained = (error: Error) =>
  explain('POST /repos/{owner}/{repo}/git/refs', error, { contents: 'write', actions: 'read' });

test('a missing permission is a mistake that prints the block to add', () => {
  const mistake = explained(refused(403, 'Resource not accessible by integration'));
  expect(mistake).toBeInstanceOf(Mistake);
  expect(mistake.message).toContain('permissions:\n  contents: write\n  actions: read');
  expect(mistake.message).toContain('Resource not accessible by integration');
});

test('a token that GitHub does not know is a mistake', () => {
  expect(explained(refused(401, 'Bad credentials'))).toBeInstanceOf(Mistake);
});

test.each([
  [
    refused(500, 'Server Error'),
    'GitHub answered 500 to POST /repos/{owner}/{repo}/git/refs: Server Error',
    500,
  ],
  [refused(403, 'API rate limit exceeded'), 'GitHub answered 403', 403],
  [new Error('ECONNREFUSED'), 'GitHub did not answer', null],
])('%s is a fault that keeps its cause and status', (error, text, status) => {
  const fault = explained(error);
  expect(fault).toBeInstanceOf(Fault);
  expect(fault.message).toContain(text);
  expect(fault.cause).toBe(error);
  expect(statusOf(fault)).toBe(status);
});
