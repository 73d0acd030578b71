import { readFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import expected from '../fixtures/table.json' with { type: 'json' };
import { type Table, textAt } from '../table.ts';
import { isTable } from './extension.ts';
import { readTable } from './reader.ts';

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
}

const bytes = (text: string) => new TextEncoder().encode(text);

function texts(table: Table, name: string): (string | null)[] {
  const column = table.columns.get(name);
  if (column === undefined) throw new Error(`no column ${name}`);
  return Array.from({ length: table.rows }, (_, row) => textAt(column, row));
}

const FILES = ['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4', 'plain'].map((codec) => `${codec}.parquet`);

describe.each([...FILES, 'table.csv', 'table.tsv', 'table.jsonl'])(
  '%s as pandas and pyarrow wrote it',
  (file) => {
    const table = readTable(fixture(file), file);

    test('has every row and column', async () => {
      const { rows, names } = await table;
      expect({ rows, names }).toEqual({ rows: 50, names: Object.keys(expected) });
    });

    test('keeps whole numbers beyond 2^53, leading zeros and text exact', async () => {
      expect(texts(await table, 'id')).toEqual(expected.id);
      expect(texts(await table, 'zip')).toEqual(expected.zip);
      expect(texts(await table, 'carrier')).toEqual(expected.carrier);
      expect(texts(await table, 'late').map((text) => text?.toLowerCase())).toEqual(
        expected.late.map(String),
      );
    });

    test.each(['score', 'small', 'hole'] as const)(
      'has the numbers of %s, and NaN where there is none',
      async (name) => {
        const column = (await table).columns.get(name);
        expect(column?.kind).toBe('number');
        if (column?.kind !== 'number') return;
        expected[name].forEach((value, row) => {
          // JSON holds 15 digits, CSV a float32 as its shortest 8
          if (value === null) expect(column.values[row]).toBeNaN();
          else expect(column.values[row]).toBeCloseTo(value, name === 'small' ? 7 : 14);
        });
      },
    );
  },
);

test.each([
  ['gz', gzipSync],
  ['zst', zstdCompressSync],
] as const)(
  'a file packed in parts that lie one after the other is read to its end (.%s)',
  async (end, pack) => {
    const plain = fixture('table.csv');
    const parts = [plain.subarray(0, 700), plain.subarray(700, 701), plain.subarray(701)].map((part) =>
      pack(part),
    );
    const whole = Buffer.concat(parts);
    async function* inPieces(size: number) {
      for (let at = 0; at < whole.length; at += size) yield Uint8Array.from(whole.subarray(at, at + size));
    }
    const expected = await readTable(plain, 'table.csv');
    for (const size of [whole.length, 1000, 100, 7])
      expect(await readTable(inPieces(size), `table.csv.${end}`)).toEqual({
        ...expected,
        file: `table.csv.${end}`,
      });
    await expect(readTable(inPieces(100), 'table.csv')).resolves.toMatchObject({ rows: 50 });
    const cut = whole.subarray(0, whole.length - 9);
    await expect(readTable(cut, `table.csv.${end}`)).rejects.toThrow(/is cut short/);
  },
);

test('only the wanted columns are kept, and all names are known', async () => {
  for (const file of ['snappy.parquet', 'table.csv', 'table.jsonl']) {
    const table = await readTable(fixture(file), file, new Set(['zip', 'nothing']));
    expect([...table.columns.keys()]).toEqual(['zip']);
    expect(table.names).toContain('score');
  }
});

test.each<[string, Uint8Array, string[]]>([
  ['no-rows.parquet', fixture('no-rows.parquet'), Object.keys(expected)],
  ['header.csv', bytes('id,late\n'), ['id', 'late']],
  ['blank.jsonl', bytes('\n'), []],
])('%s is a table of no rows', async (file, content, names) => {
  expect(await readTable(content, file)).toMatchObject({ rows: 0, names });
});

test.each<[string, string, (string | null)[]]>([
  ['a.csv', '\uFEFFx,y\n1,2\n', ['1']],
  ['a.csv', 'x,y\r\n"a\nb",2\r\n', ['a\nb']],
  ['a.csv', 'x\nnan\n-inf\n.5\n1e3\n', [null, '-Infinity', '0.5', '1000']],
  ['a.csv', 'x,y\n12,1\nA3,1\n', ['12', 'A3']],
  ['a.csv', 'x,y\n,1\nNA,1\n', [null, 'NA']],
  ['A.NDJSON', '{"x": NaN, "y": "NaN"}\n{"x": -Infinity}\n{}\n', [null, null, null]],
  ['a.jsonl', '{"y":1}\n{"x":"\\"NaN"}\n\n{"x":{"a":[1]}}', [null, '"NaN', '{"a":[1]}']],
  ['a.jsonl', '{"x":12345678901234567890}\n{"x":1e300}\n', ['12345678901234567890', '1e+300']],
])('%s: %j is read as it is meant', async (file, content, values) => {
  expect(texts(await readTable(bytes(content), file), 'x')).toEqual(values);
});

const truncated = fixture('snappy.parquet').subarray(0, 4000);

test.each<[string, Uint8Array, RegExp, number | undefined]>([
  [
    'out/p.pkl',
    bytes('x'),
    /has no extension that is known\. Write \.csv, \.tsv, \.jsonl, \.ndjson, \.parquet/,
    undefined,
  ],
  ['p.csv', bytes(''), /is empty \(0 bytes\)/, undefined],
  ['p.csv', bytes('\n\n'), /has no header/, undefined],
  ['p.csv', bytes('a,b\n1,2\n1,2,3\n'), /row 2 has 3 cells, the header 2/, 3],
  ['p.csv', bytes('a,b\n1,"2\n'), /row 1 opens a quote that is never closed/, 2],
  ['p.csv', bytes('a,b\n1,2\n\n"x\ny",2\n1\n'), /row 3 has 1 cell, the header 2/, 6],
  ['p.csv', bytes('a,b\n1,2\n1'), /its last line ends in the middle: row 2 has 1 cell of 2/, 3],
  ['p.csv', bytes('a,b\n1,2\n"x"y,2\n'), /row 2 goes on after a closing quote/, 3],
  ['p.csv', bytes('a,b\n1,x"y\n'), /row 1 has a quote inside a cell that is not quoted/, 2],
  ['p.csv', Uint8Array.of(0x61, 10, 0x78, 10, 0xe9, 10), /is not UTF-8 in row 2, column a/, undefined],
  ['p.csv', bytes('a,a\n1,2\n'), /has the column "a" twice/, 1],
  ['p.csv', bytes('a;b\n1;2\n'), /has one column, "a;b"\. Separate columns by commas/, 1],
  ['p.jsonl', bytes('{"a":1}\n{"a":\n'), /is not readable as JSON Lines: .*Write one JSON object a line/, 2],
  ['p.jsonl', bytes('[1,2]\n'), /holds \[1,2\] where an object belongs/, 1],
  ['p.jsonl', Uint8Array.of(0x7b, 0xff, 0x7d), /is not UTF-8/, 1],
  ['p.parquet', bytes('a,b\n1,2\n'), /is not readable as Parquet: .*It may be cut short/, undefined],
  ['p.parquet', truncated, /is not readable as Parquet/, undefined],
])('%s that cannot be read is a mistake that says so (%#)', async (file, content, message, line) => {
  const mistake = await readTable(content, file).then(
    () => null,
    (error: unknown) => error,
  );
  expect(mistake).toBeInstanceOf(Mistake);
  if (!(mistake instanceof Mistake)) return;
  expect(mistake.message).toMatch(message);
  expect(mistake.problems[0]?.subject).toBe(file);
  expect(mistake.problems[0]?.at?.line).toBe(line);
});

test('a Parquet file with bytes turned over is read or refused, and nothing else', async () => {
  const whole = fixture('gzip.parquet');
  for (let at = 4; at < whole.length; at += 97) {
    const broken = Uint8Array.from(whole);
    broken[at] = (broken[at] ?? 0) ^ 0x5a;
    const result = await readTable(broken, 'p.parquet').catch((error: unknown) => error);
    if (result instanceof Error) expect(result).toBeInstanceOf(Mistake);
  }
});

test.each([
  ['data/rows.csv', true],
  ['data/rows.NPZ', true],
  ['rows.npy.zst', true],
  ['rows.parquet.gz', true],
  ['rows.txt', false],
  ['rows', false],
])('%s is a file of rows: %s', (file, rows) => {
  expect(isTable(file)).toBe(rows);
});
