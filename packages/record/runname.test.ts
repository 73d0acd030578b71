import { expect, test } from 'vitest';
import { runsOf } from './history.ts';
import { evaluation, hex, training } from './historysample.ts';
import { runsNamed, runsNamedOnce } from './runname.ts';

const COMMIT = '2a96eec34856a132f6229283a1d1187779a3d603';
const RUNS = runsOf([
  training({ digest: 'a', model: '1' }),
  evaluation({
    digest: 'b',
    model: '1',
    train: 'a',
    commit: COMMIT,
    invocation: '20261124T152510716Z-21256/1',
  }),
  evaluation({
    digest: 'd',
    model: '2',
    commit: COMMIT,
    invocation: 'https://github.com/acme/flights/actions/runs/471100/attempts/1',
    on: '2026-11-24T11:00:00.000Z',
  }),
]);

test.each([
  ['its record', 'bbbbbbbb', ['b']],
  ['the record of its training', hex('a'), ['b']],
  ['its run here', '20261124T152510716Z-21256', ['b']],
  ['its run on GitHub', '471100', ['d']],
  ['the address of its run', 'https://github.com/acme/flights/actions/runs/471100', ['d']],
  ['its commit, with all others of it', '2a96', ['d', 'b']],
  ['capital letters', 'BBBB', ['b']],
])('a run is named by %s', (_what, name, letters) => {
  expect(runsNamed([name], RUNS).map(({ record }) => record[0])).toEqual(letters);
});

test('the order of the names is kept, and a run named twice is one', () => {
  expect(runsNamed(['bbbb', 'dddd', '2a96'], RUNS).map(({ record }) => record[0])).toEqual(['b', 'd']);
});

test.each([
  ['bbbbbbcb', 'bbbbbbcb: is no run that is known here. Did you mean bbbbbbbb?'],
  ['2a97eec', '2a97eec: is no run that is known here. Did you mean 2a96eec3?'],
  ['zzzzzzzz', 'zzzzzzzz: is no run that is known here. mlops history lists those there are.'],
  ['bb', 'At least 4 characters name a run.'],
])('%s is a mistake that says so', (name, message) => {
  expect(() => runsNamed([name], RUNS)).toThrow(message);
});

test('where one is needed, a name of several lists them', () => {
  expect(() => runsNamedOnce(['2a96eec'], RUNS)).toThrow(
    '2a96eec: stands for 2 runs. Name one by its record: dddddddd (2026-11-24T11:00:00.000Z), bbbbbbbb (2026-11-24T10:01:00.000Z).',
  );
});
