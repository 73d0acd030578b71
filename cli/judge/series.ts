import { timeOf } from '#judge/drift/profile/spelling';
import { Mistake } from '#kit/outcome';
import { parseJson } from '#metrics/file/tree';
import { readTable } from '#metrics/reader/reader';
import type { Column } from '#metrics/table';
import { jsonIn, piecesOf, sizeOf } from './file.ts';

/** A metric's values over time; NaN where a point is missing. */
export interface TimedSeries {
  /** milliseconds, or numbers as they stand; null: the file has no times */
  readonly times: Float64Array | null;
  readonly values: Float64Array;
}

/** What a file holds: all names, and the series of those that were asked for. */
interface Held {
  readonly series: ReadonlyMap<string, TimedSeries>;
  readonly names: readonly string[];
}

/** What a column or a key of times is called. */
const TIMES: readonly string[] = ['time', 'timestamp'];

/**
 * The series of a file by name; names that nobody asked for are passed over. JSON holds a list a metric, or its
 * values with their times; a table a column a metric, and a column `time` or `timestamp` for all. What is infinite is so
 * in either: a canary that divides by zero is not one that lacks points.
 */
export async function seriesIn(
  path: string,
  cwd: string,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, TimedSeries>> {
  const found = path.endsWith('.json')
    ? listsIn(await jsonIn(path, cwd, undefined, parseJson), path)
    : await columnsIn(path, cwd, names);
  if (names.values().some((name) => found.series.has(name))) return found.series;
  const what = `holds none of the metrics that are configured; it has ${found.names.join(', ') || 'none'}`;
  const remedy = `Call its series as the configuration does: ${[...names].join(', ') || 'it has no metrics'}.`;
  throw new Mistake({ subject: path, what, remedy });
}

function listsIn(json: unknown, path: string): Held {
  const wrong = (name: string) =>
    new Mistake({
      subject: `${path}${name === '' ? '' : `, ${name}`}`,
      what: 'is not a list of numbers a metric',
      remedy: 'Write {"<metric>": [1.5, null, 2]}, or {"<metric>": {"time": […], "values": […]}}.',
    });
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrong('');
  const entries: [string, unknown][] = Object.entries(json);
  const shared = entries.find(([name, value]) => TIMES.includes(name) && Array.isArray(value));
  const common = shared === undefined ? null : timesOf(shared[1], path);
  const series = new Map<string, TimedSeries>();
  for (const [name, value] of entries) {
    if (name === shared?.[0]) continue;
    const own = isTimed(value) ? value : { values: value };
    const stamps = Object.entries(own).find(([key]) => TIMES.includes(key));
    const values = numbersOf(own.values);
    if (values === null) throw wrong(name);
    series.set(name, { times: stamps === undefined ? common : timesOf(stamps[1], path), values });
  }
  return { series, names: [...series.keys()] };
}

function isTimed(value: unknown): value is { readonly values: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'values' in value;
}

/** Null where it is no list of numbers and nulls. */
function numbersOf(list: unknown): Float64Array | null {
  if (!Array.isArray(list)) return null;
  const values = new Float64Array(list.length);
  for (let at = 0; at < list.length; at++) {
    const value: unknown = list[at];
    if (typeof value !== 'number' && value !== null) return null;
    values[at] = value ?? Number.NaN;
  }
  return values;
}

function timesOf(list: unknown, path: string): Float64Array {
  const stamps: readonly unknown[] = Array.isArray(list) ? list : [list];
  return Float64Array.from(stamps, (stamp) => instantOf(stamp, path));
}

/** Numbers as they stand; dates in milliseconds. */
function instantOf(stamp: unknown, path: string): number {
  if (typeof stamp === 'number') return stamp;
  const spelled = typeof stamp === 'string' ? stamp : '';
  const instant = timeOf(spelled);
  const found = Number.isNaN(instant) ? Date.parse(spelled) : instant;
  if (!Number.isNaN(found)) return found;
  const remedy = 'Write times as numbers, or as 2026-01-31T12:00:00Z.';
  throw new Mistake({ subject: path, what: 'holds a time that is none', value: String(stamp), remedy });
}

async function columnsIn(path: string, cwd: string, names: ReadonlySet<string>): Promise<Held> {
  const stamped = TIMES.filter((name) => !names.has(name));
  const wanted = new Set([...names, ...stamped]);
  const table = await readTable(piecesOf(path, cwd), path, wanted, await sizeOf(path, cwd));
  const stamps = stamped.map((name) => table.columns.get(name)).find((column) => column !== undefined);
  const times = stamps === undefined ? null : instants(stamps, path);
  const series = new Map<string, TimedSeries>();
  for (const [name, column] of table.columns) {
    if (names.has(name)) series.set(name, { times, values: valuesOf(column, name, path, table.rows) });
  }
  return { series, names: table.names };
}

/** A column's numbers; one without a single value is all NaN. Mistake: it holds words. */
export function valuesOf(column: Column, name: string, path: string, rows: number): Float64Array {
  if (column.kind === 'number') return column.values;
  if (column.values.length === 0) return new Float64Array(rows).fill(Number.NaN);
  const remedy = 'Leave cells without a value empty.';
  throw new Mistake({ subject: `${path}, ${name}`, what: 'holds words, not numbers', remedy });
}

function instants(column: Column, path: string): Float64Array {
  if (column.kind === 'number') return column.values;
  const known = column.values.map((stamp) => instantOf(stamp, path));
  return Float64Array.from(column.codes, (code) => known[code] ?? Number.NaN);
}
