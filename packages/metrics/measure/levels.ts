import { extentOf } from '../extent.ts';
import { flashsort } from '../flashsort.ts';
import type { Weights } from './measure.ts';
import { once } from './once.ts';

/** The different scores by rising value, and how many rows of each class have it: all that scores tell of two classes. */
export interface Levels {
  readonly scores: Float64Array;
  /** rows labelled 1 */
  readonly positives: Uint32Array;
  /** rows labelled 0 */
  readonly negatives: Uint32Array;
  /** of all levels */
  readonly rows: { readonly positives: number; readonly negatives: number };
}

/** Of fewer rows each is looked at by itself: clearing the counts would cost more. */
const MANY = 200_000;

/** Six digits after the point are what most files keep of a score. */
const STEPS = 1_000_000;

/**
 * The levels of many rows that are labelled 0 or 1, stand alone and count as one each; null where they are others, or
 * few. The order of the rows changes nothing of them.
 */
export function levelsOf(
  labels: Float64Array,
  scores: Float64Array,
  weights: Weights,
  groups: Int32Array | null,
): Levels | null {
  return weights === null && groups === null ? found(labels, scores, null) : null;
}

const found = once((labels, scores): Levels | null => {
  if (labels.length < MANY || scores.length !== labels.length || !extentOf(scores).finite) return null;
  return counted(labels, scores) ?? dealt(labels, scores);
});

/** Of scores from 0 to 1 that have at most six digits after the point there are so few that counting does for sorting. */
function counted(labels: Float64Array, scores: Float64Array): Levels | null {
  const { least, most } = extentOf(scores);
  if (least < 0 || most > 1) return null;
  const counts = new Uint32Array(2 * (STEPS + 1));
  for (let row = 0; row < labels.length; row++) {
    const score = scores[row] ?? Number.NaN;
    const label = labels[row] ?? Number.NaN;
    const step = (score * STEPS + 0.5) | 0;
    const side = label & 1;
    // the division gives the double nearest to the decimal, which is what reading the decimal gives
    if (step / STEPS !== score || side !== label) return null;
    counts[2 * step + side] = (counts[2 * step + side] ?? 0) + 1;
  }
  const [list, rows] = [listOf(STEPS + 1), { positives: 0, negatives: 0 }];
  let next = 0;
  for (let step = 0; step <= STEPS; step++) {
    const positive = counts[2 * step + 1] ?? 0;
    const negative = counts[2 * step] ?? 0;
    if (positive + negative === 0) continue;
    list.scores[next] = step / STEPS;
    list.positives[next] = positive;
    list.negatives[next] = negative;
    rows.positives += positive;
    rows.negatives += negative;
    next++;
  }
  return first(next, list, rows);
}

/** Rows a cell: few enough for the cache. */
const CELL = 4096;
const MOST_CELLS = 2048;

/** Deals the scores into cells by their value, two a cell: negatives, and positives. Then goes from cell to cell. */
function dealt(labels: Float64Array, scores: Float64Array): Levels | null {
  const { least, most } = extentOf(scores);
  const cells = Math.min(MOST_CELLS, Math.ceil(labels.length / CELL));
  const perUnit = most > least ? (cells - 1) / (most - least) : 0;
  const ends = new Uint32Array(2 * cells);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? Number.NaN;
    const side = label & 1;
    if (side !== label) return null;
    const at = 2 * ((((scores[row] ?? 0) - least) * perUnit) | 0) + side;
    ends[at] = (ends[at] ?? 0) + 1;
  }
  let [before, largest] = [0, 0];
  const rows = { positives: 0, negatives: 0 };
  for (let at = 0; at < ends.length; at++) {
    const size = ends[at] ?? 0;
    largest = Math.max(largest, size);
    rows[at % 2 === 1 ? 'positives' : 'negatives'] += size;
    ends[at] = before;
    before += size;
  }
  const cut = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const score = scores[row] ?? 0;
    const at = 2 * (((score - least) * perUnit) | 0) + ((labels[row] ?? 0) & 1);
    const place = ends[at] ?? 0;
    ends[at] = place + 1;
    cut[place] = score;
  }
  const [room, list] = [new Float64Array(largest), listOf(labels.length)];
  let next = 0;
  for (let cell = 0, start = 0; cell < cells; cell++) {
    const middle = ends[2 * cell] ?? 0;
    const end = ends[2 * cell + 1] ?? 0;
    flashsort(cut, start, middle, room);
    flashsort(cut, middle, end, room);
    next = merge(cut, start, middle, end, list, next);
    start = end;
  }
  return first(next, list, rows);
}

/** Lists, from place `next` on, the negatives from `start` and the positives from `middle` on, each in order. */
function merge(
  cut: Float64Array,
  start: number,
  middle: number,
  end: number,
  list: List,
  next: number,
): number {
  const { scores, positives, negatives } = list;
  let negative = start;
  let positive = middle;
  let level = next - 1;
  let last = Number.NaN;
  while (negative < middle || positive < end) {
    const low = negative < middle ? (cut[negative] ?? 0) : Number.POSITIVE_INFINITY;
    const high = positive < end ? (cut[positive] ?? 0) : Number.POSITIVE_INFINITY;
    const score = Math.min(low, high);
    if (score !== last) {
      scores[++level] = score;
      last = score;
    }
    if (low < high) {
      negatives[level] = (negatives[level] ?? 0) + 1;
      negative++;
    } else {
      positives[level] = (positives[level] ?? 0) + 1;
      positive++;
    }
  }
  return level + 1;
}

type List = Omit<Levels, 'rows'>;

function listOf(most: number): List {
  return {
    scores: new Float64Array(most),
    positives: new Uint32Array(most),
    negatives: new Uint32Array(most),
  };
}

/** The first so many of a list; where they fill little of it, its room is given back. */
function first(count: number, { scores, positives, negatives }: List, rows: Levels['rows']): Levels {
  if (2 * count > scores.length)
    return {
      scores: scores.subarray(0, count),
      positives: positives.subarray(0, count),
      negatives: negatives.subarray(0, count),
      rows,
    };
  return {
    scores: scores.slice(0, count),
    positives: positives.slice(0, count),
    negatives: negatives.slice(0, count),
    rows,
  };
}
