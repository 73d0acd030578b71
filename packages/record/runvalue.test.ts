import { expect, test } from 'vitest';
import { type Run, runsOf } from './history.ts';
import { evaluation, training } from './historysample.ts';
import { meaningOf, metricNames, type Order, sortRuns, valueIn } from './runvalue.ts';

const RUNS = runsOf(
  (
    [
      [
        '1',
        { lr: 0.1, depth: 3 },
        { accuracy: 0.9, roc_auc: 0.7, log_loss: 0.5, 'roc_auc[carrier=AA]': 0.6 },
      ],
      ['2', { lr: 0.02, depth: 10 }, { accuracy: 0.8, roc_auc: 0.8, log_loss: 0.4, 'train.lr': 1 }],
      ['3', { lr: 0.5 }, { accuracy: 0.7, roc_auc: null, log_loss: 0.6 }],
    ] as const
  ).flatMap(([letter, parameters, numbers], index) => {
    const on = `2026-11-2${index}T10:00:00.000Z`;
    return [
      training({ digest: `${letter}`, model: letter, parameters, on }),
      evaluation({ digest: 'abc'[index] ?? '', model: letter, train: letter, numbers, on }),
    ];
  }),
);
const letters = (runs: readonly Run[]) => runs.map(({ record }) => record[0]).join('');

test('metrics with a gate come first', () => {
  expect(metricNames(RUNS)).toEqual(['roc_auc', 'accuracy', 'log_loss', 'train.lr']);
});

test.each([
  ['roc_auc', { kind: 'metric', name: 'roc_auc' }],
  ['roc_auc[carrier=AA]', { kind: 'metric', name: 'roc_auc[carrier=AA]' }],
  ['lr', { kind: 'param', name: 'lr' }],
  ['params.lr', { kind: 'param', name: 'lr' }],
  ['train.lr', { kind: 'metric', name: 'train.lr' }],
  ['seconds', { kind: 'fact', name: 'seconds' }],
  ['params.roc_auc', null],
  ['toString', null],
])('%s means %j', (name, meant) => {
  expect(meaningOf(name, RUNS)).toEqual(meant);
});

test.each<[string, Order | undefined, string]>([
  ['roc_auc', undefined, 'bac'],
  ['roc_auc', 'ascending', 'abc'],
  ['log_loss', undefined, 'bac'],
  ['log_loss', 'descending', 'cab'],
  ['lr', undefined, 'bac'],
  ['depth', 'descending', 'bac'],
  ['when', undefined, 'cba'],
  ['when', 'ascending', 'abc'],
])('sorted by %s, %s: %s', (name, order, sorted) => {
  const meant = meaningOf(name, RUNS);
  if (meant === null) throw new Error('it has a meaning');
  expect(letters(sortRuns(RUNS, meant, order))).toBe(sorted);
});

test('a parameter is no property every object has', () => {
  const [run] = RUNS;
  if (run === undefined) throw new Error('there is one');
  expect(valueIn(run, { kind: 'param', name: 'constructor' })).toBeNull();
});
