import type { Confusion } from './confusion.ts';

/**
 * A measure of one class: found, times a number, over labelled and predicted, each times a number. So are precision,
 * recall and F.
 */
export interface Ratio {
  readonly found: number;
  readonly labelled: number;
  readonly predicted: number;
}

/** Of the rows taken for the class, the share that is of it. */
export const PRECISION: Ratio = { found: 1, labelled: 0, predicted: 1 };

/** Of the rows of the class, the share that was found. */
export const RECALL: Ratio = { found: 1, labelled: 1, predicted: 0 };

/** Weighted harmonic mean of both, recall counting `beta` times as much as precision (van Rijsbergen 1979). */
export function fRatio(beta: number): Ratio {
  const square = beta ** 2;
  return { found: 1 + square, labelled: square, predicted: 1 };
}

/** NaN where nothing stands below the line. */
export function ratioOf(ratio: Ratio, of: Confusion): number {
  return (ratio.found * of.found) / (ratio.labelled * of.labelled + ratio.predicted * of.predicted);
}

/** How the ratio grows with each of the counts of its class; not at all where it has no value. */
export function slopesOf(ratio: Ratio, of: Confusion): Confusion {
  const below = ratio.labelled * of.labelled + ratio.predicted * of.predicted;
  if (below === 0) return NO_SLOPES;
  const value = (ratio.found * of.found) / below;
  return {
    found: ratio.found / below,
    labelled: (-value * ratio.labelled) / below,
    predicted: (-value * ratio.predicted) / below,
  };
}

export const NO_SLOPES: Confusion = { found: 0, labelled: 0, predicted: 0 };
