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
  const whose =
    needed === terms.minN ? 'min-n' : clustered ? 'rows that belong together' : `a single ${measure.name}`;
  return { because: `${n} ${noun}, and ${whose} asks for ${needed}`, needed };
}
