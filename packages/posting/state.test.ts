import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMMENT_LIMIT } from './posting.ts';
import { postingSample } from './sample.ts';
import { bodyOf, compareRuns, markerOf, nextState, stateOf } from './state.ts';

const run = (id: string, attempt = 1) => ({ id, attempt, url: `https://github.com/o/r/actions/runs/${id}` });
const sha = (n: number) => n.toString(16).padStart(40, '0');

test.each([
  ['a later run', ['1002', 1], ['1001', 5], 1],
  ['an earlier run of another length', ['999', 1], ['1000', 1], -1],
  ['a later attempt of the same run', ['1001', 2], ['1001', 1], 1],
  ['the same attempt', ['1001', 1], ['1001', 1], 0],
  ['runs beyond what a double tells apart', ['9007199254740993', 1], ['9007199254740992', 1], 1],
] as const)('%s', (_, [one, first], [other, second], sign) => {
  expect(Math.sign(compareRuns({ id: one, attempt: first }, { id: other, attempt: second }))).toBe(sign);
});

test('a body remembers what it shows', () => {
  const posting = postingSample();
  const state = nextState(posting, []);
  const body = bodyOf(posting, state);
  expect(stateOf(body)).toEqual(state);
  expect(stateOf(body.replaceAll('\n', '\r\n'))).toEqual(state);
  expect(body.split('\n')[0]).toBe('<!-- mlops-gate: flights -->');
  expect(stateOf(body.replace('state: ', 'state: x'))).toBeNull();
  expect(stateOf('what a person left of it')).toBeNull();
});

test('the last ten heads are kept, each once, the newest last, and shown in a folded part', () => {
  const states = Array.from({ length: 14 }, (_, n) =>
    nextState(postingSample({ head: sha(n), run: run(`${100 + n}`), decision: 'pass' }), []),
  );
  const posting = postingSample({ head: sha(13), run: run('200') });
  const state = nextState(posting, states.toReversed());
  expect(state.heads.map((head) => head.sha)).toEqual(Array.from({ length: 10 }, (_, n) => sha(n + 4)));
  expect(state.heads.at(-1)).toMatchObject({ decision: 'fail', run: { id: '200', attempt: 1 } });
  const body = bodyOf(posting, state);
  expect(body).toContain('<details><summary>9 earlier heads</summary>');
  expect(body).toContain(
    `- ✅ pass <a href="https://github.com/o/r/actions/runs/112">${sha(12).slice(0, 12)}</a>`,
  );
});

test('the longest comment with ten heads fits what GitHub takes', () => {
  const url = `https://github.com/${'o'.repeat(39)}/${'r'.repeat(100)}/actions/runs/9007199254740992`;
  const posting = (n: number) =>
    postingSample({
      ...{ model: 'm'.repeat(63), name: 'n'.repeat(63), head: sha(n), comment: 'ß'.repeat(COMMENT_LIMIT) },
      ...{ decision: 'inconclusive', run: { id: `900719925474099${n}`, attempt: 99, url } },
    });
  const states = Array.from({ length: 9 }, (_, n) => nextState(posting(n), []));
  expect(bodyOf(posting(9), nextState(posting(9), states)).length).toBeLessThanOrEqual(65_536);
});

test('no name ends the marker or the line it is in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'binary-ascii' }), (model, name) => {
      const marker = markerOf({ model, name });
      expect(marker.indexOf('-->')).toBe(marker.length - 3);
      expect(marker).not.toContain('\n');
    }),
  );
});
