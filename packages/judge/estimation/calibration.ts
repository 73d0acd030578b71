import { rocAuc } from '#metrics/measure/auc';
import { ascending } from '#metrics/order';
import { foldsOf } from './folds.ts';
import { type Calibrator, isotonic } from './isotonic.ts';

const BINS = 10;
const FOLDS = 10;
const HELD_OUT = 0.1;
/** scikit-learn's and NannyML's; where it is another, other rows are held out. */
const SEED = 42;
/** With a higher ROC AUC there is nothing to learn of probabilities in between. */
const SEPARATED = 0.999;
/** Fewer rows of a class cannot be split. */
const LEAST = 10;

/** Whether scores are probabilities as they are, tried on rows held out. */
export interface Calibration {
  readonly calibrator: Calibrator;
  readonly calibrated: boolean;
  /** expected calibration error on rows held out, as they are and after isotonic regression; null: not tried */
  readonly error: { readonly before: number; readonly after: number } | null;
  /** why it was not tried */
  readonly because?: string;
}

const AS_IT_IS: Calibrator = (scores) => scores;

/**
 * Isotonic regression where it makes the expected calibration error smaller on 10 stratified splits of 10 % (NannyML's
 * rule, judge.md 7.2). Not tried where one class is missing or too rare, or the scores separate the classes.
 */
export function calibrationOf(scores: Float64Array, labels: Float64Array): Calibration {
  const because = reasonNotToTry(scores, labels);
  if (because !== null) return { calibrator: AS_IT_IS, calibrated: false, error: null, because };
  const [held, before, after]: [Float64Array[], Float64Array[], Float64Array[]] = [[], [], []];
  const order = ascending(scores);
  for (const { learn, check } of foldsOf(labels, FOLDS, HELD_OUT, SEED)) {
    const of = (values: Float64Array, rows: Uint32Array) =>
      Float64Array.from(rows, (row) => values[row] ?? 0);
    const learned = new Uint8Array(scores.length);
    for (const row of learn) learned[row] = 1;
    const calibrator = isotonic(
      scores,
      labels,
      order.filter((row) => learned[row] === 1),
    );
    const raw = of(scores, check);
    held.push(of(labels, check));
    before.push(raw);
    after.push(calibrator(raw));
  }
  const truth = joined(held);
  const errorOf = (values: readonly Float64Array[]) => expectedError(joined(values), truth);
  const error = { before: errorOf(before), after: errorOf(after) };
  const calibrated = error.before > error.after;
  return { calibrator: calibrated ? isotonic(scores, labels, order) : AS_IT_IS, calibrated, error };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function reasonNotToTry(scores: Float64Array, labels: Float64Array): string | null {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const rarer = Math.min(positives, labels.length - positives);
  if (rarer < LEAST) return `the reference has ${rarer} rows of one class: ${LEAST} are the least`;
  const area = rocAuc.value(labels, scores);
  return typeof area === 'number' && area > SEPARATED
    ? `the scores of the reference separate the classes (${rocAuc.name} ${area.toFixed(4)})`
    : null;
}

/** Mean gap between mean score and share of positives over bins of equally many rows, by rising score. */
function expectedError(scores: Float64Array, labels: Float64Array): number {
  const n = scores.length;
  const order = ascending(scores);
  const edges = edgesOf(n);
  return edges.slice(1).reduce((error, to, bin) => {
    let gap = 0;
    for (const row of order.subarray(edges[bin], to)) gap += (scores[row] ?? 0) - (labels[row] ?? 0);
    return error + Math.abs(gap) / n;
  }, 0);
}

/** Bins of n / 10 rows, rounded down; the last edge is moved to the end, so that there may be one bin more. */
function edgesOf(rows: number): number[] {
  const bins = rows <= 2 * BINS ? Math.max(1, Math.floor(rows / 2)) : BINS;
  const width = Math.floor(rows / bins);
  const edges = Array.from({ length: Math.floor(rows / width) + 1 }, (_, at) => at * width);
  return [...edges.slice(0, -1), rows];
}
