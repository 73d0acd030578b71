import type { Run } from '#record/history';
import { wrap } from './cell.ts';
import { type Column, everyColumn, inReadingOrder, shownIn, textColumn, wantedColumns } from './columns.ts';
import { listing, listingWidth } from './listing.ts';
import { code, table, text } from './markdown.ts';
import { count } from './number.ts';
import { paint } from './paint.ts';
import { loggable } from './visible.ts';

/** What is shown of a history, and what there is besides. */
export interface Excerpt {
  readonly runs: readonly Run[];
  /** that fit what was asked for */
  readonly matching: number;
  /** by what they are sorted; null: the newest first */
  readonly by: string | null;
  /** asked for by name; null: what fits */
  readonly columns: readonly Column[] | null;
}

export interface HistoryOptions {
  readonly width: number;
  readonly colour: boolean;
}

/** Columns that stay whatever the width is. */
const LEAST = 4;

/**
 * The runs as a table that is no wider than `width`, unless its columns were asked for by name: what does not fit, what
 * every run has in common, and how many more there are is said below.
 */
export function historyText(excerpt: Excerpt, { width, colour }: HistoryOptions): string {
  const { runs, columns } = excerpt;
  const { chosen, left, same } =
    columns === null ? fitting(runs, width) : { chosen: columns, left: [], same: [] };
  const lines = listing(
    chosen.map((column) => textColumn(column, runs)),
    paint(colour),
  );
  const notes = [rest(excerpt), common(same, runs), leftOut(left)].filter((note) => note !== '');
  const below = notes.flatMap((note) => wrap(loggable(note), width));
  return `${[...lines, ...(below.length === 0 ? [] : ['', ...below])].join('\n')}\n`;
}

/** As a table for a job summary, an issue or a page. */
export function historyMarkdown(excerpt: Excerpt): string {
  const { runs } = excerpt;
  const { columns, same } = wantedColumns(runs);
  // a run on GitHub is named by its address, which has no room in a table
  const short = columns.filter(({ name }) => name !== 'run');
  const chosen = excerpt.columns ?? inReadingOrder(short, columns);
  const cell = (column: Column, run: Run) => {
    const shown = shownIn(column, run);
    const name = column.meant.kind === 'fact' && ['record', 'commit'].includes(column.meant.name);
    return name && shown !== '' ? code(shown) : text(shown);
  };
  const body = table(
    chosen.map(({ header, meant }) => (meant.kind === 'fact' ? header : code(header))),
    chosen.map(({ align }) => align),
    runs.map((run) => chosen.map((column) => cell(column, run))),
  );
  const notes = [rest(excerpt), excerpt.columns === null ? common(same, runs) : ''];
  return `${[body, ...notes.filter((note) => note !== '').map(text)].join('\n\n')}\n`;
}

/** The most wanted columns that go side by side. */
function fitting(
  runs: readonly Run[],
  width: number,
): { readonly chosen: Column[]; readonly left: Column[]; readonly same: Column[] } {
  const { columns, same } = wantedColumns(runs);
  let chosen: Column[] = [];
  for (const [rank, column] of columns.entries()) {
    const more = [...chosen, column];
    const fits = listingWidth(more.map((one) => textColumn(one, runs))) <= width;
    if (fits || rank < LEAST) chosen = more;
  }
  const left = columns.filter((column) => column.name !== 'run' && !chosen.includes(column));
  return { chosen: inReadingOrder(chosen, columns), left, same };
}

function rest({ runs, matching, by }: Excerpt): string {
  const more = matching - runs.length;
  if (more === 0) return '';
  const which = by === null ? 'older' : `further down by ${by}`;
  return `${count(more, 'more run')} ${which}: --limit ${matching} or --limit all shows them.`;
}

/** Names that a line of notes holds; files have all of them. */
const NAMED = 12;

function common(same: readonly Column[], runs: readonly Run[]): string {
  const [run] = runs;
  if (run === undefined || same.length === 0) return '';
  const said = same.slice(0, NAMED).map((column) => `${column.header} ${shownIn(column, run)}`);
  return `The same in all: ${said.join(', ')}${andMore(same.length)}.`;
}

function leftOut(left: readonly Column[]): string {
  if (left.length === 0) return '';
  const said = left.slice(0, NAMED).map(({ name }) => name);
  return `Not shown for want of room: ${said.join(', ')}${andMore(left.length)}; --columns names what to show.`;
}

function andMore(amount: number): string {
  return amount > NAMED ? ` and ${amount - NAMED} more` : '';
}

/** Columns of a file: those asked for by name, else every one. */
export function fileColumns({ columns, runs }: Excerpt): readonly Column[] {
  return columns ?? everyColumn(runs);
}
