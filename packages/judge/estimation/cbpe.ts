import { type Chunk, type Chunking, chunksOf, TEN } from '../chunk.ts';
import { type Limits, limitsOf } from '../limit.ts';
import type { Decision } from '../verdict.ts';
import { type Calibration, calibrationOf } from './calibration.ts';
import { assumptionsOf, decided } from './conclusion.ts';
import {
  ESTIMATED,
  ESTIMATED_OF_MANY,
  type Estimated,
  expectedOf,
  expectedOfMany,
  type OfMany,
  type OfTwo,
  type Unlabelled,
} from './expected.ts';
import { calibrationOfMany } from './manycalibration.ts';
import { labelledOne, realisedOf, realisedOfMany } from './realised.ts';
import { type Labelled, samplingErrors, samplingErrorsOfMany } from './sampling.ts';

const ERRORS = 3;
const SHARE: Limits = { lower: 0, upper: 1 };

/** An estimate with its band of 3 sampling errors. */
interface Band {
  readonly value: number;
  readonly error: number;
  readonly lower: number;
  readonly upper: number;
  /** on which side of the limits it lies */
  readonly alert: 'below' | 'above' | null;
}

export interface Estimate extends Band {
  readonly metric: Estimated;
  /** mean -+ 3 standard deviations of what was realised over the chunks of the reference */
  readonly limits: Limits;
  /** on the whole reference: what was, and what would have been estimated */
  readonly reference: { readonly realised: number; readonly estimated: number; readonly holds: boolean };
  readonly chunks: readonly (Band & { readonly chunk: Chunk })[];
}

export interface Estimation {
  readonly decision: Decision;
  readonly reason: string;
  readonly assumptions: readonly string[];
  readonly rows: { readonly reference: number; readonly current: number };
  readonly calibration: Omit<Calibration, 'calibrator'>;
  readonly estimates: readonly Estimate[];
}

/** How both sides are cut: by default each into ten. */
interface Cut {
  readonly reference?: Chunking;
  readonly current?: Chunking;
}

/** What is estimated: all that can be where nothing is said. */
export interface Asked<M extends Estimated = OfTwo> extends Cut {
  readonly metrics?: readonly M[];
}

type Rows = Omit<Unlabelled, 'chances'>;

/** What is known of the reference: how scores become chances, and what each measure comes to. */
interface Known<M extends Estimated> {
  readonly calibration: Omit<Calibration, 'calibrator'>;
  chances(scores: Float64Array): Float64Array;
  expected(rows: Unlabelled): Record<M, number>;
  realised(metric: M, rows: Labelled): number;
  error(metric: M, rows: number): number;
}

/**
 * Performance of a binary classifier where labels are not there yet: confidence-based performance estimation (CBPE)
 * of NannyML (judge.md 7.2). Scores are calibrated on the labelled reference where that makes them better; limits come
 * from the reference's chunks. Rows are in order of time and without gaps. Mistake: too few rows for the chunks.
 */
export function estimated(reference: Labelled, current: Rows, asked: Asked = {}): Estimation {
  const { calibrator, ...calibration } = calibrationOf(reference.scores, reference.labels);
  const known = {
    calibration,
    chances: calibrator,
    expected: expectedOf,
    realised: realisedOf,
    error: samplingErrors(reference),
  };
  return told(known, reference, current, asked.metrics ?? ESTIMATED, asked);
}

/**
 * The same of many classes, whose names are given in the order of their columns of scores: each class is calibrated
 * against all others, the chances of a row are made to add up to 1, and measures are means over the classes.
 */
export function estimatedOfMany(
  reference: Labelled,
  current: Rows,
  classes: readonly string[],
  asked: Asked<OfMany> = {},
): Estimation {
  const each = classes.map((_, at) => labelledOne(reference, at));
  const known = {
    ...calibrationOfMany(each, classes),
    expected: (rows: Unlabelled) => expectedOfMany(rows, classes.length),
    realised: (metric: OfMany, rows: Labelled) => realisedOfMany(metric, rows, classes.length),
    error: samplingErrorsOfMany(each),
  };
  return told(known, reference, current, asked.metrics ?? ESTIMATED_OF_MANY, asked);
}

function told<M extends Estimated>(
  known: Known<M>,
  reference: Labelled,
  current: Rows,
  metrics: readonly M[],
  cut: Cut,
): Estimation {
  const before = { ...reference, chances: known.chances(reference.scores) };
  const now = { ...current, chances: known.chances(current.scores), labels: new Float64Array() };
  const rows = { reference: before.predictions.length, current: now.predictions.length };
  const parts = chunksOf(rows.reference, cut.reference ?? TEN).map((chunk) => part(before, chunk));
  const chunks = chunksOf(rows.current, cut.current ?? TEN).map((chunk) => ({
    chunk,
    rows: chunk.to - chunk.from,
    values: known.expected(part(now, chunk)),
  }));
  const [was, is] = [known.expected(before), known.expected(now)];
  const estimates = metrics.map((metric): Estimate => {
    const limits = limitsOf(
      parts.map((one) => known.realised(metric, one)),
      SHARE,
    );
    const band = (value: number, count: number) => bandOf(value, known.error(metric, count), limits);
    const realised = known.realised(metric, reference);
    const beside = band(was[metric], rows.reference);
    return {
      metric,
      ...band(is[metric], rows.current),
      limits,
      reference: {
        realised,
        estimated: beside.value,
        holds: realised >= beside.lower && realised <= beside.upper,
      },
      chunks: chunks.map((one) => ({ chunk: one.chunk, ...band(one.values[metric], one.rows) })),
    };
  });
  const { calibration } = known;
  return {
    ...decided(estimates, calibration, rows),
    assumptions: assumptionsOf(calibration),
    rows,
    calibration,
    estimates,
  };
}

/** Some of the rows, of every column of scores. */
function part(
  { scores, predictions, chances, labels }: Unlabelled & { readonly labels: Float64Array },
  { from, to }: Chunk,
) {
  const n = predictions.length;
  const ofEach = (values: Float64Array) =>
    values.length === n ? values.subarray(from, to) : values.filter((_, at) => at % n >= from && at % n < to);
  const own = (values: Float64Array) => values.subarray(from, to);
  return {
    scores: ofEach(scores),
    predictions: own(predictions),
    chances: ofEach(chances),
    labels: own(labels),
  };
}

function bandOf(value: number, error: number, { lower, upper }: Limits): Band {
  const below = lower !== null && value < lower;
  const above = upper !== null && value > upper;
  return {
    value,
    error,
    lower: Math.max(0, value - ERRORS * error),
    upper: Math.min(1, value + ERRORS * error),
    alert: below ? 'below' : above ? 'above' : null,
  };
}
