import type { Column } from '#metrics/table';

/** Rows the model answered with no usable value. */
export interface Unusable {
  readonly count: number;
  /** indexes of the first few */
  readonly first: readonly number[];
  /** `score`, `prediction`: what lacks */
  readonly what: string;
}

const FIRST = 3;

/**
 * Answers that are none: no finite score where the model gives scores, no prediction where it gives predictions. A
 * model that never gives one of them is asked for the other alone.
 */
export function unusableAnswers(prediction: Column, score: Column): Unusable {
  const rows = lengthOf(prediction);
  const columns = [
    ['score', score],
    ['prediction', prediction],
  ] as const;
  const used = columns.filter(([, column]) => hasAny(column));
  const asked = used.length === 0 ? columns.slice(1) : used;
  const first: number[] = [];
  const lacking = new Set<string>();
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const gaps = asked.filter(([, column]) => isEmpty(column, row));
    if (gaps.length === 0) continue;
    for (const [name] of gaps) lacking.add(name);
    if (count++ < FIRST) first.push(row);
  }
  return { count, first, what: [...lacking].join(' and ') };
}

function lengthOf(column: Column): number {
  return column.kind === 'number' ? column.values.length : column.codes.length;
}

/** Does the column hold anything at all. */
function hasAny(column: Column): boolean {
  return column.kind === 'text'
    ? column.values.length > 0
    : column.values.some((value) => Number.isFinite(value));
}

function isEmpty(column: Column, row: number): boolean {
  return column.kind === 'text' ? (column.codes[row] ?? -1) < 0 : !Number.isFinite(column.values[row]);
}
