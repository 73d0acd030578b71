import type { Measure } from '#metrics/measure/measure';
import type { Open } from './estimate.ts';
import type { Examples } from './examples.ts';
import { ones } from './proportion.ts';
import type { Terms } from './terms.ts';

/** What a measure counts, and how many of it there are. */
export interface Footing {
  readonly n: number;
  readonly noun: string;
  readonly clustered: boolean;
}

const GROUPS = 20;
const AREA = { single: 100, paired: 10 } as const;

/** Whether it is an area under an ROC curve, whose variance few rows of a class tell badly. */
export function isArea({ name }: Measure): boolean {
  return name === 'roc_auc' || name.startsWith('roc_auc_');
}

/** Why so few examples decide nothing; null where there are enough. */
export function floorOf(
  measure: Measure,
  kind: 'single' | 'paired',
  footing: Footing,
  terms: Terms,
): Open | null {
  const { n, noun, clustered } = footing;
  const least = clustered ? GROUPS : isArea(measure) ? AREA[kind] : 0;
  const needed = Math.max(least, terms.minN);
  if (n >= needed) return null;
  return { because: `${n} ${noun}, and ${reasonOf(measure, kind, needed, least)}`, needed };
}

function reasonOf(measure: Measure, kind: 'single' | 'paired', needed: number, least: number): string {
  if (needed > least) return `min-n asks for ${needed}`;
  if (least === GROUPS) return `it takes ${needed} to tell how groups spread`;
  return `${kind === 'single' ? 'a' : 'a difference of'} ${measure.name} takes ${needed}`;
}

/** Rows that hit, and rows that do not, from which on the difference of two shares is judged by its influence. */
const EITHER_WAY = 20;

/**
 * Why a share is too near 0 or 1 to be compared by influence functions: of few hits among many rows the spread is not
 * known, however many rows there are (with 8 hits 7 % of models that are worse by the margin would pass, of 2.5 %).
 * Null where the labels alone say which rows count: those have an interval of their own.
 */
export function fewHits({ share }: Measure, sides: readonly Examples[]): Open | null {
  for (const { labels, answers } of sides) {
    const found = share?.(labels, answers);
    if (found === undefined || found.fixed) return null;
    const [hits, n] = [ones(found.hits), ones(found.counted)];
    const fewer = Math.min(hits, n - hits);
    if (fewer >= EITHER_WAY) continue;
    const because = `${hits} of ${n} rows that count are hits: a difference takes ${EITHER_WAY} either way`;
    return { because, needed: fewer === 0 ? null : Math.ceil((n * EITHER_WAY) / fewer) };
  }
  return null;
}
