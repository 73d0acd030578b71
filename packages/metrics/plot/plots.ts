import { URI } from '#record/vocabulary';
import { areProbabilities } from '../answers.ts';
import { highestClaims } from '../measure/calibration.ts';
import type { Task } from '../measurement.ts';
import type { Predictions } from '../predictions.ts';
import { edgesOf } from './bins.ts';
import { type ConfusionMatrix, confusionClasses, confusionMatrix } from './confusion.ts';
import { type PrecisionRecall, precisionRecall } from './precisionrecall.ts';
import { type ReliabilityBin, reliability } from './reliability.ts';
import { type Residuals, residualSpread, residualsOf } from './residuals.ts';
import { type RocCurve, rocCurve } from './roc.ts';
import { PROBABILITY_EDGES, type ScoreSpread, scoreSpread } from './scores.ts';

/** What can be drawn of one model's predictions: sums over rows, never a row. */
export interface Portrait {
  readonly roc?: RocCurve | undefined;
  readonly precisionRecall?: PrecisionRecall | undefined;
  readonly calibration?: readonly ReliabilityBin[] | undefined;
  readonly scores?: ScoreSpread | undefined;
  readonly confusion?: ConfusionMatrix | undefined;
  readonly residuals?: Residuals | undefined;
}

/** The content of `plots.json`: all that a report draws of predictions, so that it can be drawn without them. */
export interface Plots {
  readonly schema: string;
  readonly task: Task;
  readonly weighted: boolean;
  readonly candidate: Portrait;
  /** null: there is none that can be compared */
  readonly baseline: Portrait | null;
}

/**
 * Plots of the candidate beside the baseline on the same bins; numbers with six figures. Null where there is nothing to
 * draw: a task without plots, or rows that cannot be judged (the verdict is an error then and says why).
 */
export function plotsOf(candidate: Predictions, baseline: Predictions | null): Plots | null {
  const sides = [candidate, ...(baseline === null ? [] : [baseline])];
  const [own = null, other = null] = portraits(candidate.task, sides.map(usable));
  if (own === null || Object.keys(own).length === 0) return null;
  const weighted = candidate.cases.weights !== undefined;
  return sixFigures({ schema: URI.plots, task: candidate.task, weighted, candidate: own, baseline: other });
}

/** Null: it holds values that are no numbers, or no rows that count. */
function usable(predictions: Predictions): Predictions | null {
  const { flaws, rows, cases } = predictions;
  const weightless = cases.weights?.every((weight) => weight === 0) ?? false;
  return flaws.length > 0 || rows === 0 || weightless ? null : predictions;
}

function portraits(task: Task, sides: readonly (Predictions | null)[]): (Portrait | null)[] {
  switch (task) {
    case 'binary':
      return binary(sides);
    case 'multiclass':
      return multiclass(sides);
    case 'regression':
      return regression(sides);
    case 'multilabel':
    case 'ranking':
    case 'text':
      return [];
  }
}

type Sides = readonly (Predictions | null)[];

function binary(sides: Sides): (Portrait | null)[] {
  const scores = sides.flatMap((side) => side?.cases.scores ?? []);
  const probable = scores.every(areProbabilities);
  const edges = probable ? PROBABILITY_EDGES : edgesOf(scores);
  const matrices = confusions(sides, ['negative', 'positive']);
  return sides.map((side, at) => {
    if (side === null) return null;
    const { labels, scores: own, weights = null } = side.cases;
    const matrix = matrices[at] ?? null;
    if (own === null) return present({ confusion: matrix });
    return present({
      roc: rocCurve(labels, own, weights),
      precisionRecall: precisionRecall(labels, own, weights),
      calibration: probable ? reliability(labels, own, weights) : null,
      scores: edges === null ? null : scoreSpread(edges, labels, own, weights, ['positive', 'negative']),
      confusion: matrix,
    });
  });
}

function multiclass(sides: Sides): (Portrait | null)[] {
  const matrices = confusions(sides, []);
  return sides.map((side, at) => {
    if (side === null) return null;
    const { labels, scores, weights = null } = side.cases;
    const matrix = matrices[at] ?? null;
    if (scores === null || !areProbabilities(scores)) return present({ confusion: matrix });
    const { probabilities, outcomes } = highestClaims(labels, scores);
    const names = ['right', 'wrong'] as const;
    return present({
      calibration: reliability(outcomes, probabilities, weights),
      scores: scoreSpread(PROBABILITY_EDGES, outcomes, probabilities, weights, names),
      confusion: matrix,
    });
  });
}

function confusions(sides: Sides, names: readonly string[]): (ConfusionMatrix | null)[] {
  const first = sides[0]?.cases;
  if (first === undefined || first.predictions === null) return [];
  const { labels, predictions, weights = null } = first;
  const classes = confusionClasses(sides[0]?.classes ?? names, labels, predictions, weights);
  return sides.map((side) => {
    if (side === null || side.cases.predictions === null) return null;
    const { labels, predictions, weights = null } = side.cases;
    return confusionMatrix(classes, side.classes ?? names, labels, predictions, weights);
  });
}

function regression(sides: Sides): (Portrait | null)[] {
  const told = sides.map((side) => {
    if (side === null || side.cases.predictions === null) return null;
    const { labels, predictions, weights = null } = side.cases;
    return { predictions, weights, residuals: residualsOf(labels, predictions) };
  });
  const there = told.filter((one) => one !== null);
  const residual = edgesOf(there.map(({ residuals }) => residuals));
  const predicted = edgesOf(there.map(({ predictions }) => predictions));
  return told.map((one) => {
    if (one === null || residual === null || predicted === null) return null;
    const edges = { residual, predicted };
    return { residuals: residualSpread(edges, one.residuals, one.predictions, one.weights) };
  });
}

/** Those that there are. */
function present(all: { readonly [Name in keyof Portrait]?: Portrait[Name] | null }): Portrait {
  return Object.fromEntries(Object.entries(all).filter(([, plot]) => plot !== null));
}

/** More figures would show nowhere, and make the file several times as long. Whole numbers stay. */
function sixFigures(plots: Plots): Plots {
  return JSON.parse(
    JSON.stringify(plots, (_, value: unknown) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value,
    ),
  );
}
