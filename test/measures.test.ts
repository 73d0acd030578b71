import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { machineEnvironment } from '#harness/bundle';
import { pythonEnvironment } from '#harness/python';
import { MEASURES, measureAll } from '#metrics/measure/measures';
import type { Task } from '#metrics/measurement';

/** Predictions, and what scikit-learn says of them: see python/measures.py. Of many classes or labels: a list each. */
interface Case {
  readonly task: Task;
  readonly name: string;
  readonly labels: readonly (number | readonly number[])[];
  readonly predictions: readonly (number | readonly number[])[] | null;
  readonly scores: readonly (number | readonly number[])[] | null;
  readonly weights: readonly number[] | null;
  readonly groups: readonly number[] | null;
  readonly expected: Readonly<Record<string, number | null>>;
}

const EACH = 200;
const TASKS = ['binary', 'multiclass', 'multilabel', 'regression', 'ranking', 'text'] as const;
const FIRST_ROWS = ['ndcg', 'map', 'mrr', 'precision', 'recall'].flatMap((name) => [
  `${name}@2`,
  `${name}@3`,
]);
const names = [...MEASURES.map(({ name }) => name), ...FIRST_ROWS];
let cases: readonly Case[] = [];

beforeAll(async () => {
  const python = await pythonEnvironment('measures', ['scikit-learn==1.9.1', 'numpy==2.4.6']);
  const script = join(import.meta.dirname, 'python/measures.py');
  const options = { env: machineEnvironment(), encoding: 'utf8', maxBuffer: 1e9 } as const;
  cases = JSON.parse(execFileSync(python, [script, String(EACH)], options));
}, 300_000);

function measured({ task, labels, predictions, scores, weights, groups }: Case) {
  const width = task === 'multilabel' ? labels.length : 1;
  const own = Float64Array.from(labels.flat());
  const all = {
    task,
    rows: own.length / width,
    cases: {
      labels: own,
      predictions: predictions === null ? null : Float64Array.from(predictions.flat()),
      scores: scores === null ? null : Float64Array.from(scores.flat()),
      ...(width === 1 ? {} : { width }),
      ...(groups === null ? {} : { groups: Int32Array.from(groups) }),
      ...(weights === null ? {} : { weights: Float64Array.from(weights) }),
    },
    ids: null,
    slices: new Map(),
    flaws: [],
    notes: [],
  };
  return measureAll(all, [], names).measurements;
}

test.each(TASKS.map((task) => [task] as const))(
  'scikit-learn says the same of every measure of a %s task, within 1e-12',
  (task) => {
    const own = cases.filter((one) => one.task === task);
    expect(own.length).toBe(EACH);
    const compared = new Map<string, number>();
    const wrong: string[] = [];
    for (const one of own) {
      const measurements = measured(one);
      expect(measurements.map(({ metric }) => metric).sort()).toEqual(Object.keys(one.expected).sort());
      for (const { metric, value, undefinedBecause } of measurements) {
        const said = one.expected[metric] ?? null;
        if (said !== null) compared.set(metric, (compared.get(metric) ?? 0) + 1);
        const right =
          said === null
            ? Number.isNaN(value) && undefinedBecause !== undefined
            : Math.abs(value - said) <= 1e-12 * Math.max(1, Math.abs(said));
        if (!right) wrong.push(`${one.name}: ${metric} is ${value} (${undefinedBecause}), not ${said}`);
      }
    }
    expect(wrong).toEqual([]);
    const ofTask = MEASURES.filter(({ tasks }) => tasks.includes(task));
    for (const { name } of ofTask) expect(compared.get(name) ?? 0, name).toBeGreaterThan(EACH / 10);
  },
);

test('the page on measures lists each with the side that is better, and marks what reports show', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/metrics.md'), 'utf8');
  const listed = page
    .split('\n## ')
    .flatMap((chapter) =>
      [...chapter.matchAll(/^\| (`[^|]*`) \| (yes)? *\| (higher|lower) \|/gm)].flatMap(
        ([, cell, shown, better]) =>
          [...(cell ?? '').matchAll(/`([\w@]+)`/g)].map(
            ([, name]) => `${chapter.split('\n')[0]?.toLowerCase()} ${name} ${better} ${shown ?? ''}`,
          ),
      ),
    );
  const shown = (task: Task) => {
    const rows = Float64Array.of(0, 1);
    const predictions = { labels: rows, predictions: rows, scores: rows };
    const all = { task, rows: 2, cases: predictions, ids: null, slices: new Map(), flaws: [], notes: [] };
    return new Set(measureAll(all).measurements.map(({ metric }) => metric));
  };
  const there = MEASURES.flatMap(({ name, tasks, direction }) =>
    TASKS.filter((task) => tasks.includes(task)).map(
      (task) => `${task} ${name} ${direction.split('-')[0]} ${shown(task).has(name) ? 'yes' : ''}`,
    ),
  );
  expect(listed.sort()).toEqual(there.sort());
});

test('every value lies in the range that the measure states', () => {
  for (const one of cases)
    for (const { metric, value } of measured(one)) {
      const measure = MEASURES.find(({ name, tasks }) => name === metric && tasks.includes(one.task));
      if (Number.isNaN(value) || measure === undefined) continue;
      expect(value, metric).toBeGreaterThanOrEqual(measure.range[0] - 1e-12);
      expect(value, metric).toBeLessThanOrEqual(measure.range[1] + 1e-12);
    }
});
