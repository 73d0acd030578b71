import { expect, test } from 'vitest';
import { URI } from '#record/vocabulary';
import { type Account, accountText } from './account.ts';

const ACCOUNT: Account = {
  schema: URI.replay,
  record: 'c'.repeat(64),
  stage: 'train',
  model: 'flights',
  name: null,
  commit: 'd'.repeat(40),
  result: 'same',
  sentence: 'The same to the byte: model aaaaaaaaaaaa.',
  tolerance: 1e-6,
  steps: ['train by "python train.py"'],
  outputs: [{ name: 'model', recorded: 'a'.repeat(64), replayed: 'a'.repeat(64) }],
  numbers: [],
  inputs: [],
  machine: null,
  lost: [],
  folder: null,
};

test('of what is the same there is no table', () => {
  expect(accountText(ACCOUNT)).toBe(
    `Replay of train flights, record cccccccccccc, commit dddddddddddd\n${ACCOUNT.sentence}\n`,
  );
});

test('of what differs: digests, the numbers outside of the tolerance, what went in, what was lost, where it lies', () => {
  const text = accountText({
    ...ACCOUNT,
    result: 'different',
    sentence: 'Different.',
    outputs: [{ name: 'model', recorded: 'a'.repeat(64), replayed: 'b'.repeat(64) }],
    numbers: [
      { name: 'auc', recorded: 0.75, replayed: 0.75, difference: 0, within: true },
      { name: 'late', recorded: undefined, replayed: 1, difference: null, within: false },
      { name: 'loss', recorded: 0.25, replayed: 0.26, difference: 0.01, within: false },
      { name: 'mape', recorded: 3, replayed: null, difference: null, within: false },
    ],
    inputs: ['train flights: code: train.py changed'],
    machine: 'This is another machine.',
    lost: ['Submodules are not checked out.'],
    folder: '/tmp/x',
  });
  expect(text).toBe(`Replay of train flights, record cccccccccccc, commit dddddddddddd
Different.

              Recorded      Replayed  Difference
model     aaaaaaaaaaaa  bbbbbbbbbbbb
late       (not there)             1
mape                 3   not defined
loss            0.2500        0.2600     +0.0100
1 of 4 numbers is within the tolerance

What went in differently
- train flights: code: train.py changed

This is another machine.

Could not be restored
- Submodules are not checked out.

It can be looked at in /tmp/x
`);
});

test('of many numbers the furthest apart are shown, and the rest is counted', () => {
  const numbers = Array.from({ length: 60 }, (_, index) => {
    const [recorded, difference] = [1, 0.01 * (index + 1)];
    const name = `slice-${index}`;
    return { name, recorded, replayed: recorded + difference, difference, within: false };
  });
  const lines = accountText({ ...ACCOUNT, result: 'different', numbers }).split('\n');
  expect(lines.filter((line) => line.startsWith('slice-')).map((line) => line.split(' ')[0])).toEqual(
    Array.from({ length: 40 }, (_, index) => `slice-${59 - index}`),
  );
  expect(lines).toContain('20 more numbers in --format json');
});

test('numbers within the tolerance that are not equal are shown too', () => {
  const numbers = [{ name: 'loss', recorded: 1, replayed: 1.000_000_1, difference: 1e-7, within: true }];
  expect(accountText({ ...ACCOUNT, result: 'within-tolerance', numbers })).toContain('loss');
});
