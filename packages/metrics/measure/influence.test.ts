import { expect, test } from 'vitest';
import type { Cases, Measure } from './measure.ts';
import { MEASURES } from './measures.ts';

type Known = 'binary' | 'multiclass' | 'regression';

const CLASSES = { binary: 2, multiclass: 11, regression: 0 } as const;
const ROWS = 60;

/** Numbers in [0, 1) that look random (Mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Labels and answers that agree more often than by chance; scores with many ties; weights from 0.25 on. */
function drawn(task: Known, seed: number, rows = ROWS): Required<Omit<Cases, 'groups'>> {
  const next = random(seed);
  const classes = CLASSES[task];
  const whole = (below: number) => Math.floor(next() * below);
  const labels = Float64Array.from({ length: rows }, (_, row) =>
    task === 'regression' ? 1 + next() * 5 : row < classes ? row : whole(classes),
  );
  const predictions = labels.map((label) => {
    if (task === 'regression') return label + next() - 0.4;
    return next() < 0.6 ? label : whole(classes);
  });
  const parts = Float64Array.from({ length: rows * classes }, (_, at) => {
    const own = labels[at % rows] === Math.floor(at / rows);
    return 1 + whole(6) + (own ? 2 : 0);
  });
  const total = (row: number) => {
    let all = 0;
    for (let at = row; at < parts.length; at += rows) all += parts[at] ?? 0;
    return all;
  };
  const scores = parts.map((part, at) => part / total(at % rows));
  return {
    labels,
    predictions,
    scores: task === 'binary' ? scores.slice(rows) : scores,
    weights: Float64Array.from({ length: rows }, () => 0.25 + whole(8) / 4),
  };
}

function answersOf(measure: Measure, cases: Cases): Float64Array {
  return cases[measure.needs] ?? cases.labels;
}

function measured(measure: Measure, cases: Cases, weights: Float64Array | null): number {
  // copies: what is remembered of the columns must not hide the other weights
  return Number(measure.value(cases.labels.slice(), answersOf(measure, cases).slice(), weights));
}

/** How fast the value grows with the weight of each row, by central differences. */
function differences(measure: Measure, cases: Cases, weights: Float64Array): Float64Array {
  const step = 1e-4;
  const total = weights.reduce((all, one) => all + one, 0);
  return weights.map((weight, row) => {
    const [more, less] = [weight + step, weight - step].map((one) =>
      measured(measure, cases, weights.with(row, one)),
    );
    return (total * ((more ?? 0) - (less ?? 0))) / (2 * step);
  });
}

const smooth = MEASURES.flatMap((measure) =>
  (['binary', 'multiclass', 'regression'] as const)
    .filter((task) => measure.tasks.includes(task) && measure.influence !== undefined)
    .map((task): [string, Known, Measure] => [measure.name, task, measure]),
);

test.each(smooth)(
  'the influence on %s (%s) is how the value grows with the weight of a row',
  (_, task, measure) => {
    for (let seed = 1; seed <= 6; seed++) {
      const cases = drawn(task, seed);
      for (const weights of [null, cases.weights]) {
        const influence = measure.influence?.(cases.labels, answersOf(measure, cases), weights) ?? [];
        const expected = differences(measure, cases, weights ?? new Float64Array(ROWS).fill(1));
        expect(influence.length).toBe(ROWS);
        for (const [row, one] of expected.entries())
          expect(Math.abs((influence[row] ?? Number.NaN) - one), `row ${row}`).toBeLessThan(
            2e-6 * Math.max(1, Math.abs(one)),
          );
      }
    }
  },
);

test.each(smooth)('the influences on %s (%s), times the weights, add up to 0', (_, task, measure) => {
  for (let seed = 11; seed <= 16; seed++) {
    const cases = drawn(task, seed);
    for (const weights of [null, cases.weights]) {
      const influence = measure.influence?.(cases.labels, answersOf(measure, cases), weights);
      const total = influence?.reduce((all, one, row) => all + (weights?.[row] ?? 1) * one, 0);
      expect(Math.abs(total ?? Number.NaN)).toBeLessThan(1e-10 * ROWS);
    }
  }
});

test('measures without an influence function are those that only resampling can judge', () => {
  const without = MEASURES.filter(({ influence }) => influence === undefined).map(({ name }) => name);
  expect(without).toEqual(['ece', 'ece', 'median_absolute_error']);
});
