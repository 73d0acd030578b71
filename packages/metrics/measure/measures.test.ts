import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import vectors from '../fixtures/vectors.json' with { type: 'json' };
import type { Task } from '../measurement.ts';
import type { Predictions } from '../predictions.ts';
import type { Column } from '../table.ts';
import { rocAuc } from './auc.ts';
import type { Cases } from './measure.ts';
import { MEASURES, measureAll } from './measures.ts';
import { sum } from './sum.ts';

function predictions(task: Task, cases: Cases, slices: Record<string, Column> = {}): Predictions {
  const rows = cases.labels.length;
  return { task, rows, cases, ids: null, slices: new Map(Object.entries(slices)), flaws: [], notes: [] };
}

function binary(labels: number[], scores: number[]): Cases {
  return {
    labels: Float64Array.from(labels),
    scores: Float64Array.from(scores),
    predictions: Float64Array.from(scores, (score) => Number(score >= 0.5)),
  };
}

function column(texts: readonly (string | null)[]): Column {
  const values = [...new Set(texts.filter((text) => text !== null))];
  return {
    kind: 'text',
    values,
    codes: Int32Array.from(texts, (text) => (text === null ? -1 : values.indexOf(text))),
  };
}

const TASKS: Readonly<Record<string, Task>> = {
  binary: 'binary',
  multiclass: 'multiclass',
  regression: 'regression',
};

describe('scikit-learn says the same', () => {
  test.each(vectors.cases)('$task: $name', ({ task, labels, predictions: predicted, scores, expected }) => {
    const known = TASKS[task] ?? 'binary';
    const { measurements } = measureAll(
      predictions(known, {
        labels: Float64Array.from(labels),
        predictions: Float64Array.from(predicted),
        scores: scores === null ? null : Float64Array.from(scores),
      }),
    );
    expect(measurements.map(({ metric }) => metric).sort()).toEqual(Object.keys(expected).sort());
    for (const { metric, value, undefinedBecause } of measurements) {
      const said = Object.entries(expected).find(([name]) => name === metric)?.[1] ?? null;
      if (said === null) {
        expect(value, metric).toBeNaN();
        expect(undefinedBecause, metric).toBeTypeOf('string');
      } else {
        expect(Math.abs(value - said), `${metric}: ${value}, not ${said}`).toBeLessThanOrEqual(
          1e-12 * Math.max(1, Math.abs(said)),
        );
      }
    }
  });
});

test.each<[string, Cases, string, string]>([
  ['roc_auc', binary([1, 1], [0.2, 0.6]), 'NaN', 'every row is labelled positive'],
  ['roc_auc', binary([0, 0], [0.2, 0.6]), 'NaN', 'every row is labelled negative'],
  ['precision', binary([0, 1], [0.2, 0.3]), 'NaN', 'no row is predicted positive'],
  ['recall', binary([0, 0], [0.2, 0.9]), 'NaN', 'no row is labelled positive'],
  ['f1', binary([0, 0], [0.2, 0.3]), 'NaN', 'no row is labelled or predicted positive'],
  [
    'log_loss',
    binary([0, 1], [0.2, 1.5]),
    'NaN',
    '1 of 2 scores lie outside [0, 1], so they are no probabilities',
  ],
  [
    'brier',
    binary([0, 1], [-3, 1.5]),
    'NaN',
    '2 of 2 scores lie outside [0, 1], so they are no probabilities',
  ],
  ['roc_auc', binary([0, 1, 1], [0.2, Number.NaN, 0.4]), 'NaN', '1 of 3 rows have no usable score'],
  ['roc_auc', binary([0, 1], [0.2, Number.POSITIVE_INFINITY]), 'NaN', '1 of 2 rows have no usable score'],
  ['accuracy', binary([Number.NaN, 1], [0.2, 0.1]), 'NaN', '1 of 2 rows have no usable label'],
  ['accuracy', binary([], []), 'NaN', 'there are no rows'],
])('%s that is not defined says why', (metric, cases, _, because) => {
  const found = measureAll(predictions('binary', cases)).measurements.find((one) => one.metric === metric);
  expect(found).toMatchObject({ value: Number.NaN, undefinedBecause: because });
});

test('R² of labels that are all the same is not defined, though their mean is off by a bit', () => {
  const same = Float64Array.of(0.1, 0.1, 0.1);
  const { measurements } = measureAll(
    predictions('regression', { labels: same, predictions: same, scores: null }),
  );
  expect(measurements.at(-1)).toMatchObject({ metric: 'r2', undefinedBecause: 'every label is the same' });
});

test('a named measure of another task is absent, with the reason', () => {
  const cases = binary([0, 1], [0.2, 0.7]);
  const { absent } = measureAll(
    predictions('binary', cases),
    [],
    ['r2', 'ndcg@7', 'mcc', 'f1_macro', 'sharpe'],
  );
  expect(Object.fromEntries(absent)).toEqual({
    r2: 'it is a measure of regression, and the task is binary',
    'ndcg@7': 'it is a measure of ranking, and the task is binary',
    f1_macro: 'it is a measure of multiclass, multilabel, and the task is binary',
  });
});

test('a measure whose column the file lacks is absent, with the reason', () => {
  const cases = { ...binary([0, 1], [0.2, 0.6]), scores: null };
  const { measurements, absent } = measureAll(predictions('binary', cases));
  expect(measurements.map(({ metric }) => metric)).toEqual(['accuracy', 'precision', 'recall', 'f1']);
  expect([...absent.keys()]).toEqual(['roc_auc', 'log_loss', 'brier']);
  expect(absent.get('roc_auc')).toBe('it needs a column of scores: name it under columns: (score)');
});

test('slices come after all rows, largest first, with the rows that have no value as (missing)', () => {
  const carrier = column(['AA', 'UA', 'UA', null, 'UA', 'AA']);
  const cases = binary([0, 1, 1, 0, 0, 1], [0.1, 0.9, 0.4, 0.2, 0.7, 0.8]);
  const found = measureAll(predictions('binary', cases, { carrier })).measurements;
  const accuracies = found.filter(({ metric }) => metric === 'accuracy');
  expect(accuracies.map(({ slice, rows, value }) => [slice?.value, rows, value])).toEqual([
    [undefined, 6, 4 / 6],
    ['UA', 3, 1 / 3],
    ['AA', 2, 1],
    ['(missing)', 1, 1],
  ]);
});

test('of very many values the 200 largest are measured, those asked for too, and the rest is counted', () => {
  const texts = Array.from({ length: 450 }, (_, row) => `v${String(row % 230).padStart(3, '0')}`);
  const cases = binary(
    texts.map((_, row) => row % 2),
    texts.map(() => 0.5),
  );
  const given = predictions('binary', cases, { route: column(texts) });
  const { measurements, notes } = measureAll(given, [{ column: 'route', value: 'v229' }]);
  const values = new Set(measurements.map(({ slice }) => slice?.value));
  expect(values.size - 1).toBe(201);
  expect(values.has('v229')).toBe(true);
  expect(notes).toEqual(['slice route: 29 of 230 values left out, the 201 largest kept']);
});

const scored = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: -50, max: 50 })), {
  minLength: 2,
});

test('ROC AUC is the share of pairs won, ties half', () => {
  fc.assert(
    fc.property(scored, (rows) => {
      const positives = rows.filter(([label]) => label === 1).map(([, score]) => score);
      const negatives = rows.filter(([label]) => label === 0).map(([, score]) => score);
      fc.pre(positives.length > 0 && negatives.length > 0);
      const won = positives.flatMap((one) =>
        negatives.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)),
      );
      const share = won.reduce<number>((total, pair) => total + pair, 0) / won.length;
      expect(auc(rows, (score) => score)).toBeCloseTo(share, 12);
    }),
  );
});

test('ROC AUC does not change with scores that grow in step, and turns over with scores that are negated', () => {
  fc.assert(
    fc.property(scored, (rows) => {
      const own = auc(rows, (score) => score);
      fc.pre(!Number.isNaN(own));
      expect(auc(rows, (score) => Math.exp(score / 10) + score ** 3)).toBe(own);
      expect(auc(rows, (score) => -score)).toBeCloseTo(1 - own, 12);
    }),
  );
});

function auc(rows: [number, number][], turned: (score: number) => number): number {
  const labels = Float64Array.from(rows, ([label]) => label);
  const scores = Float64Array.from(rows, ([, score]) => turned(score));
  return Number(rocAuc.value(labels, scores)); // NaN where it is not defined
}

test('no measure depends on the order of the rows', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat());
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), (rows) => {
      const values = (ordered: typeof rows) =>
        measureAll(
          predictions(
            'binary',
            binary(
              ordered.map(([label]) => label),
              ordered.map(([, score]) => score),
            ),
          ),
        ).measurements.map(({ value }) => value);
      const shuffled = values(rows.toSorted((one, other) => one[2] - other[2]));
      values(rows).forEach((value, index) => {
        if (Number.isNaN(value)) expect(shuffled[index]).toBeNaN();
        else expect(shuffled[index]).toBeCloseTo(value, 12);
      });
    }),
  );
});

test('sums carry lost bits along', () => {
  const terms = [1e100, 1, -1e100, 1e-3];
  expect(sum(terms.length, (row) => terms[row] ?? 0)).toBe(1.001);
});

test('every measure has its own name within a task, and every task has measures', () => {
  for (const task of Object.values(TASKS)) {
    const names = MEASURES.filter(({ tasks }) => tasks.includes(task)).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(2);
  }
  expect(MEASURES.every(({ name }) => /^[a-z][a-z0-9_]*(?:@\d+)?$/.test(name))).toBe(true);
});
