import { expect, test } from 'vitest';
import { emptyState, stateText } from '../state.ts';
import { readTable } from './table.ts';

test('the front reads of the state what it needs', () => {
  const revision = {
    ...{
      name: 'r1',
      image: 'a'.repeat(64),
      model: 'b'.repeat(64),
      environment: null,
      layout: 'x',
      folder: 'r1',
    },
    ...{ serve: 'x', startedOn: '2026-01-01T00:00:00Z', port: 4001, process: { pid: 1, born: 'x' } },
  };
  const state = {
    ...emptyState('staging'),
    version: 7,
    front: { port: 8080, token: 'secret', process: { pid: 1, born: 'x' } },
    traffic: { r1: 100 },
    revisions: { r1: revision, r2: { ...revision, name: 'r2', port: null, process: null } },
  };
  expect(readTable(stateText(state))).toEqual({
    environment: 'staging',
    version: 7,
    front: { port: 8080, token: 'secret' },
    routes: [{ revision: 'r1', port: 4001, weight: 100 }],
  });
});

test.each([['{"version": 1'], ['[]'], ['null'], ['{"environment": 3, "version": 1}']])(
  '%s is no table',
  (text) => {
    expect(readTable(text)).toBe(null);
  },
);
