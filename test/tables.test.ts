import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { machineEnvironment } from '#harness/bundle';
import { pythonEnvironment } from '#harness/python';
import { readTable } from '#metrics/reader/reader';
import { type Column, textAt } from '#metrics/table';

type Cells = readonly (string | number | null)[];

const folder = mkdtempSync(join(tmpdir(), 'mlops-tables-'));
let expected: Readonly<Record<string, Readonly<Record<string, Cells>>>> = {};

beforeAll(async () => {
  const python = await pythonEnvironment('tables', ['numpy==2.4.6', 'pyarrow==26.0.1']);
  const script = join(import.meta.dirname, 'python/tables.py');
  const options = { env: machineEnvironment(), encoding: 'utf8', maxBuffer: 1e9 } as const;
  expected = JSON.parse(execFileSync(python, [script, folder], options));
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cells(column: Column, rows: number): Cells {
  if (column.kind === 'text') return Array.from({ length: rows }, (_, row) => textAt(column, row));
  return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
}

const path = (file: string) => join(folder, file);

test('every file that NumPy, pyarrow and Python wrote holds what they say, column by column', async () => {
  const files = Object.entries(expected);
  expect(files.length).toBeGreaterThan(50);
  for (const [file, columns] of files) {
    // small chunks, so that each kind of cell lies across two
    const source = createReadStream(path(file), { highWaterMark: file.includes('csv') ? 777 : 1 << 20 });
    const table = await readTable(source, path(file));
    expect([file, table.names]).toEqual([file, Object.keys(columns)]);
    for (const [name, own] of Object.entries(columns)) {
      const column = table.columns.get(name);
      const found = column === undefined ? null : cells(column, table.rows);
      const at = own.findIndex((value, row) => !Object.is(found?.[row] ?? null, value));
      expect([file, name, table.rows, at, found?.[at]]).toEqual([file, name, own.length, -1, undefined]);
    }
  }
});

test.each<[string, string, RegExp]>([
  ['rfc.csv.gz', 'a.csv.gz', /is cut short: its gzip ends in the middle, after \d+ whole rows/],
  ['lines.jsonl.zst', 'a.jsonl', /is cut short: its zstd ends in the middle, after \d+ whole rows/],
  ['rfc.csv', 'a.csv', /its last line ends in the middle: row \d+ has \d cells? of 7/],
  ['usual.parquet', 'a.parquet', /is not readable as Parquet: .*It may be cut short/],
  ['score-f8.npy', 'a.npy', /is cut short: it ends in row 14\d\d of 3000/],
  ['columnwise.npy', 'a.npy', /is cut short: its header says 3000 rows/],
  ['stored.npz', 'a.npz', /is not readable as NumPy's archive: .*It may be cut short/],
])('the first half of %s is refused, with the row where there is one', async (file, name, message) => {
  const whole = readFileSync(path(file));
  // a cut within a cell of the last line
  const half = whole.subarray(
    0,
    file === 'rfc.csv' ? whole.lastIndexOf(',', whole.length / 2) : whole.length / 2,
  );
  await expect(readTable(half, name)).rejects.toThrow(message);
});

test.each<[string, RegExp]>([
  ['twice.parquet', /has the column "a" twice/],
  ['damaged.npz', /the checksum of label\.npy is another/],
  ['bent.npz', /is not readable as NumPy's archive/],
])('%s is refused', async (file, message) => {
  await expect(readTable(readFileSync(path(file)), file)).rejects.toThrow(message);
});

test('pickled objects are refused with what to save instead', async () => {
  await expect(readTable(readFileSync(path('objects.npy')), 'objects.npy')).rejects.toThrow(
    /it holds Python objects, pickled, which are code to run and are never opened\. Save numbers/,
  );
});

test('arrays that lie beside the columns of an archive are no matter, unless they are wanted', async () => {
  const bytes = readFileSync(path('beside.npz'));
  const table = await readTable(bytes, 'a.npz', new Set(['label']));
  expect([table.rows, [...table.columns.keys()]]).toEqual([4, ['label']]);
  await expect(readTable(bytes, 'a.npz', new Set(['label', 'classes']))).rejects.toThrow(
    'holds 4 rows of label and 2 of classes',
  );
});
