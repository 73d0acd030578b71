import { type Column, textAt } from './table.ts';

/**
 * Columns as CSV (RFC 4180, line feeds): texts in quotes, numbers as JavaScript spells them, which read back as the same,
 * what is empty as nothing.
 */
export function csvOf(columns: Iterable<readonly [string, Column]>, rows: number): string {
  const all = [...columns];
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = [all.map(([name]) => quoted(name)).join(',')];
  for (let row = 0; row < rows; row++) {
    const cells = all.map(([, column]) => {
      const text = textAt(column, row);
      return text === null ? '' : column.kind === 'number' ? text : quoted(text);
    });
    lines.push(cells.join(','));
  }
  return `${lines.join('\n')}\n`;
}
