import { FAR, type Shift } from '#judge/drift/shift';
import type { Sketch } from '#judge/drift/sketch';
import { dateText } from '#judge/drift/wording';
import type { Consequence } from '#judge/monitor/consequence';
import type { MonitorVerdict } from '#judge/monitor/verdict';
import { duration, number } from '../number.ts';

/** What each decision means, in plain words. */
export const MEANING: Readonly<Record<Consequence, string>> = {
  keep: 'keep what serves',
  promote: 'give the candidate all requests',
  hold: 'go on watching the canary',
  rollback: 'go back to the revision before',
  retrain: 'train again',
};

/** A side of a column in few words: mean and spread of numbers, the most frequent categories of words. */
export function sketch(
  { mean, deviation, range, top, missing, odd, distinct }: Sketch,
  kind: Shift['kind'],
): string {
  const gaps = `${missing > 0 ? `, ${percent(missing)} empty` : ''}${odd > 0 ? `, ${percent(odd)} words` : ''}`;
  if (kind === 'date' && range !== undefined) return `${dateText(range[0])} to ${dateText(range[1])}${gaps}`;
  if (mean !== undefined) return `${number(mean)} ± ${number(deviation)}${gaps}`;
  if (top === undefined || top.length === 0) return 'all empty';
  const shown = top.map(({ value, share }) => `${value.slice(0, 20)} ${percent(share)}`).join(', ');
  const more = (distinct ?? 0) - top.length;
  return `${shown}${more > 0 ? `, ${more} more` : ''}${gaps}`;
}

/** A share as `12 %`, below 10 % with a decimal. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.0995 && share > 0 ? 1 : 0)} %`;
}

/** A probability for people: three places, and not less than that says anything. */
export function chance(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

const BLOCKS = '▁▂▃▄▅▆▇█';

/** Bars as text: one block each, the highest of both sides full. */
export function bars(shares: readonly number[], highest: number): string {
  return shares
    .map((share) => (share <= 0 ? ' ' : (BLOCKS[Math.min(7, Math.floor((share / highest) * 7.999))] ?? '█')))
    .join('');
}

/** How many of the columns moved, in a sentence. */
export function movedSentence({ drift }: MonitorVerdict): string {
  if (drift === null) return 'There is no reference to compare with.';
  const { columns } = drift;
  if (columns.length === 0) return `No column could be compared with ${drift.reference}.`;
  const moved = columns.filter((column) => column.moved);
  const names = moved.slice(0, 5).map(({ column }) => column);
  const which = moved.length === 0 ? '' : `: ${names.join(', ')}${moved.length > 5 ? ', …' : ''}`;
  return `${moved.length} of ${columns.length} columns moved against ${drift.reference}${which}.`;
}

/** How a column is judged, for people who see the table for the first time. */
export const RULE = `A column has moved when its distance is at least ${FAR} and chance is an unlikely reason (at most 1 %, after correction for the number of columns): blocks of the current size lie less far apart. Numbers, dates and lengths of text: Wasserstein distance in standard deviations of the reference; categories: Jensen-Shannon distance.`;

/** A figure for people: an age is a length of time, all else a number. */
export function figure(metric: string, value: number | null | undefined): string {
  return metric === 'age' && value !== null && value !== undefined ? duration(value) : number(value);
}

/** What was found by which blocks, and how likely chance is: `p 0.003 of 999 draws from rows`. */
export function proof({ adjusted, evidence }: Shift): string {
  const from = evidence.blocks === undefined ? evidence.from : `${evidence.blocks} ${evidence.from}`;
  return `p ${chance(adjusted)}, ${evidence.draws} draws from ${from}`;
}

/** What moved most: `AA 10 % before, 31 % now`. */
export function most({ movers }: Shift): string {
  return movers
    .map(({ what, before, now }) => `${what.slice(0, 40)} ${percent(before)} before, ${percent(now)} now`)
    .join('; ');
}
