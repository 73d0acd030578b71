import type { Column } from '#metrics/table';

type Text = Extract<Column, { readonly kind: 'text' }>;

/** `2026-01-31`, with a time and a zone or without. */
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

export function isDate(text: string): boolean {
  return DATE.test(text) && Number.isFinite(timeOf(text));
}

/** Milliseconds since 1970, NaN where it is no such date; without a zone it is UTC, so that every machine reads the same. */
export function timeOf(text: string): number {
  const spelled = text.replace(' ', 'T');
  const zoned = spelled.includes('T') && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(spelled) ? `${spelled}Z` : spelled;
  return DATE.test(text) ? Date.parse(zoned) : Number.NaN;
}

/** A cell as a number: NaN where it spells none. Truth counts as 1 and 0. */
export function numberSpelled(text: string): number {
  const low = text.toLowerCase();
  if (low === 'true' || low === 'false') return Number(low === 'true');
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** Text of which every cell is a number in its shortest spelling: a log says "5" where a table says 5. */
export function spelledNumbers({ codes, values }: Text): Float64Array | null {
  if (values.length === 0) return null;
  const numbers = values.map(Number);
  const plain = values.every((text, at) => String(numbers[at]) === text && Number.isFinite(numbers[at]));
  return plain ? decoded(codes, numbers) : null;
}

export function numbersOf({ codes, values }: Text): Float64Array {
  return decoded(codes, values.map(numberSpelled));
}

export function timesOf({ codes, values }: Text): Float64Array {
  return decoded(codes, values.map(timeOf));
}

/** Characters of each text, by code point. */
export function lengthsOf({ codes, values }: Text): Float64Array {
  const lengths = values.map((text) => [...text].length);
  return decoded(codes, lengths);
}

function decoded(codes: Int32Array, numbers: readonly number[]): Float64Array {
  const decoded = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) decoded[row] = numbers[codes[row] ?? -1] ?? Number.NaN;
  return decoded;
}

/** A column of times as milliseconds: dates as text, or seconds or milliseconds since 1970 as numbers. */
export function timesIn(column: Column): Float64Array {
  if (column.kind === 'text') return timesOf(column);
  return column.values.map((value) => (Math.abs(value) < SECONDS ? value * 1000 : value));
}

/** As seconds the year 5138, as milliseconds 1973. */
const SECONDS = 1e11;
