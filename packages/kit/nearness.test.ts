import { expect, test } from 'vitest';
import { nearest } from './nearness.ts';

test.each([
  ['sed', ['seed', 'code'], 'seed'],
  ['gate', ['gates', 'slices'], 'gates'],
  ['GATES', ['gates'], 'gates'],
  ['roc_auk', ['roc_auc', 'f1'], 'roc_auc'],
  ['lable', ['label', 'id'], 'label'],
  ['fial', ['fail', 'error'], 'fail'],
  ['colour', ['data', 'seed'], null],
  ['x', [], null],
])('%s is taken for one of %j: %s', (name, candidates, expected) => {
  expect(nearest(name, candidates)).toBe(expected);
});
