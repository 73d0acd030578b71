import type { Scalar } from '#record/history';

/** What spreadsheets take for the beginning of a formula (OWASP, CSV Injection), full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * RFC 4180: CRLF after every record, a cell in quotes where it holds a comma, a quote or a line end. A number is
 * itself; a text that a spreadsheet would run as a formula gets an apostrophe in front, which spreadsheets know for
 * "this is text". Who wants texts exactly as they are takes JSON.
 */
export function csv(header: readonly string[], rows: readonly (readonly Scalar[])[]): string {
  return [header, ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function cell(value: Scalar): string {
  if (value === null) return '';
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
