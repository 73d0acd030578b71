import { gather } from '../slice.ts';
import type { Cases, Layout } from './measure.ts';

/** The cases of the given rows, in their order. */
export function casesOf(cases: Cases, rows: Uint32Array): Cases {
  const { predictions, scores, weights, groups, keys, width } = cases;
  const taken = (columns: Float64Array) => gatherColumns(columns, rowsIn(cases), rows);
  return {
    labels: taken(cases.labels),
    predictions: predictions === null ? null : taken(predictions),
    scores: scores === null ? null : taken(scores),
    ...(width === undefined ? {} : { width }),
    ...(weights === undefined ? {} : { weights: gather(weights, rows) }),
    ...(groups === undefined ? {} : { groups: wholesAt(groups, rows) }),
    ...(keys === undefined ? {} : { keys: () => wholesAt(keys(), rows) }),
  };
}

function wholesAt(values: Int32Array, rows: Uint32Array): Int32Array {
  return Int32Array.from(rows, (row) => values[row] ?? 0);
}

/** How many rows there are. */
export function rowsIn({ labels, width = 1 }: Pick<Cases, 'labels' | 'width'>): number {
  return labels.length / width;
}

/** Which rows belong together, and how many columns of labels there are; absent: none, and one. */
interface Laid extends Pick<Cases, 'labels' | 'width'> {
  readonly groups?: Int32Array | null;
}

/** What a measure is told beside the columns. */
export function layoutOf({ groups, width = 1 }: Laid): Layout {
  return { groups: groups ?? null, width };
}

/** Columns that stand one after the other, one a class. */
function gatherColumns(columns: Float64Array, length: number, rows: Uint32Array): Float64Array {
  if (columns.length === length) return gather(columns, rows);
  const gathered = new Float64Array((columns.length / length) * rows.length);
  for (let column = 0; column * length < columns.length; column++) {
    const own = columns.subarray(column * length, (column + 1) * length);
    gathered.set(gather(own, rows), column * rows.length);
  }
  return gathered;
}
