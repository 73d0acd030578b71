import type { Judgement } from '#judge/kayenta/judgement';
import { listingWithin, type TextColumn } from './listing.ts';
import { number } from './number.ts';

/** A Kayenta judgement for a terminal: the score and why, then a line a metric with its numbers. */
export function kayentaText(
  { class: found, score, reason, groups, results }: Judgement,
  room?: number,
): string {
  const shown = (value: number | undefined) => (value === undefined ? '' : number(value));
  const cells = (cell: (result: Judgement['results'][number]) => string) => results.map(cell);
  const columns: readonly TextColumn[] = [
    { header: 'Metric', align: 'left', cells: cells(({ name }) => name) },
    { header: 'Class', align: 'left', cells: cells((one) => `${one.label}${flagsOf(one)}`) },
    { header: 'Canary', align: 'right', cells: cells(({ experiment }) => shown(experiment.mean)) },
    { header: 'n', align: 'right', cells: cells(({ experiment }) => String(experiment.count)), spare: 3 },
    { header: 'Baseline', align: 'right', cells: cells(({ control }) => shown(control.mean)) },
    { header: 'n', align: 'right', cells: cells(({ control }) => String(control.count)), spare: 2 },
    { header: 'Shift from', align: 'right', cells: cells(({ test }) => shown(test?.low)) },
    { header: 'to', align: 'right', cells: cells(({ test }) => shown(test?.high)) },
    { header: 'Bound', align: 'right', cells: cells(({ test }) => shown(test?.bound)) },
    { header: 'Effect', align: 'right', cells: cells(({ test }) => shown(test?.effect)), spare: 1 },
  ];
  const parts = groups.map((group) => `${group.name} ${group.noData ? 'no data' : number(group.score)}`);
  return [
    `${found}: score ${number(score)}${reason === null ? '' : ` (${reason})`}`,
    ...(parts.length === 0 ? [] : [`Groups: ${parts.join(', ')}`]),
    '',
    ...listingWithin(columns, room),
  ].join('\n');
}

function flagsOf({ critical, muted }: { readonly critical: boolean; readonly muted: boolean }): string {
  return `${critical ? ', critical' : ''}${muted ? ', muted' : ''}`;
}
