import type { Weights } from '../measure/measure.ts';
import { Bins } from './bins.ts';

/** How the scores of rows of one kind spread: what the rows of each bin weigh. */
export interface ScoreGroup {
  readonly name: string;
  readonly counts: readonly number[];
}

export interface ScoreSpread {
  readonly edges: readonly number[];
  readonly groups: readonly ScoreGroup[];
}

/** Bins of a probability: 20 from 0 to 1. */
export const PROBABILITY_EDGES: readonly number[] = Array.from({ length: 21 }, (_, at) => at / 20);

/**
 * The scores of rows where `flags` is 1, and of the others, each under its name (numpy.histogram); what lies beyond the
 * edges is in the outermost bins.
 */
export function scoreSpread(
  edges: readonly number[],
  flags: Float64Array,
  scores: Float64Array,
  weights: Weights,
  [yes, no]: readonly [string, string],
): ScoreSpread {
  const [bins, within] = [edges.length - 1, new Bins(edges)];
  const counts = new Float64Array(2 * bins);
  for (let row = 0; row < scores.length; row++) {
    const at = within.at(scores[row] ?? 0) + (flags[row] === 1 ? 0 : bins);
    counts[at] = (counts[at] ?? 0) + (weights === null ? 1 : (weights[row] ?? 0));
  }
  const groups = [
    { name: yes, counts: [...counts.subarray(0, bins)] },
    { name: no, counts: [...counts.subarray(bins)] },
  ];
  return { edges, groups };
}
