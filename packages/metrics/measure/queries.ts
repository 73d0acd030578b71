import type { Layout, Weights } from './measure.ts';
import { Total } from './sum.ts';

/** Rows of one query that have the same score: in which order they stand is not known. */
interface Tie {
  readonly rows: number;
  /** rows with a label above 0 */
  readonly relevant: number;
  /** sum of the labels */
  readonly gain: number;
}

/** One query: its ties by falling score, and its labels by falling relevance. */
export interface Query {
  readonly ties: readonly Tie[];
  readonly relevant: number;
  readonly ideal: Float64Array;
}

/** Each query with its number in the order of first appearance; `numbers` gives that of each row. */
interface Queries {
  readonly all: readonly Query[];
  readonly numbers: Int32Array;
  readonly sizes: Uint32Array;
}

const known = new WeakMap<
  Float64Array,
  { labels: Float64Array; groups: Int32Array | null; value: Queries }
>();

/** Parts the rows by group and orders each by score; computed once for the same columns. Rows without groups are one query. */
function queriesOf(labels: Float64Array, scores: Float64Array, groups: Int32Array | null): Queries {
  const last = known.get(scores);
  if (last !== undefined && last.labels === labels && last.groups === groups) return last.value;
  const { numbers, sizes } = numbered(labels.length, groups);
  const value = { numbers, sizes, all: byNumber(numbers, sizes, labels, scores) };
  known.set(scores, { labels, groups, value });
  return value;
}

/** Groups by first appearance: how a file numbers them must not decide in which order they are summed. */
function numbered(rows: number, groups: Int32Array | null): Omit<Queries, 'all'> {
  const numbers = new Int32Array(rows);
  const found = new Map<number, number>();
  const sizes: number[] = [];
  for (let row = 0; row < rows; row++) {
    const group = groups?.[row] ?? 0;
    const number = found.get(group) ?? found.size;
    found.set(group, number);
    numbers[row] = number;
    sizes[number] = (sizes[number] ?? 0) + 1;
  }
  return { numbers, sizes: Uint32Array.from(sizes) };
}

function byNumber(
  numbers: Int32Array,
  sizes: Uint32Array,
  labels: Float64Array,
  scores: Float64Array,
): Query[] {
  const members = Array.from(sizes, (size) => new Uint32Array(size));
  const filled = new Uint32Array(sizes.length);
  numbers.forEach((number, row) => {
    const place = filled[number] ?? 0;
    filled[number] = place + 1;
    const own = members[number];
    if (own !== undefined) own[place] = row;
  });
  return members.map((rows) => queryOf(rows, labels, scores));
}

function queryOf(rows: Uint32Array, labels: Float64Array, scores: Float64Array): Query {
  const order = rows.sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0));
  const ties: Tie[] = [];
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at] ?? 0];
    let [end, relevant] = [at, 0];
    const gain = new Total();
    for (; end < order.length && scores[order[end] ?? 0] === score; end++) {
      const label = labels[order[end] ?? 0] ?? 0;
      if (label > 0) relevant++;
      gain.add(label);
    }
    ties.push({ rows: end - at, relevant, gain: gain.value });
    at = end;
  }
  const ideal = Float64Array.from(order, (row) => labels[row] ?? 0)
    .sort()
    .reverse();
  return { ties, ideal, relevant: ties.reduce((sum, tie) => sum + tie.relevant, 0) };
}

/** The mean over the queries of what each gives; a query counts as much as its rows do on average. */
export function meanOverQueries(
  labels: Float64Array,
  scores: Float64Array,
  weights: Weights,
  layout: Layout,
  of: (query: Query) => number,
): { readonly mean: number; readonly influence: () => Float64Array } {
  const { all, numbers, sizes } = queriesOf(labels, scores, layout.groups);
  const values = Float64Array.from(all, of);
  const shares = sharesOf(numbers, sizes, weights);
  const [total, sum] = [new Total(), new Total()];
  values.forEach((value, at) => {
    total.add(shares[at] ?? 0);
    sum.add((shares[at] ?? 0) * value);
  });
  const mean = sum.value / total.value;
  const influence = () => {
    const all = new Total();
    for (let row = 0; row < numbers.length; row++) all.add(weights?.[row] ?? 1);
    const scale = all.value / total.value;
    return Float64Array.from(numbers, (at) => (scale * ((values[at] ?? 0) - mean)) / (sizes[at] ?? 1));
  };
  return { mean, influence };
}

function sharesOf(numbers: Int32Array, sizes: Uint32Array, weights: Weights): Float64Array {
  if (weights === null) return new Float64Array(sizes.length).fill(1);
  const sums = Array.from(sizes, () => new Total());
  numbers.forEach((at, row) => void sums[at]?.add(weights[row] ?? 0));
  return Float64Array.from(sums, ({ value }, at) => value / (sizes[at] ?? 1));
}
