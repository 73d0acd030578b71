import { type Levels, levelsOf } from './levels.ts';
import type { Layout, Measure, Undefined, Weights } from './measure.ts';
import { once } from './once.ts';

/** Rows that say the same, as one row that counts as often; by rising answer. */
export interface Condensed {
  readonly labels: Float64Array;
  readonly answers: Float64Array;
  /** how many rows each stands for */
  readonly counts: Float64Array;
}

/** Of fewer rows each is looked at by itself. */
const MANY = 200_000;

/** Rows whose label and answer are 0 or 1: the four kinds there are of them. Null where there are few rows, or others. */
export const condensed = once((labels, answers): Condensed | null => {
  if (labels.length < MANY || answers.length !== labels.length) return null;
  const counts = new Uint32Array(4);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? Number.NaN;
    const answer = answers[row] ?? Number.NaN;
    const own = label & 1;
    const said = answer & 1;
    if (own !== label || said !== answer) return null;
    counts[2 * said + own] = (counts[2 * said + own] ?? 0) + 1;
  }
  const kinds = Array.from(counts, (count, at) => ({ label: at & 1, answer: at >> 1, count }));
  const met = kinds.filter(({ count }) => count > 0);
  return {
    labels: Float64Array.from(met, ({ label }) => label),
    answers: Float64Array.from(met, ({ answer }) => answer),
    counts: Float64Array.from(met, ({ count }) => count),
  };
});

/** What a measure may take instead of rows that stand alone and count as one each; null where it has to have them all. */
export function condensedFor(
  { condenses }: Pick<Measure, 'condenses'>,
  { labels, answers, weights, groups }: Rows,
): Condensed | null {
  return condenses === true && weights === null && groups === null ? condensed(labels, answers, null) : null;
}

/** The levels a measure may take instead; null where it has to have the rows. */
export function levelsFor(
  { ofLevels }: Pick<Measure, 'ofLevels'>,
  { labels, answers, weights, groups }: Rows,
): Levels | null {
  return ofLevels === undefined ? null : levelsOf(labels, answers, weights, groups);
}

interface Rows {
  readonly labels: Float64Array;
  readonly answers: Float64Array;
  readonly weights: Weights;
  readonly groups: Int32Array | null;
}

/** The value of a measure; of rows that say the same it looks at one, or at their levels, where the measure allows. */
export function valueOn(measure: Measure, rows: Omit<Rows, 'groups'>, layout: Layout): number | Undefined {
  const { labels, answers, weights } = rows;
  const { ofLevels } = measure;
  const levels = levelsFor(measure, { ...rows, groups: layout.groups });
  if (ofLevels !== undefined && levels !== null) return ofLevels.value(levels);
  const few = condensedFor(measure, { ...rows, groups: layout.groups });
  return few === null
    ? measure.value(labels, answers, weights, layout)
    : measure.value(few.labels, few.answers, few.counts, layout);
}
