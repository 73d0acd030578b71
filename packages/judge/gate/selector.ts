import type { Slice } from '#metrics/measurement';
import type { Cursor } from './cursor.ts';

/** One value of a column, or each of them. */
export type Term =
  | { readonly column: string; readonly value: string }
  | { readonly column: string; readonly every: true };

/** Which rows a gate speaks of: those that have the value of each term. At most one term is for every value. */
export type Selector = readonly [Term] | readonly [Term, Term];

/** A name between quotes; a quote within it is written twice. */
export const QUOTED = /"(?:[^"]|"")*"|'(?:[^']|'')*'/y;

/** Reads `[column=value]`, either of them in quotes, `[column=*]`, or two of them with a comma between. */
export function selector(cursor: Cursor): Selector {
  cursor.take(/\[/y);
  const first = term(cursor);
  if (cursor.take(/,/y) === null) return closed(cursor, [first]);
  const [at, second] = [cursor.at, term(cursor)];
  const width = cursor.at - at;
  if (second.column === first.column)
    throw cursor.wrong(`${second.column} is named twice`, 'Name another column, or leave it out.', at, width);
  if ('every' in first && 'every' in second)
    throw cursor.wrong('only one column can be taken at every value', 'Give one a value.', at, width);
  return closed(cursor, [first, second]);
}

function closed(cursor: Cursor, terms: Selector): Selector {
  if (cursor.take(/\]/y) !== null) return terms;
  if (terms.length === 2 && cursor.peek(/,/y) !== null)
    throw cursor.expected(']', 'Two columns are the most that a slice can have.');
  throw cursor.expected(']', 'Close the slice; put quotes round a value with odd characters.');
}

function term(cursor: Cursor): Term {
  const column = name(cursor, 'the name of a column');
  if (cursor.take(/=+/y) === null)
    throw cursor.expected('=', 'Write [column=value], or [column=*] for every value.');
  if (cursor.take(/\*(?=\s*[\],])/y) !== null) return { column, every: true };
  return { column, value: name(cursor, 'a value of the column, or *') };
}

function name(cursor: Cursor, what: string): string {
  const quoted = cursor.take(QUOTED);
  if (quoted !== null) return unquoted(quoted);
  const plain = cursor.take(/[^\s[\]=,"']+/y);
  if (plain === null) throw cursor.expected(what, 'Put quotes round a value with odd characters.');
  return plain;
}

/** What stands between quotes, as it is meant. */
export function unquoted(quoted: string): string {
  const quote = quoted.charAt(0);
  return quoted.slice(1, -1).replaceAll(quote + quote, quote);
}

/** A name between quotes, so that it is read as it is. */
export function inQuotes(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What stands between the brackets. */
export function printSelector(terms: Selector): string {
  return terms
    .map((one) => `${printName(one.column)}=${'every' in one ? '*' : printName(one.value)}`)
    .join(', ');
}

function printName(name: string): string {
  if (/^[^\s[\]=,"'*]+$/.test(name)) return name;
  if (!name.includes('"') || name.includes("'")) return inQuotes(name);
  return `'${name}'`;
}

/** The column that is taken at each of its values; null: the rows are named. */
export function everyColumn(selector: Selector | null): string | null {
  return selector?.find((one) => 'every' in one)?.column ?? null;
}

/** The slice of measurements that a selector without a star names; null: it has one, or it takes all rows. */
export function namedSlice(selector: Selector | null): Slice | null {
  const named = (selector ?? []).flatMap((one) => ('value' in one ? [one] : []));
  return named.length === selector?.length ? sliceOf(named) : null;
}

/** The slice of rows that have each of the values; null where there are none. */
export function sliceOf(
  values: readonly { readonly column: string; readonly value: string }[],
): Slice | null {
  const [first, second] = values;
  if (first === undefined) return null;
  const { column, value } = first;
  if (second === undefined) return { column, value };
  return { column, value, and: { column: second.column, value: second.value } };
}

/** Is this slice one that the selector speaks of? */
export function speaksOf(selector: Selector, slice: Slice): boolean {
  const parts = [slice, ...(slice.and === undefined ? [] : [slice.and])];
  return (
    parts.length === selector.length &&
    selector.every((one, at) => {
      const part = parts[at];
      return part?.column === one.column && ('every' in one || part.value === one.value);
    })
  );
}
