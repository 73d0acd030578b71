import { type Chunk, type Chunking, chunksOf, TEN } from '../chunk.ts';
import { type Limits, limitsOf } from '../limit.ts';
import type { Decision } from '../verdict.ts';
import { type Calibration, calibrationOf } from './calibration.ts';
import { assumptionsOf, decided } from './conclusion.ts';
import { ESTIMATED, type Estimated, expectedOf, type Unlabelled } from './expected.ts';
import { realisedOf } from './realised.ts';
import { type Labelled, samplingErrors } from './sampling.ts';

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

/** What is estimated, and how both sides are cut: by default each into ten. */
export interface Asked {
  readonly metrics?: readonly Estimated[];
  readonly reference?: Chunking;
  readonly current?: Chunking;
}

/**
 * Performance of a binary classifier where labels are not there yet: confidence-based performance estimation (CBPE)
 * of NannyML (judge.md 7.2). Scores are calibrated on the labelled reference where that makes them better; limits come
 * from the reference's chunks. Rows are in order of time and without gaps. Mistake: too few rows for the chunks.
 */
export function estimated(
  reference: Labelled,
  current: Omit<Unlabelled, 'chances'>,
  asked: Asked = {},
): Estimation {
  const { calibrator, ...calibration } = calibrationOf(reference.scores, reference.labels);
  const errorOf = samplingErrors(reference);
  const before = { ...reference, chances: calibrator(reference.scores) };
  const now = { ...current, chances: calibrator(current.scores) };
  const known = chunksOf(before.scores.length, asked.reference ?? TEN).map((chunk) => part(before, chunk));
  const chunks = chunksOf(now.scores.length, asked.current ?? TEN).map((chunk) => ({
    chunk,
    rows: chunk.to - chunk.from,
    values: expectedOf(part(now, chunk)),
  }));
  const [was, is] = [expectedOf(before), expectedOf(now)];
  const estimates = (asked.metrics ?? ESTIMATED).map((metric): Estimate => {
    const limits = limitsOf(
      known.map((rows) => realisedOf(metric, rows)),
      SHARE,
    );
    const band = (value: number, rows: number) => bandOf(value, errorOf(metric, rows), limits);
    const realised = realisedOf(metric, reference);
    const beside = band(was[metric], before.scores.length);
    return {
      metric,
      ...band(is[metric], now.scores.length),
      limits,
      reference: {
        realised,
        estimated: beside.value,
        holds: realised >= beside.lower && realised <= beside.upper,
      },
      chunks: chunks.map(({ chunk, rows, values }) => ({ chunk, ...band(values[metric], rows) })),
    };
  });
  const rows = { reference: before.scores.length, current: now.scores.length };
  return {
    ...decided(estimates, calibration, rows),
    assumptions: assumptionsOf(calibration),
    rows,
    calibration,
    estimates,
  };
}

function part<R extends Unlabelled & { readonly labels?: Float64Array }>(rows: R, { from, to }: Chunk) {
  const { scores, predictions, chances, labels = new Float64Array() } = rows;
  const of = (values: Float64Array) => values.subarray(from, to);
  return { scores: of(scores), predictions: of(predictions), chances: of(chances), labels: of(labels) };
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
