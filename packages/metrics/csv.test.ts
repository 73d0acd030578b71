import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csvOf } from './csv.ts';
import { readTable } from './reader/reader.ts';

const SOURCE = 'id,"a ""name""",score\n7,"x,y",0.1\n8,,1e-7\n9,"two\nlines",\n';

test('what is written is read by csv-parse, and by ourselves, as what it was', async () => {
  const table = await readTable(new TextEncoder().encode(SOURCE), 'p.csv');
  const written = csvOf(table.columns, table.rows);
  expect(parse(written)).toEqual([
    ['id', 'a "name"', 'score'],
    ['7', 'x,y', '0.1'],
    ['8', '', '1e-7'],
    ['9', 'two\nlines', ''],
  ]);
  expect(await readTable(new TextEncoder().encode(written), 'p.csv')).toEqual(table);
});
