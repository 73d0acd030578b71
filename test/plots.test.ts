import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { machineEnvironment } from '#harness/bundle';
import { pythonEnvironment } from '#harness/python';
import type { Task } from '#metrics/measurement';
import { type Plots, plotsOf } from '#metrics/plot/plots';
import { MOST, type Point } from '#metrics/plot/trace';

type Rows = readonly number[];
type Pairs = readonly (readonly [number, number])[];

/** Predictions, and what scikit-learn and numpy draw of them: see python/plots.py. */
interface Case {
  readonly labels: Rows;
  readonly predictions: Rows;
  readonly scores?: Rows | readonly Rows[];
  readonly weights: Rows | null;
  readonly roc: Pairs;
  readonly auc: number;
  readonly pr: Pairs;
  readonly ap: number;
  readonly calibration: Pairs;
  readonly confusion: readonly Rows[];
  readonly positive: Rows;
  readonly negative: Rows;
}

const script = join(import.meta.dirname, 'python/plots.py');
const options = { env: machineEnvironment(), encoding: 'utf8', maxBuffer: 1e9 } as const;
let python = '';
let cases: Readonly<Record<string, Case>> = {};

beforeAll(async () => {
  python = await pythonEnvironment('measures', ['scikit-learn==1.9.1', 'numpy==2.4.6']);
  cases = JSON.parse(execFileSync(python, [script], options));
}, 300_000);

function caseOf(name: string): Case {
  const found = cases[name];
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return found;
}

function drawn(name: string, task: Task): Plots {
  const { labels, predictions, scores, weights } = caseOf(name);
  const classes =
    task === 'multiclass' ? Array.from({ length: scores?.length ?? 0 }, (_, at) => `c${at}`) : null;
  const plots = plotsOf(
    {
      task,
      rows: labels.length,
      cases: {
        labels: Float64Array.from(labels),
        predictions: Float64Array.from(predictions),
        scores: scores === undefined ? null : Float64Array.from(scores.flat()),
        ...(weights === null ? {} : { weights: Float64Array.from(weights) }),
      },
      ...(classes === null ? {} : { classes }),
      ids: null,
      slices: new Map(),
      flaws: [],
      notes: [],
    },
    null,
  );
  if (plots === null) throw new Error('nothing was drawn');
  return plots;
}

/** How far a point lies from a line through others. */
function away([x, y]: Point, line: readonly Point[]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let at = 1; at < line.length; at++) {
    const [[fromX, fromY] = [0, 0], [toX, toY] = [0, 0]] = [line[at - 1], line[at]];
    const [along, up] = [toX - fromX, toY - fromY];
    const square = along * along + up * up;
    const share = square === 0 ? 0 : ((x - fromX) * along + (y - fromY) * up) / square;
    const inside = Math.max(0, Math.min(1, share));
    nearest = Math.min(nearest, Math.hypot(x - fromX - inside * along, y - fromY - inside * up));
  }
  return nearest;
}

const BINARY = [
  ['few rows', 1e-5],
  ['few rows with weights', 1e-5],
  ['many rows', 0.002],
  ['many rows with weights and ties', 0.002],
] as const;

test.each(BINARY)('%s: the ROC curve is that of scikit-learn, at most %f beside it', (name, most) => {
  const { roc, auc } = caseOf(name);
  const { points = [], area } = drawn(name, 'binary').candidate.roc ?? {};
  expect(points.length).toBeLessThanOrEqual(MOST);
  expect([points[0], points.at(-1)]).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect(area).toBeCloseTo(auc, 5);
  for (const point of points) expect(away(point, roc)).toBeLessThan(1e-5);
  for (const point of roc) expect(away(point, points)).toBeLessThan(most);
});

test.each(BINARY)(
  '%s: the precision-recall curve is that of scikit-learn, nearly %f beside it',
  (name, most) => {
    const { pr, ap, labels, weights } = caseOf(name);
    const { points = [], average, baseRate } = drawn(name, 'binary').candidate.precisionRecall ?? {};
    expect(points.length).toBeLessThanOrEqual(MOST);
    expect(average).toBeCloseTo(ap, 5);
    const heavy = weights ?? labels.map(() => 1);
    const sum = (of: (at: number) => number) => labels.reduce((all, _, at) => all + of(at), 0);
    expect(baseRate).toBeCloseTo(
      sum((at) => (labels[at] ?? 0) * (heavy[at] ?? 0)) / sum((at) => heavy[at] ?? 0),
      5,
    );
    // precision leaps at the first few rows, where a step is worth many points
    const steps = pr.flatMap(([recall, precision], at): Point[] => [
      [pr[at - 1]?.[0] ?? recall, precision],
      [recall, precision],
    ]);
    for (const point of points) expect(away(point, steps)).toBeLessThan(1e-5);
    for (const point of pr) expect(away(point, points)).toBeLessThan(Math.max(most, 1e-5) * 2);
  },
);

test.each([
  ...BINARY.map(([name]) => [name, 'binary'] as const),
  ['classes', 'multiclass'] as const,
  ['classes with weights', 'multiclass'] as const,
])('%s: the bins of the reliability diagram are those of calibration_curve', (name, task) => {
  const bins = drawn(name, task).candidate.calibration ?? [];
  const { calibration, labels, weights } = caseOf(name);
  expect(bins.length).toBe(calibration.length);
  bins.forEach(({ claimed, observed }, at) => {
    expect(claimed).toBeCloseTo(calibration[at]?.[0] ?? Number.NaN, 5);
    expect(observed).toBeCloseTo(calibration[at]?.[1] ?? Number.NaN, 5);
  });
  const all = (weights ?? labels.map(() => 1)).reduce((sum, one) => sum + one, 0);
  expect(bins.reduce((sum, { weight }) => sum + weight, 0)).toBe(all);
});

test.each(BINARY)('%s: the scores of both classes are counted as numpy.histogram counts them', (name) => {
  const { positive, negative } = caseOf(name);
  const { groups = [] } = drawn(name, 'binary').candidate.scores ?? {};
  expect(groups.map(({ counts }) => counts)).toEqual([positive, negative]);
});

test.each([...BINARY.map(([name]) => [name, 'binary'] as const), ['classes', 'multiclass'] as const])(
  '%s: the confusion matrix is that of scikit-learn',
  (name, task) => {
    expect(drawn(name, task).candidate.confusion).toMatchObject({
      others: 0,
      counts: caseOf(name).confusion,
    });
  },
);

test('of thirty classes the twenty most common are shown, the others are added up', () => {
  const {
    classes = [],
    others,
    counts = [],
  } = drawn('classes with weights', 'multiclass').candidate.confusion ?? {};
  const { confusion } = caseOf('classes with weights');
  expect(others).toBe(10);
  const codes = classes.map((name) => Number(name.slice(1)));
  const rest = confusion.map((_, code) => code).filter((code) => !codes.includes(code));
  const sum = (of: readonly number[], at: readonly number[]) =>
    of.reduce((all, row) => all + at.reduce((own, column) => own + (confusion[row]?.[column] ?? 0), 0), 0);
  const groups = [...codes.map((code) => [code]), rest];
  expect(counts).toEqual(groups.map((row) => groups.map((column) => sum(row, column))));
});

test.each(['values', 'values with weights'])('%s: residuals are counted as numpy counts them', (name) => {
  const { residuals } = drawn(name, 'regression').candidate;
  const { edges = [], predicted = [] } = residuals ?? {};
  const asked = JSON.stringify([{ case: caseOf(name), edges, predicted }]);
  const [said] = JSON.parse(execFileSync(python, [script, 'edges'], { ...options, input: asked }));
  expect(residuals).toMatchObject(said);
  expect(edges.length).toBeLessThan(120);
});
