import { gather } from '../slice.ts';
import type { Cases } from './measure.ts';

/** The cases of the given rows, in their order. */
export function casesOf({ labels, predictions, scores, weights, groups }: Cases, rows: Uint32Array): Cases {
  return {
    labels: gather(labels, rows),
    predictions: predictions === null ? null : gather(predictions, rows),
    scores: scores === null ? null : gatherColumns(scores, labels.length, rows),
    ...(weights === undefined ? {} : { weights: gather(weights, rows) }),
    ...(groups === undefined ? {} : { groups: Int32Array.from(rows, (row) => groups[row] ?? 0) }),
  };
}

/** Scores are one column after the other, one a class. */
function gatherColumns(scores: Float64Array, length: number, rows: Uint32Array): Float64Array {
  if (scores.length === length) return gather(scores, rows);
  const gathered = new Float64Array((scores.length / length) * rows.length);
  for (let column = 0; column * length < scores.length; column++) {
    const own = scores.subarray(column * length, (column + 1) * length);
    gathered.set(gather(own, rows), column * rows.length);
  }
  return gathered;
}
