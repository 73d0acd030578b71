import type { GateResult, Verdict } from '#judge/verdict';
import { byUrgency, gateBadge } from '../badge.ts';
import { type Compared, hasBaseline, meaning, overall, type SliceTable, sliceTables } from '../comparison.ts';
import { spelledSpan } from '../gatecells.ts';
import { type Align, details, table } from '../markdown.ts';
import { count, inUnits, signedIn, UNDEFINED, whole } from '../number.ts';
import { coded, more, type Room, said } from './room.ts';

/** The measures over all rows. */
export function numbersPart(verdict: Verdict, room: Room): string {
  const rows = overall(verdict);
  if (rows.length === 0) return '';
  const judged = hasBaseline(rows);
  const body = table(
    ...columns('Metric', judged),
    rows.slice(0, room.rows).map((row) => [coded(row.figure.metric, room), ...values(row, judged, room)]),
  );
  return `### Numbers\n\n${body}${more(rows.length - room.rows, 'number')}`;
}

/** Gated measures by slice, each folded. */
export function slicesPart(verdict: Verdict, room: Room): string {
  const gated = sliceTables(verdict).filter(({ gated }) => gated);
  const shown = gated.slice(0, room.rows).map((slices) => sliceTable(slices, room));
  return `${shown.join('\n\n')}${more(gated.length - room.rows, 'measure')}`;
}

function columns(first: string, judged: boolean): [string[], Align[]] {
  const header = [first, 'Rows', 'Candidate', ...(judged ? ['Baseline', 'Difference', ''] : [])];
  return [header, header.map((name) => (name === first || name === '' ? 'left' : 'right'))];
}

function values({ figure, difference, change }: Compared, judged: boolean, room: Room): string[] {
  const { rows, candidate, because, unit } = figure;
  const shown =
    candidate === null && because !== undefined
      ? `${UNDEFINED}: ${said(because, room)}`
      : inUnits(candidate, unit);
  const span = figure.interval === undefined ? '' : ` (${spelledSpan(figure.interval, unit)})`;
  if (!judged) return [whole(rows), shown + span];
  const base = figure.baseline === undefined ? '' : inUnits(figure.baseline, unit);
  const between =
    figure.difference === undefined ? '' : ` (${spelledSpan(figure.difference.interval, unit)})`;
  return [whole(rows), shown + span, base, signedIn(difference, unit) + between, arrow(difference, change)];
}

/** The arrow is the number's own direction, the word says what it means. */
export function arrow(difference: number | null, change: Compared['change']): string {
  if (difference === null) return '';
  const sign = difference > 0 ? '▲' : difference < 0 ? '▼' : '';
  return `${sign} ${meaning(change)}`.trim();
}

function sliceTable({ metric, rows }: SliceTable, room: Room): string {
  const judged = hasBaseline(rows);
  const worse = rows.filter(({ change }) => change === 'worse').length;
  const many = count(rows.length, 'slice');
  const title = `${coded(metric, room)} by slice: ${judged ? `${worse} of ${many} worse than the baseline` : many}`;
  const body = table(
    ...columns('Slice', judged),
    rows
      .slice(0, room.rows)
      .map((row) => [`${troubled(row.gates)}${coded(row.slice, room)}`, ...values(row, judged, room)]),
  );
  return details(title, `Worst first.\n\n${body}${more(rows.length - room.rows, 'slice')}`);
}

/** The sign of the gate that needs a look most; empty where each passes. */
export function troubled(gates: readonly GateResult[]): string {
  const worst = byUrgency(gates).find(({ state }) => state !== 'pass');
  return worst === undefined ? '' : `${gateBadge(worst).emoji} `;
}
