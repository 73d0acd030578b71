import type { DriftJudgement } from '#judge/drift/judgement';
import type { NamedJudgement } from '#judge/drift/named';
import type { Shift } from '#judge/drift/shift';
import { listingWithin, type TextColumn } from './listing.ts';
import { chance, most, percent, sketch } from './monitor/words.ts';
import { number } from './number.ts';

/** A judgement of drift for a terminal: what it says and why, then a line a column with its numbers. */
export function driftText(judgement: DriftJudgement | NamedJudgement, room?: number): string {
  const { decision, reason, referenceRows, currentRows, missing, unexpected } = judgement;
  const schema = [
    ...(missing.length > 0 ? [`Not there now: ${missing.join(', ')}`] : []),
    ...(unexpected.length > 0 ? [`New: ${unexpected.join(', ')}`] : []),
  ];
  const rows = `${referenceRows} rows of reference, ${currentRows} now.`;
  const head = [`${decision}: ${reason}`, rows, ...schema];
  if (judgement.method !== 'size-aware')
    return [...head, '', ...listingWithin(namedTable(judgement), room)].join('\n');
  const open = judgement.uncompared.map(({ column, because }) => `Not compared: ${column}: ${because}`);
  const moved = judgement.columns.filter((one) => one.moved);
  const why = moved.map((one) => `${one.column}: ${one.reason}${whatMoved(one)}`);
  const rowsOf = judgement.columns.length === 0 ? [] : ['', ...listingWithin(table(judgement.columns), room)];
  return [...head, ...open, ...rowsOf, ...(why.length > 0 ? ['', ...why] : [])].join('\n');
}

function whatMoved(one: Shift): string {
  const strange = one.unseen.length > 0 ? `; never seen before: ${one.unseen.join(', ')}` : '';
  const [first] = one.movers;
  // the sentence names the one that moved most
  const movers =
    first !== undefined && one.reason.includes(`: ${first.what} `) ? one.movers.slice(1) : one.movers;
  return `${movers.length > 0 ? `; ${most({ ...one, movers })}` : ''}${strange}`;
}

function table(columns: readonly Shift[]): readonly TextColumn[] {
  const cells = (cell: (one: Shift) => string) => columns.map(cell);
  return [
    {
      header: 'Column',
      align: 'left',
      cells: cells(({ column, guarded }) => `${column}${guarded ? ' !' : ''}`),
    },
    { header: '', align: 'left', cells: cells(({ moved }) => (moved ? 'moved' : 'as before')) },
    { header: 'Distance', align: 'right', cells: cells(({ distance }) => distance.toFixed(3)) },
    { header: 'p', align: 'right', cells: cells(({ adjusted }) => chance(adjusted)) },
    { header: 'n', align: 'right', cells: cells(({ reference }) => String(reference.rows)), spare: 2 },
    { header: 'n now', align: 'right', cells: cells(({ current }) => String(current.rows)), spare: 1 },
    { header: 'Outside', align: 'right', cells: cells(({ outside }) => percent(outside)), spare: 3 },
    {
      header: 'Reference',
      align: 'left',
      cells: cells(({ reference, kind }) => sketch(reference, kind)),
      spare: 5,
    },
    { header: 'Now', align: 'left', cells: cells(({ current, kind }) => sketch(current, kind)), spare: 4 },
  ];
}

function namedTable({ columns }: NamedJudgement): readonly TextColumn[] {
  return [
    { header: 'Column', align: 'left', cells: columns.map(({ column }) => column) },
    { header: '', align: 'left', cells: columns.map(({ drifted }) => (drifted ? 'drifted' : 'as before')) },
    { header: 'Method', align: 'left', cells: columns.map(({ method }) => method) },
    { header: 'Score', align: 'right', cells: columns.map(({ score }) => number(score)) },
    {
      header: 'Threshold',
      align: 'right',
      cells: columns.map(({ threshold }) => number(threshold)),
      spare: 1,
    },
  ];
}
