import type { Estimate, Estimation } from '#judge/estimation/cbpe';
import { listingWithin, type TextColumn } from './listing.ts';
import { number } from './number.ts';

/** Estimates without labels for a terminal: the decision, a line a measure, what they rest on, chunks that stand out. */
export function estimateText(
  { decision, reason, rows, estimates, assumptions }: Estimation,
  room?: number,
): string {
  const cells = (cell: (estimate: Estimate) => string) => estimates.map(cell);
  const shown = (value: number | null) => (value === null ? '' : number(value));
  const columns: readonly TextColumn[] = [
    { header: 'Measure', align: 'left', cells: cells(({ metric }) => metric) },
    { header: 'Estimate', align: 'right', cells: cells(({ value }) => number(value)) },
    { header: 'from', align: 'right', cells: cells(({ lower }) => number(lower)) },
    { header: 'to', align: 'right', cells: cells(({ upper }) => number(upper)) },
    {
      header: 'Reference',
      align: 'right',
      cells: cells(({ reference }) => number(reference.realised)),
      spare: 1,
    },
    {
      header: 'estimated',
      align: 'right',
      cells: cells(({ reference }) => number(reference.estimated)),
      spare: 2,
    },
    { header: 'Limit', align: 'right', cells: cells(({ limits }) => shown(limits.lower)) },
    { header: 'to', align: 'right', cells: cells(({ limits }) => shown(limits.upper)) },
    { header: 'Alert', align: 'left', cells: cells(({ alert }) => alert ?? '') },
  ];
  // an estimate that says nothing has no chunks that stand out
  const outside = decision === 'inconclusive' ? [] : outsideLimits(estimates);
  return [
    `${decision}: ${reason}`,
    `${number(rows.current)} rows without labels; reference of ${number(rows.reference)} rows`,
    '',
    ...listingWithin(columns, room),
    ...(outside.length === 0 ? [] : ['', ...outside]),
    '',
    ...assumptions,
  ].join('\n');
}

/** Chunks outside the limits, a line each with the measures that are. */
function outsideLimits(estimates: readonly Estimate[]): string[] {
  const told = new Map<string, string[]>();
  for (const { metric, chunks } of estimates)
    for (const { chunk, value, alert } of chunks)
      if (alert !== null)
        told.set(chunk.name, [...(told.get(chunk.name) ?? []), `${metric} ${number(value)} (${alert})`]);
  return [...told].map(([name, measures]) => `Chunk ${name} outside its limits: ${measures.join(', ')}`);
}
