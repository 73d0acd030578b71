import type { Cursor } from './cursor.ts';

/** One value of a column, or each of them. */
export type Selector =
  | { readonly column: string; readonly value: string }
  | { readonly column: string; readonly every: true };

/** Reads `[column=value]`, either of them in quotes, or `[column=*]`. */
export function selector(cursor: Cursor): Selector {
  cursor.take(/\[/y);
  const column = name(cursor, 'the name of a column');
  if (cursor.take(/=+/y) === null)
    throw cursor.expected('=', 'Write [column=value], or [column=*] for every value.');
  const every = cursor.take(/\*(?=\s*\])/y) !== null;
  const value = every ? '*' : name(cursor, 'a value of the column, or *');
  if (cursor.take(/\]/y) === null)
    throw cursor.expected(']', 'Close the slice; put quotes round a value with odd characters.');
  return every ? { column, every } : { column, value };
}

function name(cursor: Cursor, what: string): string {
  const quoted = cursor.take(/"[^"]*"|'[^']*'/y);
  if (quoted !== null) return quoted.slice(1, -1);
  const plain = cursor.take(/[^\s[\]="']+/y);
  if (plain === null) throw cursor.expected(what, 'Put quotes round a value with odd characters.');
  return plain;
}

/** What stands between the brackets. */
export function printSelector(slice: Selector): string {
  return `${printName(slice.column)}=${'every' in slice ? '*' : printName(slice.value)}`;
}

function printName(name: string): string {
  if (/^[^\s[\]="'*]+$/.test(name)) return name;
  return name.includes('"') ? `'${name}'` : `"${name}"`;
}
