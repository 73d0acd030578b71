import type { Measure } from '#metrics/measure/measure';
import type { Open } from './estimate.ts';
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
