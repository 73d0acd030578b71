import { Mistake, type Problem } from '#kit/outcome';
import { idOrder } from './order.ts';
import { gatherColumn } from './slice.ts';
import { asText, type Column, type Table } from './table.ts';

/** A table and whose it is, for messages. */
export interface Shard {
  readonly name: string;
  readonly table: Table;
}

/**
 * The rows of all shards as one table, in the order of their ids: numbers by size, text by code unit. A column that is
 * text in one shard is text in all, as it would be in one file. Mistake: columns that are not in all shards, and ids
 * that are in more than one, with how many and in which.
 */
export function joined(shards: readonly Shard[], id: string, file: string): Table {
  const [first] = shards;
  const names = first?.table.names ?? [];
  const problems = shards.flatMap((shard) => [...columnProblems(shard, names, id)]);
  if (problems.length > 0) throw new Mistake(problems);
  const rows = shards.reduce((sum, { table }) => sum + table.rows, 0);
  const columns = new Map(
    names.map((name) => [
      name,
      appended(
        shards.flatMap(({ table }) => table.columns.get(name) ?? []),
        rows,
      ),
    ]),
  );
  const ids = columns.get(id);
  if (ids === undefined) return { file, rows, names, columns };
  const twice = repeats(shards, ids);
  if (twice !== null) throw new Mistake(twice);
  return inIdOrder({ file, rows, names, columns }, id);
}

/** The same rows in the order of their ids. */
export function inIdOrder(table: Table, id: string): Table {
  const ids = table.columns.get(id);
  const order = ids === undefined ? null : idOrder(ids);
  return order === null ? table : taken(table, order);
}

/** Some rows of a table, in their order. */
export function taken(table: Table, rows: Uint32Array): Table {
  const columns = [...table.columns].map(([name, column]): [string, Column] => [
    name,
    gatherColumn(column, rows),
  ]);
  return { ...table, rows: rows.length, columns: new Map(columns) };
}

function* columnProblems({ name, table }: Shard, names: readonly string[], id: string): Generator<Problem> {
  if (!table.columns.has(id)) {
    const what = `has no column ${id}: which row is which is not known`;
    yield { subject: name, what, remedy: 'Name the column that tells rows apart under columns: (id).' };
    return;
  }
  const [own, all] = [new Set(table.names), new Set(names)];
  const lacking = names.filter((one) => !own.has(one));
  const further = table.names.filter((one) => !all.has(one));
  if (lacking.length === 0 && further.length === 0) return;
  const said = [
    lacking.length === 0 ? '' : `lacks ${lacking.join(', ')}`,
    further.length === 0 ? '' : `has ${further.join(', ')}, which others lack`,
  ].filter((part) => part !== '');
  yield { subject: name, what: said.join(' and '), remedy: 'Write the same columns in each shard.' };
}

function appended(columns: readonly Column[], rows: number): Column {
  const numbers = columns.flatMap((column) => (column.kind === 'number' ? [column.values] : []));
  if (numbers.length === columns.length) {
    const values = new Float64Array(rows);
    let at = 0;
    for (const part of numbers) {
      values.set(part, at);
      at += part.length;
    }
    return { kind: 'number', values };
  }
  return texts(columns.map(asText), rows);
}

function texts(columns: readonly Extract<Column, { kind: 'text' }>[], rows: number): Column {
  const known = new Map<string, number>();
  const codes = new Int32Array(rows);
  let at = 0;
  for (const column of columns) {
    const anew = column.values.map((value) => {
      const code = known.get(value) ?? known.size;
      known.set(value, code);
      return code;
    });
    for (const code of column.codes) codes[at++] = code < 0 ? -1 : (anew[code] ?? -1);
  }
  return { kind: 'text', codes, values: [...known.keys()] };
}

const SHOWN = 5;

/** Ids that are in more than one shard; those that are twice in one file are found when it is read as predictions. */
function repeats(shards: readonly Shard[], ids: Column): Problem | null {
  const { codes, values } = asText(ids);
  const owner = new Int32Array(values.length).fill(-1);
  const counts = new Map<string, number>();
  const first = new Set<string>();
  let row = 0;
  shards.forEach(({ name, table }, shard) => {
    for (const end = row + table.rows; row < end; row++) {
      const code = codes[row] ?? -1;
      const before = owner[code] ?? -1;
      if (code < 0) continue;
      if (before < 0) owner[code] = shard;
      else if (before !== shard) {
        const pair = `${shards[before]?.name} and ${name}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
        if (first.size < SHOWN) first.add(values[code] ?? '');
      }
    }
  });
  if (counts.size === 0) return null;
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const where = [...counts].map(([pair, count]) => `${count} in ${pair}`).join(', ');
  const shown = [...first].join(', ') + (all > first.size ? ', …' : '');
  const what = `${all} ${all === 1 ? 'row repeats' : 'rows repeat'} an id of another shard: ${where} (${shown})`;
  return { subject: 'shards', what, remedy: 'Let each shard score rows of its own.' };
}
