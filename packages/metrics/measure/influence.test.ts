import { expect, test } from 'vitest';
import { seeded } from '#kit/random';
import { layoutOf } from './cases.ts';
import type { Cases, Measure } from './measure.ts';
import { MEASURES } from './measures.ts';

type Known = 'binary' | 'multiclass' | 'regression';
type Other = 'multilabel' | 'ranking' | 'text';

const CLASSES = { binary: 2, multiclass: 4, regression: 0 } as const;
const ROWS = 60;

/** Labels and answers that agree more often than by chance; scores with many ties; weights from 0.25 on. */
function drawn(
  task: Known,
  seed: number,
  rows = ROWS,
  classes: number = CLASSES[task],
): Required<Omit<Cases, 'groups' | 'keys' | 'width'>> {
  const next = seeded(seed);
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
  const [labels, answers] = [cases.labels.slice(), answersOf(measure, cases).slice()];
  return Number(measure.value(labels, answers, weights, layoutOf(cases)));
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

/** Rows of other shapes: three labels a row, queries of several rows, texts with a mark. */
function drawnOf(task: Other, seed: number): Cases {
  const next = seeded(seed);
  const width = task === 'multilabel' ? 3 : 1;
  const columns = (of: (at: number) => number) =>
    Float64Array.from({ length: ROWS * width }, (_, at) => of(at));
  const labels = columns((at) => (at % ROWS < 2 ? at % 2 : Math.floor(next() * 2)));
  return {
    labels,
    predictions: columns((at) => (next() < 0.7 ? (labels[at] ?? 0) : Math.floor(next() * 2))),
    scores: columns((at) => Math.floor(next() * 6 + 2 * (labels[at] ?? 0)) / 8),
    weights: Float64Array.from({ length: ROWS }, () => 0.25 + Math.floor(next() * 8) / 4),
    ...(width === 1 ? {} : { width }),
    ...(task === 'ranking'
      ? { groups: Int32Array.from({ length: ROWS }, () => Math.floor(next() * 9)) }
      : {}),
  };
}

/** Measures that have an influence function, by task; the ten best of four classes would be all of them. */
const smooth = MEASURES.flatMap((measure) =>
  (['binary', 'multiclass', 'multilabel', 'regression', 'ranking', 'text'] as const)
    .filter((task) => measure.tasks.includes(task) && measure.influence !== undefined)
    .map((task): [string, Known | Other, Measure] => [measure.name, task, measure]),
);

function classesFor(task: Known, { name }: Measure): number {
  return name.startsWith('top') ? 11 : CLASSES[task];
}

function casesFor(task: Known | Other, measure: Measure, seed: number) {
  const cases =
    task === 'multilabel' || task === 'ranking' || task === 'text'
      ? drawnOf(task, seed)
      : drawn(task, seed, ROWS, classesFor(task, measure));
  return { ...cases, weights: cases.weights ?? new Float64Array(ROWS).fill(1) };
}

test.each(smooth)(
  'the influence on %s (%s) is how the value grows with the weight of a row',
  (_, task, measure) => {
    for (let seed = 1; seed <= 3; seed++) {
      const cases = casesFor(task, measure, seed);
      for (const weights of [null, cases.weights]) {
        const influence =
          measure.influence?.(cases.labels, answersOf(measure, cases), weights, layoutOf(cases)) ?? [];
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
    const cases = casesFor(task, measure, seed);
    for (const weights of [null, cases.weights]) {
      const influence = measure.influence?.(
        cases.labels,
        answersOf(measure, cases),
        weights,
        layoutOf(cases),
      );
      const total = influence?.reduce((all, one, row) => all + (weights?.[row] ?? 1) * one, 0);
      expect(Math.abs(total ?? Number.NaN)).toBeLessThan(1e-10 * ROWS);
    }
  }
});

const single = smooth.flatMap(([name, task, measure]): [string, Known, Measure][] =>
  task === 'multilabel' || task === 'ranking' || task === 'text' ? [] : [[name, task, measure]],
);

/** Without weights, the jackknife (Tukey 1958) asks how the value changes where a row is left out. */
test.each(single)('the variance of %s (%s) is about that of the jackknife', (_, task, measure) => {
  const rows = 300;
  const cases = drawn(task, 21, rows, classesFor(task, measure));
  const influence = measure.influence?.(cases.labels, answersOf(measure, cases), null) ?? new Float64Array();
  const ones = new Float64Array(rows).fill(1);
  const without = ones.map((_, row) => measured(measure, cases, ones.with(row, 0)));
  const middle = without.reduce((all, one) => all + one, 0) / rows;
  const jackknife = without.reduce((all, one) => all + (one - middle) ** 2, 0) * ((rows - 1) / rows);
  const variance = influence.reduce((all, one) => all + one ** 2, 0) / rows ** 2;
  expect(variance / jackknife).toBeGreaterThan(0.9);
  expect(variance / jackknife).toBeLessThan(1.05);
});

test('measures without an influence function are those that only resampling can judge', () => {
  const without = MEASURES.filter(({ influence }) => influence === undefined).map(({ name }) => name);
  expect(without).toEqual(['median_absolute_error']);
});
