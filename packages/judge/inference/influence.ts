import type { Measure } from '#metrics/measure/measure';
import { weightOf } from '#metrics/measure/sum';
import { type Examples, layoutOf, rowsIn } from './examples.ts';

/** How far each row pulls the value: weight * influence / all weight. Null where the measure has no influence function. */
export function pullsOf(measure: Measure, examples: Examples): Float64Array | null {
  const { labels, answers, weights } = examples;
  const influence = measure.influence?.(labels, answers, weights, layoutOf(examples));
  if (influence === undefined) return null;
  const all = weightOf(rowsIn(examples), weights);
  return influence.map((own, row) => ((weights?.[row] ?? 1) * own) / all);
}

/** The pulls of rows that belong together, added up. */
export function byGroup(pulls: Float64Array, groups: Int32Array): Float64Array {
  const place = new Map<number, number>();
  for (const group of groups) if (!place.has(group)) place.set(group, place.size);
  const sums = new Float64Array(place.size);
  groups.forEach((group, row) => {
    const at = place.get(group) ?? 0;
    sums[at] = (sums[at] ?? 0) + (pulls[row] ?? 0);
  });
  return sums;
}

/**
 * Pulls enlarged by n / (n - 1) of their own class: with that the variance of an area under an ROC curve is that of
 * DeLong, DeLong and Clarke-Pearson (Biometrics 44 (1988), 837-845).
 */
export function byClass(pulls: Float64Array, labels: Float64Array): Float64Array {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const factors = new Map([...counts].map(([label, n]) => [label, Math.sqrt(n / Math.max(1, n - 1))]));
  return pulls.map((pull, row) => pull * (factors.get(labels[row] ?? 0) ?? 1));
}
