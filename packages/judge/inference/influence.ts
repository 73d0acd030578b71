import { layoutOf, rowsIn } from '#metrics/measure/cases';
import type { Condensed } from '#metrics/measure/condensed';
import type { Levels } from '#metrics/measure/levels';
import { type Measure, type OfLevels, PLAIN, type Powers, type Weights } from '#metrics/measure/measure';
import { weightOf } from '#metrics/measure/sum';
import type { Examples } from './examples.ts';
import { type Footing, isArea } from './floor.ts';
import { placesOf } from './rows.ts';
import { type Spread, spreadOf, spreadOfParts, spreadOfPowers, wider } from './spread.ts';

/** How far each row pulls the value: weight * influence / all weight. Null where the measure has no influence function. */
export function pullsOf(measure: Measure, examples: Examples): Float64Array | null {
  const { labels, answers, weights } = examples;
  const influence = measure.influence?.(labels, answers, weights, layoutOf(examples));
  if (influence === undefined) return null;
  const all = weightOf(rowsIn(examples), weights);
  const pulls = new Float64Array(influence.length);
  for (let row = 0; row < pulls.length; row++)
    pulls[row] = ((weights === null ? 1 : (weights[row] ?? 0)) * (influence[row] ?? 0)) / all;
  return pulls;
}

/** The greatest part that one group is taken to have. */
const MOST = 0.9;

/**
 * A sum of pulls divided by 1 - the group's part of all weight: what leaving the group out would move a mean (the
 * jackknife; CR3 of Bell and McCaffrey, Survey Methodology 28 (2002)). Large groups would otherwise seem less random
 * than they are.
 */
function leftOut(parts: Float64Array): (sum: number, at: number) => number {
  return (sum, at) => sum / (1 - Math.min(MOST, parts[at] ?? 0));
}

/** The pulls of rows that belong together, added up, and the part that each group has of all weight. */
function byGroup(pulls: Float64Array, groups: Int32Array, weights: Weights): Pulled {
  const places = placesOf(groups);
  const [sums, parts] = [new Float64Array(places), new Float64Array(places)];
  const rows = new Uint32Array(places);
  const all = weightOf(groups.length, weights);
  for (let row = 0; row < groups.length; row++) {
    const at = groups[row] ?? 0;
    sums[at] = (sums[at] ?? 0) + (pulls[row] ?? 0);
    parts[at] = (parts[at] ?? 0) + (weights?.[row] ?? 1) / all;
    rows[at] = (rows[at] ?? 0) + 1;
  }
  const met = (_: number, at: number) => rows[at] !== 0;
  return { sums: sums.filter(met), parts: parts.filter(met) };
}

interface Pulled {
  readonly sums: Float64Array;
  readonly parts: Float64Array;
}

/**
 * Pulls enlarged by n / (n - 1) of their own class: with that the variance of an area under an ROC curve is that of
 * DeLong, DeLong and Clarke-Pearson (Biometrics 44 (1988), 837-845).
 */
function byClass(pulls: Float64Array, labels: Float64Array): Float64Array {
  const sizes: number[] = [];
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? 0;
    sizes[label] = (sizes[label] ?? 0) + 1;
  }
  const factors = sizes.map(enlargement);
  const enlarged = new Float64Array(pulls.length);
  for (let row = 0; row < pulls.length; row++)
    enlarged[row] = (pulls[row] ?? 0) * (factors[labels[row] ?? 0] ?? 1);
  return enlarged;
}

function enlargement(n: number): number {
  return Math.sqrt(n / Math.max(1, n - 1));
}

/** Spread of a sum of pulls of these rows: by group where there are groups, by class for an area under an ROC curve. */
export function spreadOfPulls(
  measure: Measure,
  pulls: Float64Array,
  rows: Examples,
  footing: Footing,
): Spread {
  const { labels, groups, weights, width = 1 } = rows;
  if (groups !== null) {
    const { sums, parts } = byGroup(pulls, groups, weights);
    const left = spreadOf(sums.map(leftOut(parts)), footing.n, (footing.n - 1) / footing.n);
    return weights === null ? left : wider(left, spreadOfParts(sums, parts, footing.n));
  }
  if (weights !== null) {
    const all = weightOf(pulls.length, weights);
    const parts = weights.map((weight) => weight / all);
    const units = Math.min(footing.n, alike(weights) * weights.length);
    return wider(spreadOf(pulls, units), spreadOfParts(pulls, parts, footing.n));
  }
  if (isArea(measure) && width === 1) return spreadOf(byClass(pulls, labels), footing.n, 1);
  return spreadOf(pulls, footing.n);
}

/** The same of levels of scores. */
export function spreadOfLevels(
  measure: Measure,
  { moments }: OfLevels,
  levels: Levels,
  value: number,
  { n }: Footing,
): Spread {
  const { rows } = levels;
  const { unit, positives, negatives } = moments(levels, value);
  const all = rows.positives + rows.negatives;
  const area = isArea(measure);
  const [own, other] = area ? [enlargement(rows.positives), enlargement(rows.negatives)] : [1, 1];
  const sum = (power: keyof Powers, exponent: number) =>
    own ** exponent * positives[power] + other ** exponent * negatives[power];
  const powers = { square: sum('square', 2), cube: sum('cube', 3), fourth: sum('fourth', 4) };
  return spreadOfPowers({ ...powers, unit: unit / all, n: all }, n, area ? 1 : n / (n - 1));
}

/** The same of condensed rows: each pulls as often as it counts. Null where the measure has no influence function. */
export function spreadOfFew(
  measure: Measure,
  { labels, answers, counts }: Condensed,
  { n }: Footing,
): Spread | null {
  const pulls = measure.influence?.(labels, answers, counts, PLAIN);
  if (pulls === undefined) return null;
  const all = weightOf(counts.length, counts);
  for (let at = 0; at < pulls.length; at++) pulls[at] = (pulls[at] ?? 0) / all;
  return spreadOf(pulls, n, n / (n - 1), counts);
}

/** As what share of rows of one weight these count (Kish 1965). */
export function alike(weights: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum) / (weights.length * squares);
}
