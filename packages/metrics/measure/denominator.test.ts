import { expect, test } from 'vitest';
import type { Measure } from './measure.ts';
import { MEASURES } from './measures.ts';

const labels = Float64Array.of(1, 1, 1, 0, 0, 0, 0, 0);
const predictions = Float64Array.of(1, 0, 1, 0, 1, 0, 1, 1);
const weights = Float64Array.of(0, 1, 2, 1, 0, 1, 1, 1);
const classes = Float64Array.of(0, 0, 0, 0, 1, 1, 2, 2);
const taken = Float64Array.of(0, 0, 1, 2, 1, 1, 2, 0);
/** four columns, the last of a class that no row has */
const columns = new Float64Array(32).fill(0.25);

function named(name: string, task: 'binary' | 'multiclass' | 'regression'): Measure {
  const found = MEASURES.find((measure) => measure.name === name && measure.tasks.includes(task));
  if (found === undefined) throw new Error(`no measure ${name}`);
  return found;
}

test.each([
  ['recall', '3 positives', '2 positives'],
  ['specificity', '5 negatives', '4 negatives'],
  ['precision', '5 rows predicted positive', '3 rows predicted positive'],
  ['f1', '3 positives', '2 positives'],
  ['f2', '3 positives', '2 positives'],
  ['roc_auc', '3 positives', '2 positives'],
  ['average_precision', '3 positives', '2 positives'],
  ['log_loss', '3 positives', '2 positives'],
  ['brier', '3 positives', '2 positives'],
  ['balanced_accuracy', '3 rows of the smallest class', '2 rows of the smallest class'],
  ['mcc', '3 rows outside the largest class', '2 rows outside the largest class'],
])('%s rests on %s, and on %s of those that weigh something', (name, plain, weighed) => {
  const { denominator } = named(name, 'binary');
  const said = [null, weights].map((own) => denominator?.(labels, predictions, own));
  expect(said.map((one) => `${one?.count} ${one?.noun}`)).toEqual([plain, weighed]);
});

test('where fewer rows are negative, or predicted positive, these count', () => {
  const most = labels.map((label) => 1 - label);
  expect(named('roc_auc', 'binary').denominator?.(most, predictions)).toEqual({
    count: 3,
    noun: 'negatives',
  });
  const few = Float64Array.of(0, 0, 0, 0, 0, 0, 1, 1);
  const expected = { count: 2, noun: 'rows predicted positive' };
  expect(named('f1', 'binary').denominator?.(most, few)).toEqual(expected);
});

test('of many classes the smallest counts; where the scores have a class that no row has, that is none', () => {
  const two = { count: 2, noun: 'rows of the smallest class' };
  expect(named('recall_macro', 'multiclass').denominator?.(classes, taken)).toEqual(two);
  expect(named('roc_auc_ovr', 'multiclass').denominator?.(classes, columns)).toEqual({ ...two, count: 0 });
  expect(named('cohen_kappa', 'multiclass').denominator?.(classes, taken)).toMatchObject({ count: 4 });
});

test('what every row stands below counts them all', () => {
  expect(named('accuracy', 'binary').denominator).toBeUndefined();
  for (const name of ['mae', 'r2']) expect(named(name, 'regression').denominator).toBeUndefined();
});

test.each([
  ['accuracy', '11111111', '10110100', true],
  ['recall', '11100000', '10100000', true],
  ['specificity', '00011111', '00010100', true],
  ['precision', '10101011', '10100000', false],
])('%s is a share: of the rows %s those hit that are %s', (name, counted, hits, fixed) => {
  const measure = named(name, 'binary');
  const share = measure.share?.(labels, predictions);
  expect([share?.counted.join(''), share?.hits.join(''), share?.fixed]).toEqual([counted, hits, fixed]);
  expect(measure.value(labels, predictions)).toBe(ones(share?.hits) / ones(share?.counted));
});

test.each(['top_2_accuracy', 'top_3_accuracy', 'precision_micro', 'recall_micro', 'f1_micro'])(
  '%s is a share of all rows',
  (name) => {
    const measure = named(name, 'multiclass');
    const answers = measure.needs === 'scores' ? columns.map((_, at) => (at * 7) % 5) : taken;
    const share = measure.share?.(classes, answers);
    expect(share?.fixed).toBe(true);
    expect(ones(share?.counted)).toBe(8);
    expect(ones(share?.hits) / 8).toBeCloseTo(Number(measure.value(classes, answers)), 14);
  },
);

function ones(flags: Uint8Array = new Uint8Array()): number {
  return flags.reduce((all, one) => all + one, 0);
}
