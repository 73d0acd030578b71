import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Column, ColumnBuilder, textAt } from '../table.ts';
import { cellOf, parseWithNaN } from './jsonl.ts';
import { readTable } from './reader.ts';

const encoder = new TextEncoder();

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

function cells(column: Column | undefined, rows: number) {
  if (column === undefined) return null;
  return [column.kind, ...Array.from({ length: rows }, (_, row) => textAt(column, row))];
}

/** The column as JSON.parse has it, line by line. */
function byLibrary(lines: readonly string[], name: string) {
  const builder = new ColumnBuilder();
  for (const line of lines) {
    const found: unknown = parseWithNaN(line);
    const value =
      typeof found === 'object' && found !== null ? new Map(Object.entries(found)).get(name) : null;
    builder.add(cellOf(value ?? null));
  }
  return cells(builder.finish(), lines.length);
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.constantFrom('-0', '1E5', '1e-7', '12345678901234567890', '0.30000000000000004', 'NaN', '-Infinity'),
);
const value = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 2, arbitrary: fc.string({ maxLength: 4 }).map((text) => JSON.stringify(text)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('true', 'false', 'null', '[1]', '{"b": 1}', '"é"', '"7"', '"\\u0041"'),
  },
);
const NAMES = ['a', 'b c', 'é', '"q"'];
const line = fc
  .record({
    keys: fc.oneof({ weight: 3, arbitrary: fc.constant(NAMES) }, fc.subarray(NAMES)),
    values: fc.array(value, { minLength: 4, maxLength: 4 }),
    gap: fc.constantFrom('', ' '),
  })
  .map(({ keys, values, gap }) => {
    const pairs = keys.map((key, at) => `${JSON.stringify(key)}${gap}:${gap}${values[at]}`);
    return `{${gap}${pairs.join(`,${gap}`)}${gap}}`;
  });

test('lines of any keys and values, in chunks of any size, are what JSON.parse reads', async () => {
  const chunk = fc.integer({ min: 1, max: 60 });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), chunk, async (lines, size) => {
      const table = await readTable(inChunks(encoder.encode(lines.join('\n')), size), 'a.jsonl');
      expect(table.rows).toBe(lines.length);
      for (const name of table.names)
        expect(cells(table.columns.get(name), lines.length)).toEqual(byLibrary(lines, name));
    }),
    { numRuns: 200 },
  );
});

test('numbers that only look like JSON are refused', async () => {
  for (const odd of ['1.', '.5', '-.5', '+1', '01', '1.e5', '1e', '-', 'tru', '"x', '1 2'])
    await expect(readTable(encoder.encode(`{"x": 1}\n{"x": ${odd}}\n`), 'a.jsonl')).rejects.toThrow(
      'a.jsonl:2',
    );
});

test('a key that comes after many lines, and one that goes away, are missing where they are not', async () => {
  const rows = 150_000;
  const lines = Array.from({ length: rows }, (_, row) => {
    if (row < 70_000) return `{"x": ${row}, "gone": "g${row % 3}"}`;
    return row % 2 === 0 ? `{"x": ${row}, "new": ${row}}` : `{"x": ${row}, "new": "n"}`;
  });
  const table = await readTable(inChunks(encoder.encode(lines.join('\n')), 1e5), 'a.jsonl');
  for (const name of ['x', 'gone', 'new'])
    expect(cells(table.columns.get(name), rows)).toEqual(byLibrary(lines, name));
});
