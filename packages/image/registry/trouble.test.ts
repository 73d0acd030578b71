import { expect, test } from 'vitest';
import { Cut, isPassing, refusalOf } from './trouble.ts';

const now = new Date('2026-01-01T00:00:00Z');
const refused = (body: string, init: ResponseInit = {}) =>
  refusalOf(new Response(body, { status: 400, ...init }), 'PUT of the tag 1', 'registry', now);

/** Bodies as distribution-spec (error codes) writes them, and as proxies do. */
test.each([
  [
    '{"errors":[{"code":"DENIED","message":"requested access is denied"}]}',
    'requested access is denied',
    ['DENIED'],
  ],
  ['{"errors":[{"code":"A"},{"code":"B","message":"two"}]}', 'A; two', ['A', 'B']],
  ['{"details":"incorrect username or password"}', '{"details":"incorrect username or password"}', []],
  ['<html><body>502 Bad Gateway</body></html>', '', []],
  [' too\n many ', 'too many', []],
  ['', '', []],
])('%s is said as %j', async (body, words, codes) => {
  expect(await refused(body)).toMatchObject({ words, codes, status: 400 });
});

test('what is long is cut short', async () => {
  expect((await refused('x'.repeat(20_000))).words).toBe(`${'x'.repeat(300)}…`);
});

/** RFC 9110, section 10.2.3 */
test.each([
  ['120', 120_000],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
  ['soon', null],
])('Retry-After: %s is %j ms', async (header, wait) => {
  expect((await refused('', { headers: { 'retry-after': header } })).wait).toBe(wait);
});

test.each([
  [400, false],
  [401, false],
  [403, false],
  [404, false],
  [408, true],
  [413, false],
  [429, true],
  [500, true],
  [501, false],
  [502, true],
  [503, true],
  [504, true],
])('%d may go well next time: %j', async (status, passing) => {
  expect(isPassing(await refused('', { status }))).toBe(passing);
});

const coded = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('why'), { code }) });

test.each([
  ['ECONNRESET', true],
  ['ECONNREFUSED', true],
  ['EAI_AGAIN', true],
  ['UND_ERR_SOCKET', true],
  ['ENOTFOUND', false],
  ['CERT_HAS_EXPIRED', false],
  ['ERR_SSL_WRONG_VERSION_NUMBER', false],
])('%s may go well next time: %j', (code, passing) => {
  const cut = new Cut('GET of the blob x', coded(code));
  expect([isPassing(cut), cut.code]).toEqual([passing, code]);
  expect(cut.message).toBe('the connection broke during the GET of the blob x (why)');
});
