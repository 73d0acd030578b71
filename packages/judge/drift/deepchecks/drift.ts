import { Mistake } from '#kit/outcome';
import { type Cell, cleaned, countsOf, type Kind, type Sides, sortedNumbers } from '../evidently/column.ts';
import type { Ask, ColumnDrift } from '../evidently/stattest.ts';
import { smirnovStatistic } from '../kolmogorov.ts';
import { pairsOf } from './categories.ts';
import { association, earthMovers, stability } from './statistic.ts';

interface Method {
  readonly kind: Kind;
  score(sides: Sides): number;
}

/** By the names deepchecks gives them. */
const TESTS = {
  KS: { kind: 'num', score: numeric(smirnovStatistic) },
  EMD: { kind: 'num', score: numeric(earthMovers) },
  cramers_v: { kind: 'cat', score: (sides) => association(categories(sides)) },
  PSI: { kind: 'cat', score: (sides) => stability(categories(sides)) },
} satisfies Readonly<Record<string, Method>>;
const BY_NAME: ReadonlyMap<string, Method> = new Map(Object.entries(TESTS));
const DEFAULT = { num: 'KS', cat: 'cramers_v' } as const;

/** deepchecks' conditions: a feature drifts from here on; labels and predictions from 0.15. */
const FEATURE = 0.2;
export const ANSWER = 0.15;

/** Fewer values on a side are not compared. */
const LEAST = 10;

/**
 * A column by deepchecks' rules (judge.md 7.5): numbers by the KS statistic or the earth mover's distance, categories
 * by Cramer's V or PSI; drift is a score of 0.2 or more. `threshold` says another: 0.15 is that of labels and
 * predictions. Missing values are left out. Unlike deepchecks no rows are drawn: all count. Mistake: fewer than 10
 * values on a side; a method that there is not for this kind of column.
 */
export function deepchecksDrift(reference: readonly Cell[], current: readonly Cell[], ask: Ask): ColumnDrift {
  const method = ask.method ?? DEFAULT[ask.kind];
  const test = BY_NAME.get(method);
  if (test === undefined || test.kind !== ask.kind) throw unknown(ask, method);
  const sides = { kind: ask.kind, reference: cleaned(reference), current: cleaned(current) };
  const least = Math.min(sides.reference.length, sides.current.length);
  if (least < LEAST) {
    const what = `holds ${least} values on one side: ${LEAST} are the least`;
    throw new Mistake({
      subject: ask.name ?? 'column',
      what,
      remedy: 'Leave the column out, or give more rows.',
    });
  }
  const threshold = ask.threshold ?? FEATURE;
  const score = test.score(sides);
  const drifted = score >= threshold;
  const reason = `${method} is ${drifted ? 'not below' : 'below'} ${threshold}`;
  return { method, score, threshold, drifted, reason };
}

function numeric(score: (reference: Float64Array, current: Float64Array) => number) {
  return ({ reference, current }: Sides) => score(sortedNumbers(reference), sortedNumbers(current));
}

function categories({ reference, current }: Sides) {
  const words = (cells: readonly Cell[]) =>
    new Map(
      countsOf(cells)
        .entries()
        .map(([cell, count]) => [String(cell), count]),
    );
  return pairsOf(words(reference), words(current));
}

function unknown({ name = 'column', kind }: Ask, method: string): Mistake {
  const known = [...BY_NAME].filter(([, test]) => test.kind === kind).map(([one]) => one);
  const what = 'has a method that deepchecks has not for its kind';
  const remedy = `For ${kind === 'num' ? 'numbers' : 'categories'} there are: ${known.join(', ')}.`;
  return new Mistake({ subject: name, what, remedy, value: method });
}
