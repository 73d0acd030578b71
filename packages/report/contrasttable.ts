import type { Run } from '#record/history';
import { shortRecord } from '#record/runname';
import { URI } from '#record/vocabulary';
import { decisionOf } from './badge.ts';
import { wrap } from './cell.ts';
import { type Column, columnOf, shownIn } from './columns.ts';
import { meaning } from './comparison.ts';
import type { Contrast, Difference } from './contrast.ts';
import { csv } from './csv.ts';
import { runJson } from './historyfile.ts';
import { listing, listingWidth, type TextColumn, WIDEST } from './listing.ts';
import { code, table, text } from './markdown.ts';
import { count, number, signed } from './number.ts';
import { paint } from './paint.ts';
import { loggable } from './visible.ts';

/** Things that are listed for people; files have all of them. */
const SHOWN = 60;

/** Which run is which: what heads the columns. */
function headOf(runs: readonly Run[]): Column[] {
  const all = (['when', 'commit', 'seconds'] as const).map((name) => columnOf({ kind: 'fact', name }));
  return all.filter((column) => runs.some((run) => shownIn(column, run) !== ''));
}

/**
 * The differences as columns side by side, the first run's before each group of others that fits the width, each group
 * with what differs in it; below them what changed in lists of files, and how much is the same.
 */
export function contrastText(
  contrast: Contrast,
  { width, colour }: { readonly width: number; readonly colour: boolean },
): string {
  const { runs } = contrast;
  const groups = runs.length < 2 ? [runs] : grouped(contrast, width);
  const blocks = groups.map((group) => {
    const columns = columnsOf(contrast, group);
    return listing(columns, paint(colour), widestIn(columns, width));
  });
  const notes = [...fileNotes(contrast), ...rest(contrast)].flatMap((note) => wrap(loggable(note), width));
  const parts = [...blocks, notes].filter((lines) => lines.length > 0);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Two runs may be too wide for the terminal: then longer cells are cut. */
function widestIn(columns: readonly TextColumn[], width: number): number {
  for (let widest = WIDEST; widest > NARROWEST; widest--)
    if (listingWidth(columns, widest) <= width) return widest;
  return NARROWEST;
}

const NARROWEST = 12;

/** As many later runs beside the first as fit, at least one. */
function grouped(contrast: Contrast, width: number): Run[][] {
  const [first, ...others] = contrast.runs;
  if (first === undefined) return [];
  const groups: Run[][] = [];
  for (const run of others) {
    const last = groups.at(-1);
    if (last !== undefined && listingWidth(columnsOf(contrast, [...last, run])) <= width) last.push(run);
    else groups.push([first, run]);
  }
  return groups;
}

function columnsOf(contrast: Contrast, group: readonly Run[]): TextColumn[] {
  const places = group.map((run) => contrast.runs.indexOf(run));
  const differs = ({ values }: Difference) => new Set(places.map((at) => values[at])).size > 1;
  const rows = contrast.differing.slice(0, SHOWN).filter(differs);
  const head = headOf(contrast.runs);
  const names: TextColumn = {
    header: '',
    align: 'left',
    cells: [...head.map(({ header }) => header), ...rows.map(({ what }) => what)],
  };
  const blank = head.map(() => '');
  return [
    names,
    ...group.flatMap((run): TextColumn[] => {
      const at = contrast.runs.indexOf(run);
      const values: TextColumn = {
        header: shortRecord(run),
        align: 'left',
        cells: [...head.map((column) => shownIn(column, run)), ...rows.map((row) => valueText(row, at))],
      };
      const changes = rows.map((row) => changeText(row, at));
      if (changes.every((change) => change === '')) return [values];
      const tones = rows.map((row) => toneOf(row, at));
      return [
        values,
        {
          header: '',
          align: 'left',
          whole: true,
          cells: [...blank, ...changes],
          tones: [...head.map(() => null), ...tones],
        },
      ];
    }),
  ];
}

function valueText({ what, kind, values }: Difference, at: number): string {
  const value = values[at] ?? null;
  if (value === null) return '(none)';
  if (kind === 'metric') return typeof value === 'number' ? number(value) : String(value);
  if (kind === 'digest') return String(value).slice(0, 8);
  return what === 'verdict' ? `${decisionOf(String(value))?.sign ?? ''} ${value}`.trim() : String(value);
}

function changeText({ changes }: Difference, at: number): string {
  const change = changes[at] ?? null;
  if (change === null || change.change === 'same') return '';
  return `${signed(change.difference)} ${meaning(change.change)}`.trim();
}

function toneOf({ changes }: Difference, at: number): 'good' | 'bad' | null {
  const change = changes[at]?.change;
  return change === 'better' ? 'good' : change === 'worse' ? 'bad' : null;
}

/** `code of 9f8e7d6c: train.py changed, new.py added` */
function fileNotes({ runs, differing }: Contrast): string[] {
  return differing.flatMap(({ what, notes }) =>
    notes.flatMap((note, at) => {
      const run = runs[at];
      return note === '' || run === undefined ? [] : [`${what} of ${shortRecord(run)}: ${note}`];
    }),
  );
}

function rest({ differing, equal }: Contrast): string[] {
  const more = differing.length - SHOWN;
  return [
    ...(differing.length === 0 ? ['They differ in nothing that is recorded.'] : []),
    ...(more > 0 ? [`${count(more, 'more difference')}: --format json has all.`] : []),
    ...(equal > 0 ? [`${count(equal, 'thing')} ${equal === 1 ? 'is' : 'are'} the same and left out.`] : []),
  ];
}

/** As a table for a job summary, an issue or a page. */
export function contrastMarkdown(contrast: Contrast): string {
  const { runs } = contrast;
  const head = headOf(runs).map((column) => [
    column.header,
    ...runs.map((run) => text(shownIn(column, run))),
  ]);
  const cell = (row: Difference, at: number) => {
    const value = text(valueText(row, at));
    const change = changeText(row, at);
    return change === '' ? value : `${value} (${text(change)})`;
  };
  const rows = contrast.differing
    .slice(0, SHOWN)
    .map((row) => [code(row.what), ...runs.map((_, at) => cell(row, at))]);
  const body = table(
    ['', ...runs.map((run) => code(shortRecord(run)))],
    ['left', ...runs.map(() => 'left' as const)],
    [...head, ...rows],
  );
  return `${[body, ...[...fileNotes(contrast), ...rest(contrast)].map(text)].join('\n\n')}\n`;
}

/** A line a difference; a column a run, and two more for what a metric differs by from the first. */
export function contrastCsv({ runs, differing }: Contrast): string {
  const header = runs.flatMap(({ record }, at) =>
    at === 0 ? [record] : [record, `${record} difference`, `${record} change`],
  );
  const rows = differing.map(({ what, values, changes, notes }) => [
    what,
    ...values.flatMap((value, at) => {
      const change = changes[at] ?? null;
      return at === 0 ? [value] : [value, change?.difference ?? null, change?.change ?? (notes[at] || null)];
    }),
  ]);
  return csv(['what', ...header], rows);
}

/** The differences whole, under a schema's name. Ends in a line feed. */
export function contrastJson({ runs, differing, equal }: Contrast): string {
  const value = { schema: URI.comparison, runs: runs.map(runJson), differing, equal };
  return `${JSON.stringify(value, null, 2)}\n`;
}
