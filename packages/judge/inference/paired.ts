import type { Measure } from '#metrics/measure/measure';
import type { Contrast } from './contrast.ts';
import type { Examples } from './examples.ts';
import { fewHits, floorOf } from './floor.ts';
import { judgedByResampling, judgedContrast, lesser, undefinedContrast } from './judged.ts';
import { footingOf, plain, valued } from './rows.ts';
import { judgedByShares } from './shares.ts';
import { judgedByInfluence } from './smooth.ts';
import type { Terms } from './terms.ts';

/**
 * candidate - times * baseline, both measured on the same rows in the same order: labels, weights and groups are the
 * candidate's. Proportions of the same rows go by Tango's score interval (at margin 0 by the exact test of McNemar),
 * every other measure by the difference of the two influence functions, what has none by the bootstrap.
 */
export function contrastOf(
  measure: Measure,
  candidate: Examples,
  baseline: Examples,
  terms: Terms,
  times = 1,
): Contrast {
  const one = plain(measure, candidate);
  const other = plain(measure, { ...candidate, answers: baseline.answers });
  const [mine, theirs] = [valued(measure, one), valued(measure, other)];
  if (typeof mine !== 'number') return undefinedContrast(mine.because, times);
  if (typeof theirs !== 'number') return undefinedContrast(`baseline: ${theirs.because}`, times);
  const footing = lesser(footingOf(measure, one), footingOf(measure, other));
  const difference = mine - times * theirs;
  const judged =
    judgedByShares(measure, one, other, times) ??
    judgedByInfluence(measure, one, other, times, [mine, theirs], footing) ??
    judgedByResampling(measure, one, other, times, difference, terms.seed);
  const { n, noun } = footing;
  const open = floorOf(measure, 'paired', footing, terms) ?? fewHits(measure, [one, other]);
  return judgedContrast({ candidate: mine, baseline: theirs, times, difference, n, noun, open }, judged);
}
