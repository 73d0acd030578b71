import type { Layout, Measure, Undefined, Weights } from './measure.ts';
import { once } from './once.ts';

/** Rows that say the same, as one row that counts as often; by rising answer. */
export interface Condensed {
  readonly labels: Float64Array;
  readonly answers: Float64Array;
  /** how many rows each stands for */
  readonly counts: Float64Array;
}

/** Of fewer rows each is looked at by itself: clearing the counts would cost more. */
const MANY = 200_000;

/** Six digits after the point are what most files keep of a score. */
const STEPS = 1_000_000;

/**
 * Rows labelled 0 or 1 whose answers, from 0 to 1, have at most six digits after the point: there are so few different
 * ones that counting them does for sorting. Null where there are few rows, or other answers.
 */
export const condensed = once((labels, answers): Condensed | null => {
  if (labels.length < MANY || answers.length !== labels.length) return null;
  const counts = new Uint32Array(2 * (STEPS + 1));
  let different = 0;
  for (let row = 0; row < labels.length; row++) {
    const answer = answers[row] ?? Number.NaN;
    const label = labels[row] ?? Number.NaN;
    const step = answer === 0 ? 0 : answer === 1 ? STEPS : Math.round(answer * STEPS);
    // the division gives the double nearest to the decimal, which is what reading the decimal gives
    if (step / STEPS !== answer || !(step >= 0 && step <= STEPS) || (label !== 0 && label !== 1)) return null;
    const at = 2 * step + label;
    const before = counts[at] ?? 0;
    if (before === 0) different++;
    counts[at] = before + 1;
  }
  return listed(counts, different);
});

/** What a measure may take instead of rows that stand alone and count as one each; null where it has to have them all. */
export function condensedFor(
  { condenses }: Pick<Measure, 'condenses'>,
  { labels, answers, weights, groups }: Rows,
): Condensed | null {
  return condenses === true && weights === null && groups === null ? condensed(labels, answers, null) : null;
}

interface Rows {
  readonly labels: Float64Array;
  readonly answers: Float64Array;
  readonly weights: Weights;
  readonly groups: Int32Array | null;
}

/** The value of a measure; of rows that say the same it looks at one, where the measure allows. */
export function valueOn(measure: Measure, rows: Omit<Rows, 'groups'>, layout: Layout): number | Undefined {
  const { labels, answers, weights } = rows;
  const few = condensedFor(measure, { ...rows, groups: layout.groups });
  return few === null
    ? measure.value(labels, answers, weights, layout)
    : measure.value(few.labels, few.answers, few.counts, layout);
}

function listed(counts: Uint32Array, different: number): Condensed {
  const of = () => new Float64Array(different);
  const found = { labels: of(), answers: of(), counts: of() };
  let next = 0;
  for (let at = 0; at < counts.length; at++) {
    const count = counts[at] ?? 0;
    if (count === 0) continue;
    found.labels[next] = at & 1;
    found.answers[next] = (at >>> 1) / STEPS;
    found.counts[next] = count;
    next++;
  }
  return found;
}
