import type { Measure } from '#metrics/measure/measure';
import type { Contrast } from './contrast.ts';
import type { Examples } from './examples.ts';
import { fewHits, floorOf } from './floor.ts';
import { judgedByGaps } from './gaps.ts';
import { contrasted, judgedByResampling } from './judged.ts';
import { judgedByShares } from './shares.ts';
import { judgedByInfluence } from './smooth.ts';
import type { Terms } from './terms.ts';

/**
 * candidate - times * baseline, both measured on the same rows in the same order: labels, weights and groups are the
 * candidate's. Proportions of the same rows go by Tango's score interval (at margin 0 by the exact test of McNemar),
 * sums of gaps by limits (gaps.ts), every other measure by the difference of the two influence functions, what has none
 * by the bootstrap.
 */
export function contrastOf(
  measure: Measure,
  candidate: Examples,
  baseline: Examples,
  terms: Terms,
  times = 1,
): Contrast {
  const beside = { ...candidate, answers: baseline.answers };
  return contrasted(measure, candidate, beside, times, ({ one, other, values, difference, footing }) => ({
    judged:
      judgedByShares(measure, one, other, times) ??
      judgedByGaps(measure, one, other, times, footing) ??
      judgedByInfluence(measure, one, other, times, values, footing) ??
      judgedByResampling(measure, one, other, times, difference, terms.seed),
    open: floorOf(measure, 'paired', footing, terms) ?? fewHits(measure, [one, other]),
  }));
}
