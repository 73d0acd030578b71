import type { Weights } from './measure.ts';
import { Total, weightOf } from './sum.ts';

/** The influence of each row on the mean of `term`: how far its own term lies from the mean. */
export function ofMean(count: number, term: (row: number) => number, weights: Weights): Float64Array {
  const influence = new Float64Array(count);
  const total = new Total();
  for (let row = 0; row < count; row++) {
    const own = term(row);
    influence[row] = own;
    total.add(weights === null ? own : (weights[row] ?? 0) * own);
  }
  const mean = total.value / weightOf(count, weights);
  for (let row = 0; row < count; row++) influence[row] = (influence[row] ?? 0) - mean;
  return influence;
}

/** The influence of each row on a value that grows by `slope(row)` with each unit that the row weighs more. */
export function ofSlopes(count: number, slope: (row: number) => number, weights: Weights): Float64Array {
  const influence = new Float64Array(count);
  const all = weightOf(count, weights);
  for (let row = 0; row < count; row++) influence[row] = all * slope(row);
  return influence;
}
