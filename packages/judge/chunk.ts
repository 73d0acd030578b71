import { Mistake } from '#kit/outcome';

/** How rows in order of time are cut: into so many pieces, pieces of so many rows, or calendar periods (UTC). */
export type Chunking =
  | { readonly count: number }
  | { readonly size: number }
  | { readonly period: Period; readonly times: ArrayLike<number> };

export const PERIODS = ['hour', 'day', 'week', 'month'] as const;
type Period = (typeof PERIODS)[number];

/** Rows `from` up to but not including `to`. */
export interface Chunk {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** NannyML's default. */
export const TEN: Chunking = { count: 10 };

/**
 * Rows cut as NannyML cuts them: pieces of rows / count, rounded down, and what is left as a piece of its own; or one
 * piece a calendar period. `times`: seconds since 1970 of each row, ascending. Mistake: fewer rows than pieces.
 */
export function chunksOf(rows: number, by: Chunking): Chunk[] {
  if ('period' in by) return periodsOf(rows, by.period, by.times);
  const size = 'size' in by ? by.size : Math.floor(rows / by.count);
  if (!Number.isInteger(size) || size < 1) {
    const what = 'size' in by ? 'is no number of rows' : `cannot be made of ${rows} rows`;
    const value = String('size' in by ? by.size : by.count);
    throw new Mistake({ subject: 'chunks', what, remedy: 'Ask for fewer chunks, or give more rows.', value });
  }
  return Array.from({ length: Math.ceil(rows / size) }, (_, at) => {
    const [from, to] = [at * size, Math.min(rows, (at + 1) * size)];
    return { name: `[${from}:${to - 1}]`, from, to };
  });
}

function periodsOf(rows: number, period: Period, times: ArrayLike<number>): Chunk[] {
  const chunks: { name: string; from: number; to: number }[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    const time = times[row] ?? Number.NaN;
    if (!(time >= last)) {
      const what = Number.isNaN(time)
        ? `row ${row + 1} has no time`
        : `row ${row + 1} is before the row above it`;
      throw new Mistake({ subject: 'times', what, remedy: 'Sort the rows by time; leave none without.' });
    }
    last = time;
    const name = nameOf(period, new Date(time * 1000));
    const open = chunks.at(-1);
    if (open?.name === name) open.to = row + 1;
    else chunks.push({ name, from: row, to: row + 1 });
  }
  return chunks;
}

/** `2026-11-30T15`, `2026-11-30`, the Monday of the week, `2026-11`. */
function nameOf(period: Period, time: Date): string {
  if (period === 'week') {
    const sinceMonday = (time.getUTCDay() + 6) % 7;
    return new Date(time.getTime() - sinceMonday * 86_400_000).toISOString().slice(0, 10);
  }
  return time.toISOString().slice(0, { hour: 13, day: 10, month: 7 }[period]);
}
