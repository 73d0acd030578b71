import { describe, expect, it, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import { measureNamed } from '#metrics/measure/measures';
import type { Task } from '#metrics/measurement';
import { type Predictions, predictionsOf } from '#metrics/predictions';
import delong from '../../metrics/fixtures/delong.json' with { type: 'json' };
import { pairedError } from '../inference/pairederror.ts';
import { TERMS } from '../inference/terms.ts';
import { contestOf } from './contest.ts';
import { parseSelection } from './selection.ts';

const ROWS = 40;
const rows = Array.from({ length: ROWS }, (_, row) => row);

function predictions(
  task: Task,
  labels: readonly number[],
  answers: readonly number[],
  first = 0,
): Predictions {
  const number = (values: readonly number[]) => ({
    kind: 'number' as const,
    values: Float64Array.from(values),
  });
  const columns = new Map([
    ['id', number(labels.map((_, row) => row + first))],
    ['label', number(labels)],
    ['prediction', number(answers)],
  ]);
  const table = { file: 'p.csv', rows: labels.length, names: [...columns.keys()], columns };
  return predictionsOf(table, { task, columns: {}, slices: [] });
}

const selection = (said: Readonly<Record<string, unknown>>) => {
  const found = parseSelection(said);
  if (found === null) throw new Error('no selection');
  return found;
};

const labels = rows.map((row) => row % 7);
const wave = rows.map((row) => (((row * 5) % 9) - 4) / 10);
const ofErrors = (errors: readonly number[]) =>
  predictions(
    'regression',
    labels,
    labels.map((label, row) => label + (errors[row] ?? 0)),
  );
const REGRESSION = [
  { name: 'large', predictions: ofErrors(wave.map((error) => error * 0.9)) },
  { name: 'small', predictions: ofErrors(wave) },
  { name: 'medium', predictions: ofErrors(wave.map((error, row) => error + ((row % 4) - 1.5) / 20)) },
];

const ofHits = (misses: readonly number[]) => {
  const truth = rows.map((row) => row % 2);
  return predictions(
    'binary',
    truth,
    truth.map((label, row) => (misses.includes(row) ? 1 - label : label)),
  );
};
const every = (rest: (row: number) => boolean) => rows.filter(rest);
const BINARY = [
  { name: 'c', predictions: ofHits([9, 19, 29, 39]) },
  { name: 'd', predictions: ofHits([4, 14, 19, 29, 39]) },
  { name: 'a', predictions: ofHits(every((row) => (row * 3) % 10 >= 7)) },
];

// Python 3.13, statistics: mean of |error| and of hits; of the differences row by row mean and stdev / sqrt(40)
describe('candidates are compared on the rows that choose', () => {
  it('with the paired difference to the best and its standard error, where less is better', () => {
    const { chosen, standings } = contestOf(REGRESSION, selection({ by: 'mae' }), TERMS);
    expect(chosen).toBe('large');
    const [large, medium, small] = standings;
    expect(large).toMatchObject({ name: 'large', value: expect.closeTo(0.2025, 12) });
    expect(small?.difference).toBeCloseTo(0.0225, 12);
    expect(small?.standardError).toBeCloseTo(0.002080125735844608, 12);
    expect(medium?.difference).toBeCloseTo(0.03, 12);
    expect(medium?.standardError).toBeCloseTo(0.008879535677396305, 12);
  });

  it('and where more is', () => {
    const { chosen, standings } = contestOf(BINARY, selection({ by: 'accuracy' }), TERMS);
    expect(chosen).toBe('c');
    const [a, c, d] = standings;
    expect([a?.value, c?.value, d?.value]).toEqual([0.7, 0.9, 0.875]);
    expect(a?.standardError).toBeCloseTo(0.06405126152203486, 12);
    expect(d?.difference).toBeCloseTo(-0.025, 12);
    expect(d?.standardError).toBeCloseTo(0.04366979828269513, 12);
  });
});

// fixtures/delong.json says which tool made them
test.each(delong.cases)(
  'areas under an ROC curve differ with the error of DeLong',
  ({ labels, one, other, variance }) => {
    const measure = measureNamed('roc_auc', 'binary');
    if (measure === null) throw new Error('no measure');
    const examples = (answers: readonly number[]) => ({
      labels: Float64Array.from(labels),
      answers: Float64Array.from(answers),
      weights: null,
      groups: null,
    });
    expect(pairedError(measure, examples(one), examples(other), 0)).toBeCloseTo(Math.sqrt(variance), 10);
  },
);

describe('the rule', () => {
  const chosen = (order: readonly string[]) =>
    contestOf(BINARY, selection({ by: 'accuracy', rule: 'simplest', order }), TERMS).chosen;

  it('simplest takes the first within one standard error of the best', () => {
    // d is 0.025 worse, with an error of 0.044; a is 0.2 worse, with one of 0.064
    expect(chosen(['a', 'd', 'c'])).toBe('d');
    expect(chosen(['a', 'c', 'd'])).toBe('c');
  });

  it('best takes the simpler of two that are equal', () => {
    const twin = [...BINARY, { name: 'twin', predictions: ofHits([9, 19, 29, 39]) }];
    expect(contestOf(twin, selection({ by: 'accuracy' }), TERMS).chosen).toBe('c');
    expect(contestOf(twin, selection({ by: 'accuracy', order: ['twin', 'c'] }), TERMS).chosen).toBe('twin');
  });

  it('passes over a candidate whose predictions cannot be judged', () => {
    const broken = {
      name: 'z',
      predictions: predictions(
        'regression',
        labels,
        labels.map(() => Number.NaN),
      ),
    };
    const { chosen: name, standings } = contestOf([...REGRESSION, broken], selection({ by: 'mae' }), TERMS);
    expect(name).toBe('large');
    expect(standings.at(-1)).toMatchObject({
      name: 'z',
      value: null,
      because: expect.stringContaining('NaN'),
    });
  });
});

test.each<
  [string, readonly { name: string; predictions: Predictions }[], Readonly<Record<string, unknown>>, string]
>([
  [
    'other rows',
    [
      ...BINARY.slice(0, 1),
      {
        name: 'e',
        predictions: predictions(
          'binary',
          rows.map((row) => row % 2),
          rows.map((row) => row % 2),
          1,
        ),
      },
    ],
    { by: 'accuracy' },
    'candidate c: cannot be compared with e',
  ],
  ['an unknown measure', BINARY, { by: 'acuracy' }, 'select.by'],
  ['a measure of scores without scores', BINARY, { by: 'roc_auc' }, 'has a value for no candidate'],
])('%s is a mistake', (_what, contenders, said, text) => {
  expect(() => contestOf(contenders, selection(said), TERMS)).toThrow(Mistake);
  expect(() => contestOf(contenders, selection(said), TERMS)).toThrow(text);
});
