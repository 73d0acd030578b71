import { expect, test } from 'vitest';
import { emptyState, readState, stateText } from './state.ts';

const path = '.mlops/deployments/production.json';

test('what is written is read again', () => {
  const state = emptyState('production');
  expect(readState(stateText(state), path)).toEqual(state);
});

test.each([
  ['half a file', '{"schema": "https://github.com/org/mlops/standing/v1", "ver', 'it: '],
  ['another file', '{}', 'schema: '],
  [
    'a revision that is none',
    JSON.stringify({ ...emptyState('x'), revisions: { r1: {} } }),
    'revisions.r1.name: ',
  ],
])('%s is a mistake that names the file and the place', (_, text, place) => {
  expect(() => readState(text, path)).toThrow(`${path}: cannot be read: ${place}`);
});
