import { expect, test } from 'vitest';
import { parseGates } from '../gate/gate.ts';
import { vacuities } from './vacuity.ts';

const SHARE = 'accuracy lies between 0 and 1';

test.each<[string, string | null]>([
  ['accuracy >= baseline - 5', `accuracy >= baseline - 5 can never be broken: ${SHARE}; did you mean 5%?`],
  ['accuracy >= baseline - 1', `accuracy >= baseline - 1 can never be broken: ${SHARE}`],
  ['accuracy > baseline - 1', null],
  ['accuracy >= baseline - 5%', null],
  ['accuracy >= baseline * 0.5', null],
  ['accuracy <= baseline + 1', `accuracy <= baseline + 1 can never be broken: ${SHARE}`],
  ['accuracy >= baseline + 2', `accuracy >= baseline + 2 can never hold: ${SHARE}; did you mean 2%?`],
  ['accuracy >= 0', `accuracy >= 0 can never be broken: ${SHARE}`],
  ['accuracy > 0', null],
  ['accuracy <= 1 warn', `accuracy <= 1 warn can never be broken: ${SHARE}`],
  ['accuracy >= 70', `accuracy >= 70 can never hold: ${SHARE}; did you mean 70%?`],
  ['accuracy >= 1', null],
  ['accuracy > 1', `accuracy > 1 can never hold: ${SHARE}`],
  ['accuracy >= 70%', null],
  ['accuracy == 1', null],
  ['mcc >= -1', 'mcc >= -1 can never be broken: mcc lies between -1 and 1'],
  ['log_loss >= 0', 'log_loss >= 0 can never be broken: log_loss is never below 0'],
  ['log_loss <= 1000', null],
  ['log_loss <= baseline * 50', null],
  ['train.loss >= 0', null],
  ['no_such >= 0', null],
])('%s', (gate, note) => {
  expect(vacuities(parseGates([gate]), 'binary')).toEqual(note === null ? [] : [note]);
});

test('a measure with no upper end says where it begins or ends', () => {
  expect(vacuities(parseGates(['r2 <= 1']), 'regression')).toEqual([
    'r2 <= 1 can never be broken: r2 is never above 1',
  ]);
});
