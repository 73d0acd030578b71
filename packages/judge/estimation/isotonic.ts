import { ascending } from '#metrics/order';

/** Turns scores into probabilities. */
export type Calibrator = (scores: Float64Array) => Float64Array;

/**
 * Isotonic regression: the rising function nearest to the labels in squares, by pooling adjacent violators (Ayer et
 * al., Annals of Mathematical Statistics 26, 1955). Between known scores it is linear, outside constant, as
 * scikit-learn's `IsotonicRegression(out_of_bounds="clip")`. `order`: the rows to learn from, by rising score.
 */
export function isotonic(
  scores: Float64Array,
  labels: Float64Array,
  order: Uint32Array = ascending(scores),
): Calibrator {
  const { x, sums, weights } = distinct(scores, labels, order);
  const starts: number[] = [];
  const blocks: { sum: number; weight: number }[] = [];
  x.forEach((_, at) => {
    let block = { sum: sums[at] ?? 0, weight: weights[at] ?? 0 };
    let start = at;
    for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
      if (last.sum * block.weight < block.sum * last.weight) break;
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight };
      start = starts.pop() ?? start;
      blocks.pop();
    }
    blocks.push(block);
    starts.push(start);
  });
  const y = new Float64Array(x.length);
  blocks.forEach(({ sum, weight }, at) => {
    y.fill(sum / weight, starts[at], starts[at + 1]);
  });
  return (asked) => asked.map((score) => interpolated(x, y, score));
}

/** Each score once, rising, with the sum of its labels and how often it is there. */
function distinct(scores: Float64Array, labels: Float64Array, order: Uint32Array) {
  const [x, sums, weights] = [[] as number[], [] as number[], [] as number[]];
  for (const row of order) {
    const [score = 0, label = 0] = [scores[row], labels[row]];
    if (x.at(-1) !== score) {
      x.push(score);
      sums.push(0);
      weights.push(0);
    }
    sums[x.length - 1] = (sums[x.length - 1] ?? 0) + label;
    weights[x.length - 1] = (weights[x.length - 1] ?? 0) + 1;
  }
  return { x, sums, weights };
}

function interpolated(x: readonly number[], y: Float64Array, score: number): number {
  if (!(score > (x[0] ?? 0))) return y[0] ?? Number.NaN;
  if (score >= (x.at(-1) ?? 0)) return y.at(-1) ?? Number.NaN;
  let [low, high] = [0, x.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) <= score) low = middle;
    else high = middle;
  }
  const [from = 0, to = 1, below = 0, above = 0] = [x[low], x[high], y[low], y[high]];
  return below + ((above - below) * (score - from)) / (to - from);
}
