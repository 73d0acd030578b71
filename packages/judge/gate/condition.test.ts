import { expect, test } from 'vitest';
import { measuredAs } from '#record/historysample';
import { holds, parseCondition } from './condition.ts';
import { paramHolds, parseParamCondition } from './paramcondition.ts';

const MEASURED = measuredAs({
  roc_auc: 0.75,
  log_loss: 0.5,
  recall: null,
  'roc_auc[carrier=AA]': 0.6,
  'roc_auc[carrier=BB]': 0.8,
  'train.seconds': 90,
});

test.each([
  ['roc_auc > 0.7', true],
  ['roc_auc>0.75', false],
  ['roc_auc >= 75%', true],
  ['roc_auc == 0.75', true],
  ['log_loss <= 0.5', true],
  ['log_loss < 0.5', false],
  ['roc_auc[carrier=AA] < 0.7', true],
  ['roc_auc[carrier="BB"] < 0.7', false],
  ['roc_auc[carrier=*] >= 0.6', true],
  ['roc_auc[carrier=*] >= 0.7', false],
  ['roc_auc[carrier=ZZ] >= 0', false],
  ['train.seconds >= 1.5min', true],
  ['recall >= 0', false],
  ['unknown >= 0', false],
])('%s: %s', (text, expected) => {
  expect(holds(parseCondition(text, '--metric'), MEASURED)).toBe(expected);
});

test.each([
  ['> 0.7', '--metric: column 1: ">" stands where the name of a metric belongs.'],
  ['roc_auc = 0.7', '--metric: column 9: = is no operator. Write ==.'],
  [
    'roc_auc > baseline',
    'column 11: "baseline" stands where a number belongs. Runs are compared with numbers',
  ],
  [
    'roc_auc > 0.7 warn',
    'column 15: "warn" stands where the end of the condition belongs. Write --metric again',
  ],
  ['roc_auc >', 'column 10: the condition ends where a number belongs. Write e.g. 0.7 or 5%.'],
])('%j is a mistake that says so', (text, message) => {
  expect(() => parseCondition(text, '--metric')).toThrow(message);
});

test.each([
  ['lr=0.1', 0.1, true],
  ['lr = 0.10', 0.1, true],
  ['lr=1e-1', '0.1', true],
  ['lr==0.2', 0.1, false],
  ['lr>0.01', 0.1, true],
  ['lr <= 0.1', 0.1, true],
  ['lr!=0.1', 0.1, false],
  ['optimizer=adam', 'adam', true],
  ['optimizer!=adam', 'sgd', true],
  ['optimizer>1', 'adam', false],
  ['shuffle=true', true, true],
  ['layers=[64,32]', '[64,32]', true],
  ['note=a=b', 'a=b', true],
  ['note=', '', true],
  ['none=null', null, true],
  ['lr!=0.1', undefined, false],
])('%s of %j: %s', (text, found, expected) => {
  expect(paramHolds(parseParamCondition(text, '--param'), found)).toBe(expected);
});

test.each([
  ['lr', '--param = "lr": is no condition. Write e.g. lr=0.1'],
  ['=0.1', 'is no condition'],
  ['lr>fast', '--param = "lr>fast": orders by "fast", which is no number.'],
])('%j is a mistake that says so', (text, message) => {
  expect(() => parseParamCondition(text, '--param')).toThrow(message);
});
