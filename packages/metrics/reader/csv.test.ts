import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cell, ColumnBuilder, type Table, textAt } from '../table.ts';
import { readTable } from './reader.ts';

const encoder = new TextEncoder();

function texts(table: Table): (string | null)[][] {
  return [...table.columns.values()].map((column) =>
    Array.from({ length: table.rows }, (_, row) => textAt(column, row)),
  );
}

/** Cells as csv-parse finds them, each as the rule says: empty, a number, or text. */
function byLibrary(content: string): (string | null)[][] {
  const [names = [], ...records] = parse(content, { bom: true, skip_empty_lines: true });
  return names.map((_, index) => {
    const builder = new ColumnBuilder();
    for (const record of records) builder.add(cellOf(record[index] ?? ''));
    const column = builder.finish();
    return Array.from({ length: records.length }, (_, row) => textAt(column, row));
  });
}

function cellOf(spelled: string): Cell {
  if (spelled === '') return null;
  if (/^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(spelled)) {
    const number = Number(spelled);
    return /^[+-]?\d+$/.test(spelled) && !Number.isSafeInteger(number) ? spelled : number;
  }
  const word = /^(-?)(?:inf|infinity)$/i.exec(spelled);
  if (word !== null) return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return spelled.toLowerCase() === 'nan' ? Number.NaN : spelled;
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

const spelling = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noNaN: false }).map(String) },
  { weight: 3, arbitrary: fc.integer().map(String) },
  fc.constantFrom(
    '',
    '007',
    '1.',
    '.5',
    '+3',
    '1e5',
    'NaN',
    '-inf',
    '12345678901234567890',
    '0.30000000000000004',
  ),
);
const text = fc.string({
  unit: fc.constantFrom('a', 'B', '1', ',', '"', '\n', '\r\n', ' ', '\t', 'é', '😀'),
  maxLength: 6,
});
const column = fc.oneof(
  fc.array(spelling, { minLength: 20, maxLength: 20 }),
  fc.array(text, { minLength: 20, maxLength: 20 }),
  fc.array(fc.oneof(spelling, text), { minLength: 20, maxLength: 20 }),
);

interface Written {
  readonly columns: readonly (readonly string[])[];
  readonly rows: number;
  readonly end: string;
  readonly all: boolean;
  readonly closed: boolean;
}

/** Quoted where it has to be, or everywhere. */
function written({ columns, rows, end, all, closed }: Written): string {
  const cell = (content: string) =>
    all || /[",\r\n]/.test(content) ? `"${content.replaceAll('"', '""')}"` : content;
  const lines = Array.from({ length: rows }, (_, row) =>
    columns.map((one) => cell(one[row] ?? '')).join(','),
  );
  return [columns.map((_, index) => `c${index}`).join(','), ...lines].join(end) + (closed ? end : '');
}

test('a table of any cells, in chunks of any size, is what csv-parse reads', async () => {
  const tables = fc.record({
    columns: fc.array(column, { minLength: 2, maxLength: 4 }),
    rows: fc.integer({ min: 0, max: 20 }),
    end: fc.constantFrom('\n', '\r\n'),
    all: fc.boolean(),
    closed: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(tables, fc.integer({ min: 1, max: 60 }), async (table, size) => {
      const content = written(table);
      const expected = byLibrary(content);
      const bytes = encoder.encode(content);
      expect(texts(await readTable(bytes, 'a.csv'))).toEqual(expected);
      expect(texts(await readTable(inChunks(bytes, size), 'a.csv'))).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

test('what a cell of text is does not depend on the rows before it', async () => {
  const cells = ['12e4', '1.0', '-0', '+7', 'nan', 'Inf', '1.50', '42', '007', 'x', '-', 'e5', 'night'];
  // as columns of numbers have them: an id of one file is that of another, whatever else either holds
  const expected = ['120000', '1', '0', '7', null, 'Infinity', '1.5', '42', '007', 'x', '-', 'e5', 'night'];
  const read = async (all: readonly string[]) =>
    texts(await readTable(encoder.encode(`a,b\n${all.map((cell) => `${cell},\n`).join('')}`), 'a.csv'))[0];
  expect(await read(cells)).toEqual(expected);
  expect(await read(cells.toReversed())).toEqual(expected.toReversed());
  expect(await read(cells.slice(0, 8))).toEqual(expected.slice(0, 8));
});

test('bytes that are no CSV are refused where csv-parse refuses them', async () => {
  const unit = fc.constantFrom('a', '1', ',', '"', '\n');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit, maxLength: 20 }), async (body) => {
      const content = `x,y\n${body}`;
      let expected: (string | null)[][] | null = null;
      try {
        expected = byLibrary(content);
      } catch {}
      const found = await readTable(encoder.encode(content), 'a.csv').then(texts, () => null);
      expect(found).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('a column that turns to text after several blocks keeps every cell', async () => {
  const rows = 200_000;
  const cells = Array.from({ length: rows }, (_, row) => (row === rows - 2 ? 'NA' : String(row % 1000)));
  const table = await readTable(
    inChunks(encoder.encode(`x,y\n${cells.map((cell) => `${cell},1\n`).join('')}`), 1e5),
    'a.csv',
  );
  expect(texts(table)[0]).toEqual(cells);
});

test.each<[string, 'utf-16le' | 'utf-16be']>([
  ['\uFEFFx,y\né,2\n', 'utf-16le'],
  ['\uFEFFx,y\né,2\n', 'utf-16be'],
])('%j in %s is read by its byte order mark', async (content, encoding) => {
  const bytes = Buffer.from(content, 'utf16le');
  const table = await readTable(inChunks(encoding === 'utf-16le' ? bytes : bytes.swap16(), 3), 'a.csv');
  expect(texts(table)).toEqual([['é'], ['2']]);
});

test('a quote that is never closed in a large file is found in one pass over it', async () => {
  const bytes = encoder.encode(`x,y\n"${'1,2\n'.repeat(500_000)}`);
  await expect(readTable(inChunks(bytes, 4096), 'a.csv')).rejects.toThrow(
    'row 1 opens a quote that is never closed',
  );
});

test.each([1, 30, 5000])('%i rows packed into fewer bytes than the header has are read', async (rows) => {
  const names = Array.from({ length: 40 }, (_, at) => `a_column_with_a_long_name_${at}`);
  const line = names.map((_, at) => at).join(',');
  const packed = gzipSync([names.join(','), ...Array.from({ length: rows }, () => line)].join('\n'));
  const table = await readTable(packed, 'wide.csv.gz');
  const [column] = [...table.columns.values()].slice(7);
  expect(column).toEqual({ kind: 'number', values: new Float64Array(rows).fill(7) });
});
