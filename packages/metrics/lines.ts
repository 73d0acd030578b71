import { type Column, type Table, textAt } from './table.ts';

const AT_ONCE = 4096;

/**
 * A table as JSON Lines that read back as the very same table: numbers by the shortest digits that give the same double
 * (ECMA-262, Number::toString), infinity as a number beyond all doubles, an empty cell as null.
 */
export async function* linesOf({ rows, names, columns }: Table): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const cells = names.flatMap((name) => {
    const column = columns.get(name);
    return column === undefined ? [] : [[JSON.stringify(name), column] as const];
  });
  for (let from = 0; from < rows; from += AT_ONCE) {
    let text = '';
    for (let row = from; row < Math.min(rows, from + AT_ONCE); row++)
      text += `{${cells.map(([name, column]) => `${name}:${spelled(column, row)}`).join(',')}}\n`;
    yield encoder.encode(text);
  }
}

function spelled(column: Column, row: number): string {
  if (column.kind === 'text') return JSON.stringify(textAt(column, row));
  const number = column.values[row] ?? Number.NaN;
  if (Number.isNaN(number)) return 'null';
  if (!Number.isFinite(number)) return number > 0 ? '1e999' : '-1e999';
  if (Object.is(number, -0)) return '-0';
  // digits alone would be taken for a name that is too long for a number
  return Math.abs(number) < 2 ** 53 ? String(number) : number.toExponential();
}
