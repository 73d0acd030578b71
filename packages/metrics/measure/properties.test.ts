import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Task } from '../measurement.ts';
import type { Predictions } from '../predictions.ts';
import { MEASURES, measureAll } from './measures.ts';

/** One row of a task; what of it is read depends on the task. */
interface Row {
  readonly label: number;
  readonly prediction: number;
  readonly scores: readonly number[];
  readonly weight: number;
}

/** Columns of scores, and of labels. */
const CLASSES = { binary: 1, multiclass: 3, multilabel: 2, regression: 0, ranking: 1, text: 1 } as const;
const WIDTH = { binary: 1, multiclass: 1, multilabel: 2, regression: 1, ranking: 1, text: 1 } as const;
const NAMES = [...MEASURES.map(({ name }) => name), 'ndcg@2', 'map@3', 'precision@1', 'recall@2', 'mrr@2'];

function rowsOf(task: Task): fc.Arbitrary<Row[]> {
  const answer =
    task === 'regression'
      ? fc.integer({ min: -800, max: 800 }).map((eighths) => eighths / 8)
      : fc.integer({ min: 0, max: task === 'binary' || task === 'multilabel' ? 1 : 2 });
  const score = fc.double({ min: 0.01, max: 1, noNaN: true });
  const scores = fc
    .array(score, { minLength: CLASSES[task], maxLength: CLASSES[task] })
    .map((raw) =>
      task !== 'multiclass' ? raw : raw.map((one) => one / raw.reduce((all, next) => all + next, 0)),
    );
  const weight = fc.integer({ min: 1, max: 12 }).map((quarters) => quarters / 4);
  return fc.array(fc.record({ label: answer, prediction: answer, scores, weight }), {
    minLength: 1,
    maxLength: 60,
  });
}

const NO_ROW: Row = { label: 0, prediction: 0, scores: [], weight: 1 };

interface Given {
  readonly weights?: readonly number[];
  readonly ids?: readonly number[];
}

function measured(task: Task, rows: readonly Row[], { weights, ids }: Given = {}) {
  const scores = Array.from({ length: CLASSES[task] }, (_, at) => rows.map((row) => row.scores[at] ?? 0));
  // a second label is the other way round
  const columns = (of: (row: Row) => number) =>
    Float64Array.from({ length: WIDTH[task] * rows.length }, (_, at) => {
      const value = of(rows[at % rows.length] ?? NO_ROW);
      return at < rows.length ? value : 1 - value;
    });
  const predictions: Predictions = {
    task,
    rows: rows.length,
    cases: {
      labels: columns(({ label }) => label),
      predictions: columns(({ prediction }) => prediction),
      ...(WIDTH[task] === 1 ? {} : { width: WIDTH[task] }),
      ...(task === 'ranking' ? { groups: Int32Array.from(rows, ({ prediction }) => prediction) } : {}),
      scores: scores.length === 0 ? null : Float64Array.from(scores.flat()),
      ...(weights === undefined ? {} : { weights: Float64Array.from(weights) }),
    },
    ids: ids === undefined ? null : { kind: 'number', values: Float64Array.from(ids) },
    slices: new Map(),
    flaws: [],
    notes: [],
  };
  return measureAll(predictions, [], NAMES).measurements.map(({ metric, value }): [string, number] => [
    metric,
    value,
  ]);
}

const TASKS: readonly [Task][] = [
  ['binary'],
  ['multiclass'],
  ['multilabel'],
  ['regression'],
  ['ranking'],
  ['text'],
];

test.each(TASKS)('where rows have ids, their order changes no bit of any measure: %s', (task) => {
  const weighed = fc.boolean();
  fc.assert(
    fc.property(rowsOf(task), fc.infiniteStream(fc.nat()), weighed, (rows, keys, heavy) => {
      const numbered = rows.map((row, id) => ({ row, id, key: keys.next().value }));
      const of = (ordered: typeof numbered) =>
        measured(
          task,
          ordered.map(({ row }) => row),
          {
            ids: ordered.map(({ id }) => id),
            ...(heavy ? { weights: ordered.map(({ row }) => row.weight) } : {}),
          },
        );
      expect(of(numbered.toSorted((one, other) => one.key - other.key))).toEqual(of(numbered));
    }),
  );
});

test.each(TASKS)('weights of 1 are as good as none: %s', (task) => {
  fc.assert(
    fc.property(rowsOf(task), (rows) => {
      expect(measured(task, rows, { weights: rows.map(() => 1) })).toEqual(measured(task, rows));
    }),
  );
});

test.each(TASKS)(
  'every row twice is every row with the weight 2, and all weights doubled change nothing: %s',
  (task) => {
    fc.assert(
      fc.property(rowsOf(task), (rows) => {
        fc.pre(rows.length > 1);
        const twice = measured(
          task,
          rows.flatMap((row) => [row, row]),
        );
        const [once, doubled] = [measured(task, rows), measured(task, rows, { weights: rows.map(() => 2) })];
        // a second copy of a row is another row of its query, which can only be ranked beside it
        for (const [at, [name, value]] of once.entries())
          for (const other of [...(task === 'ranking' ? [] : [twice[at]?.[1]]), doubled[at]?.[1]]) {
            if (Number.isNaN(value)) expect(other, name).toBeNaN();
            else
              expect(Math.abs((other ?? 0) - value), name).toBeLessThanOrEqual(
                1e-12 * Math.max(1, Math.abs(value)),
              );
          }
      }),
    );
  },
);
