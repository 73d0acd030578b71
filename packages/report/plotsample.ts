import { seeded } from '#kit/random';
import type { Task } from '#metrics/measurement';
import { type Plots, plotsOf } from '#metrics/plot/plots';
import type { Predictions } from '#metrics/predictions';

/** Predictions as tests of this package draw them; made up, the same in every run. */
const ROWS = 4000;

function predictions(task: Task, cases: Predictions['cases'], classes?: readonly string[]): Predictions {
  const named = classes === undefined ? {} : { classes };
  return { task, rows: ROWS, cases, ...named, ids: null, slices: new Map(), flaws: [], notes: [] };
}

function column(of: (row: number) => number): Float64Array {
  return Float64Array.from({ length: ROWS }, (_, row) => of(row));
}

function binary(seed: number, skill: number): Predictions {
  const [chance, noise] = [seeded(1), seeded(seed)];
  const labels = column(() => (chance() < 0.25 ? 1 : 0));
  const scores = labels.map((label) => Math.min(1, 0.6 * noise() * noise() + skill * label * noise()));
  return predictions('binary', { labels, scores, predictions: scores.map((one) => (one >= 0.5 ? 1 : 0)) });
}

const KINDS = ['on time', 'late', 'very late', 'diverted', 'cancelled'];

function multiclass(seed: number, skill: number): Predictions {
  const [chance, noise] = [seeded(2), seeded(seed)];
  const labels = column(() => Math.min(KINDS.length - 1, Math.floor(chance() ** 2 * KINDS.length)));
  const raw = KINDS.map((_, kind) => labels.map((label) => noise() + (label === kind ? skill : 0)));
  const sums = column((row) => raw.reduce((sum, own) => sum + (own[row] ?? 0), 0));
  const scores = Float64Array.from(raw.flatMap((own) => [...own.map((one, row) => one / (sums[row] ?? 1))]));
  const best = column((row) =>
    raw.reduce((top, own, kind) => ((own[row] ?? 0) > (raw[top]?.[row] ?? 0) ? kind : top), 0),
  );
  return predictions('multiclass', { labels, scores, predictions: best }, KINDS);
}

function regression(seed: number, spread: number): Predictions {
  const [chance, noise] = [seeded(3), seeded(seed)];
  const guessed = column(() => 5 + 60 * chance() * chance());
  const labels = guessed.map(
    (one) => one + spread * (noise() + noise() + noise() - 1.45) + 0.002 * one * one,
  );
  return predictions('regression', { labels, predictions: guessed, scores: null });
}

const SEEDS = { binary, multiclass, regression } as const;

/** What is drawn of a task, with a baseline or without. */
export function plotSample(task: keyof typeof SEEDS, judged = true): Plots {
  const of = SEEDS[task];
  const plots = plotsOf(
    of(11, task === 'regression' ? 12 : 0.5),
    judged ? of(12, task === 'regression' ? 16 : 0.35) : null,
  );
  if (plots === null) throw new Error('the sample has something to draw');
  return plots;
}
