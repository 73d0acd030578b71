import { expect, test } from 'vitest';
import { Fault, Mistake } from './outcome.ts';
import { statusOf } from './status.ts';

const refused = (status: unknown) => Object.assign(new Error('No'), { status });

test.each<[string, unknown, number | null]>([
  ['a refused request', refused(404), 404],
  ['a fault that has one as its cause', new Fault('x', { cause: refused(502) }), 502],
  [
    'a mistake that has one as its cause',
    new Mistake({ subject: 's', what: 'w', remedy: 'r' }, { cause: refused(403) }),
    403,
  ],
  ['no answer at all', new Fault('x', { cause: new Error('ECONNREFUSED') }), null],
  ['a status in words', refused('404'), null],
  ['what is no error', { status: 404 }, null],
])('%s', (_, error, status) => {
  expect(statusOf(error)).toBe(status);
});
