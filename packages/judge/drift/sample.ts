import { asText, type Column } from '#metrics/table';
import type { Counts } from './chisquare.ts';

/** A column's values, NaN and empty cells apart. Numbers are sorted. */
export type Sample =
  | {
      readonly kind: 'number';
      readonly rows: number;
      readonly missing: number;
      readonly values: Float64Array;
    }
  | { readonly kind: 'category'; readonly rows: number; readonly missing: number; readonly counts: Counts };

/** The same column in the reference and now, in one kind. */
export interface Pair {
  readonly reference: Sample;
  readonly current: Sample;
  /** numbers in the reference and words now, or the other way */
  readonly retyped: boolean;
}

/** Numbers of at most so many distinct values are categories: 0 and 1, days of a week's working part, grades. */
const FEW = 5;

/**
 * Two columns as samples of one kind. Text that spells numbers or truth is read as such where the other side holds
 * numbers: a CSV file says `True` and `5` where JSON says true and 5.
 */
export function pairOf(reference: Column, current: Column): Pair {
  const retyped = isText(reference) !== isText(current);
  const [one, other] = retyped ? [spelledNumbers(reference), spelledNumbers(current)] : [reference, current];
  if (one.kind === 'number' && other.kind === 'number') {
    const numbers = { reference: numberSample(one.values), current: numberSample(other.values) };
    if (!hasFew(numbers.reference, numbers.current)) return { ...numbers, retyped: false };
  }
  const still = retyped && one.kind !== other.kind;
  return { reference: categories(one), current: categories(other), retyped: still };
}

/** A column of nothing but empty cells has no kind of its own. */
function isText(column: Column): boolean {
  return column.kind === 'text' && column.values.length > 0;
}

function spelledNumbers(column: Column): Column {
  if (column.kind === 'number') return column;
  const numbers = column.values.map(numberSpelled);
  if (numbers.some((number) => number === null)) return column;
  return {
    kind: 'number',
    values: Float64Array.from(column.codes, (code) => numbers[code] ?? Number.NaN),
  };
}

const TRUTH: Readonly<Record<string, number>> = { true: 1, false: 0 };

function numberSpelled(text: string): number | null {
  const truth = TRUTH[text.toLowerCase()];
  if (truth !== undefined) return truth;
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null;
}

function numberSample(values: Float64Array): Extract<Sample, { kind: 'number' }> {
  const finite = values.filter((value) => Number.isFinite(value)).sort();
  return { kind: 'number', rows: values.length, missing: values.length - finite.length, values: finite };
}

function hasFew(...samples: readonly Extract<Sample, { kind: 'number' }>[]): boolean {
  const distinct = new Set<number>();
  for (const { values } of samples)
    for (const value of values) if (distinct.add(value).size > FEW) return false;
  return true;
}

function categories(column: Column): Sample {
  const { codes, values } = asText(column);
  const counts = new Map<string, number>();
  const names = values.map((value) =>
    TRUTH[value.toLowerCase()] === undefined ? value : value.toLowerCase(),
  );
  let missing = 0;
  for (const code of codes) {
    const name = names[code];
    // an infinite number is as little a value as NaN
    if (name === undefined || name === 'Infinity' || name === '-Infinity') missing++;
    else counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return { kind: 'category', rows: codes.length, missing, counts };
}
