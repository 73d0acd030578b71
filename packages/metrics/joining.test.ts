import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import { joined } from './joining.ts';
import { linesOf } from './lines.ts';
import { readTable } from './reader/reader.ts';
import type { Table } from './table.ts';

const read = (text: string, file = 'p.csv') => readTable(new TextEncoder().encode(text), file);

async function written(table: Table): Promise<string> {
  let text = '';
  for await (const bytes of linesOf(table)) text += new TextDecoder().decode(bytes);
  return text;
}

async function join(...files: readonly string[]): Promise<Table> {
  const shards = await Promise.all(
    files.map(async (text, at) => ({
      name: `shard-${at + 1}`,
      table: await read(text.replaceAll(' ', '\n')),
    })),
  );
  return joined(shards, 'id', 'joined.jsonl');
}

describe('shards are joined in the order of their ids', () => {
  it('where ids are numbers', async () => {
    const table = await join('id,late 3,1 1,0', 'id,late 2,1 10,0');
    expect(await written(table)).toBe(
      '{"id":1,"late":0}\n{"id":2,"late":1}\n{"id":3,"late":1}\n{"id":10,"late":0}\n',
    );
  });

  it('and where one shard has text: then they are text in all', async () => {
    const table = await join('id,late 3,1 10,0', 'id,late b,1');
    expect(await written(table)).toBe('{"id":"10","late":0}\n{"id":"3","late":1}\n{"id":"b","late":1}\n');
  });

  it('with their empty cells', async () => {
    const table = await join('id,late,carrier 2,,UA', 'id,late,carrier 1,1,');
    expect(await written(table)).toBe(
      '{"id":1,"late":1,"carrier":null}\n{"id":2,"late":null,"carrier":"UA"}\n',
    );
  });
});

test.each<[string, readonly string[], string]>([
  [
    'ids in two shards',
    ['id,late 1,0 2,0', 'id,late 2,1 3,0', 'id,late 3,1 2,0'],
    '3 rows repeat an id of another shard: 1 in shard-1 and shard-2, 1 in shard-2 and shard-3, 1 in shard-1 and shard-3 (2, 3, …)',
  ],
  ['a column that one lacks', ['id,late 1,0', 'id 2'], 'shard-2: lacks late'],
  ['a column that one has alone', ['id 1', 'id,late 2,0'], 'shard-2: has late, which others lack'],
  ['no ids', ['late 1', 'id,late 2,0'], 'shard-1: has no column id'],
])('%s are a mistake that says so', async (_what, files, text) => {
  const error = await join(...files).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Mistake);
  expect(String(error)).toContain(text);
});

it('numbers, texts and empty cells come back bit for bit', async () => {
  const number = fc.double();
  const rows = fc.array(fc.tuple(number, fc.option(fc.string({ unit: 'binary' }))), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(rows, async (cells) => {
      const table: Table = {
        file: 'x',
        rows: cells.length,
        names: ['n', 't"'],
        columns: new Map([
          ['n', { kind: 'number', values: Float64Array.from(cells, ([value]) => value) }],
          [
            't"',
            {
              kind: 'text',
              codes: Int32Array.from(cells, ([, text], at) => (text === null ? -1 : at)),
              values: cells.map(([, text]) => text ?? ''),
            },
          ],
        ]),
      };
      const back = await read(await written(table), 'x.jsonl');
      const numbers = back.columns.get('n');
      expect(numbers?.kind).toBe('number');
      if (numbers?.kind === 'number')
        cells.forEach(([value], row) => {
          expect(Object.is(numbers.values[row], value)).toBe(true);
        });
      const texts = back.columns.get('t"');
      if (texts?.kind === 'text')
        cells.forEach(([, text], row) => {
          expect(texts.values[texts.codes[row] ?? -1] ?? null).toBe(text);
        });
    }),
  );
});
