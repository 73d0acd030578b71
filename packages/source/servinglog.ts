import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { isTable } from '#metrics/reader/extension';
import { readTable } from '#metrics/reader/reader';
import { type Cell, type Column, type Table, textAt } from '#metrics/table';
import { type Line, LONGEST_LINE, linesOf } from './lines.ts';
import { plainBytes } from './plain.ts';
import { parseRow, type ReadRow, timeOf } from './row.ts';
import { Collector, type Served, type Wanted } from './served.ts';

/**
 * Reads serving logs, line by line, packed ones too (.jsonl.gz, .jsonl.zst). A last line without its end that is no
 * row is one that is being written, or was when the writer died: it is skipped and said. Rows of Parquet and CSV
 * files, as a batch job leaves them, have features as columns beside time, id, prediction, score, model and label.
 */
export async function readLogs(
  paths: readonly string[],
  wanted: Wanted,
  host: Pick<Host, 'files'>,
): Promise<Served> {
  const collector = new Collector(wanted);
  for (const path of paths) {
    if (isTabular(path)) await readTabular(path, collector, host);
    else await readLines(path, collector, host);
  }
  return collector.finish();
}

/** Lines of JSON are read one by one, as somebody may be writing them. */
function isTabular(path: string): boolean {
  return isTable(path) && !/\.(jsonl|ndjson)(\.|$)/i.test(path);
}

async function readLines(path: string, collector: Collector, host: Pick<Host, 'files'>): Promise<void> {
  const plain = plainBytes(path, host);
  let last = 0;
  for await (const lines of linesOf(plain.chunks)) {
    for (const line of lines) takeLine(line, path, collector);
    last = lines.at(-1)?.number ?? last;
  }
  collector.read({ path, ...plain.digest() });
  if (plain.cutShort()) collector.torn({ file: path, line: last, why: 'the packed file ends in the middle' });
}

function takeLine({ text, number: line, bytes, ended }: Line, file: string, collector: Collector): void {
  if (text?.trim() === '') return;
  const long = `it has ${bytes} bytes, and ${LONGEST_LINE} are the most`;
  const row = text === null ? (bytes > LONGEST_LINE ? long : 'it is no UTF-8') : parseRow(text);
  if (typeof row !== 'string') collector.add(row, file, line);
  else if (ended) collector.bad({ file, line, why: row });
  else collector.torn({ file, line, why: `${row}, and has no end` });
}

const ROLES = ['time', 'id', 'prediction', 'score', 'model', 'label'] as const;
type Role = (typeof ROLES)[number];

async function readTabular(path: string, collector: Collector, host: Pick<Host, 'files'>): Promise<void> {
  const plain = plainBytes(path, host);
  const parts: Uint8Array[] = [];
  for await (const chunk of plain.chunks) parts.push(chunk);
  collector.read({ path, ...plain.digest() });
  const table = await readTable(Buffer.concat(parts), path);
  if (!table.columns.has('time') || !table.columns.has('id')) throw unlogged(table);
  for (let row = 0; row < table.rows; row++) {
    const read = rowOf(table, row);
    if (typeof read === 'string') collector.bad({ file: path, line: row + 1, why: read });
    else collector.add(read, path, row + 1);
  }
}

function rowOf(table: Table, row: number): ReadRow | string {
  const at = (role: Role) => cellAt(table.columns.get(role), row);
  const [time, id, score] = [timeOf(at('time')), at('id'), at('score')];
  if (time === null) return `its time ${JSON.stringify(at('time'))} is no ISO 8601 time`;
  if (id === null) return 'it has no id';
  if (typeof score === 'string') return `its score ${JSON.stringify(score)} is no number`;
  const features = table.names
    .filter((name) => !ROLES.some((role) => role === name))
    .map((name) => [name, cellAt(table.columns.get(name), row)] as const);
  const model = at('model');
  return {
    time,
    id: String(id),
    features,
    prediction: at('prediction'),
    score,
    model: model === null ? '' : String(model),
    label: at('label'),
  };
}

function cellAt(column: Column | undefined, row: number): Cell {
  if (column === undefined) return null;
  if (column.kind === 'text') return textAt(column, row);
  const number = column.values[row] ?? Number.NaN;
  return Number.isNaN(number) ? null : number;
}

function unlogged({ file, names }: Table): Mistake {
  const lacking = ['time', 'id'].filter((name) => !names.includes(name)).join(' and ');
  const remedy = `Name them so, or write JSON Lines {time, id, features, prediction, score, model}. It has: ${names.slice(0, 20).join(', ')}.`;
  return new Mistake({ subject: file, what: `has no column ${lacking}`, remedy });
}
