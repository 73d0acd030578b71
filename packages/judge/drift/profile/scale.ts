import { hashOf } from '#kit/hash';
import { asText, type Column } from '#metrics/table';
import { cutsOf } from './cuts.ts';
import { isDate, lengthsOf, spelledNumbers, timesOf } from './spelling.ts';

/**
 * What a column is counted on, fixed on the reference. Numbers, dates (milliseconds) and texts (their length) have
 * cuts between cells; categories have names.
 */
export type Scale =
  | { readonly kind: 'number' | 'date' | 'text'; readonly cuts: readonly number[] }
  | {
      readonly kind: 'category' | 'boolean';
      readonly names: readonly string[];
      readonly limit: number | null;
    }
  | { readonly kind: 'empty' };

/** Numbers of at most so many distinct values are categories: 0 and 1, grades (as in Evidently). */
const FEW = 5;

/** So many names are kept; the rest of them is one cell. */
const NAMES = 1000;

/** A name of so many rows is kept whatever its hash. */
const FREQUENT = 50;

/** Texts of which so many differ, and most occur once, are names or free text. */
const MANY = 50;

/** The scale of a reference's column. The order of rows changes nothing. */
export function scaleOf(column: Column): Scale {
  const numbers = column.kind === 'number' ? column.values : spelledNumbers(column);
  if (numbers !== null) return numberScale(numbers);
  const texts = asText(column);
  const counts = countsOf(texts.codes, texts.values.length);
  const used = texts.values.filter((_, code) => (counts[code] ?? 0) > 0);
  if (used.length === 0) return { kind: 'empty' };
  if (used.every((text) => TRUTHS.has(text.toLowerCase())))
    return { kind: 'boolean', names: ['false', 'true'], limit: null };
  if (used.length > FEW && used.every(isDate)) return { kind: 'date', cuts: cutsOf(finite(timesOf(texts))) };
  const rows = counts.reduce((sum, count) => sum + count, 0);
  if (used.length > MANY && used.length > rows / 2)
    return { kind: 'text', cuts: cutsOf(finite(lengthsOf(texts))) };
  const names = texts.values.map((name, code) => ({ name, count: counts[code] ?? 0 }));
  return namedScale(names.filter(({ count }) => count > 0));
}

const TRUTHS: ReadonlySet<string> = new Set(['true', 'false']);

function numberScale(values: Float64Array): Scale {
  const few = fewValues(values);
  if (few === null) return { kind: 'number', cuts: cutsOf(finite(values)) };
  return few.length === 0 ? { kind: 'empty' } : namedScale(few);
}

/** The distinct values, where they are few. */
function fewValues(values: Float64Array): { readonly name: string; readonly count: number }[] | null {
  const seen: number[] = [];
  const counts: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    let at = seen.indexOf(value);
    if (at < 0) at = seen.push(value) - 1;
    if (at >= FEW) return null;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return seen.map((value, at) => ({ name: String(value), count: counts[at] ?? 0 }));
}

/**
 * The most frequent names first, equally frequent ones by code unit. Of more than 1000 those of at least 50 rows stay
 * and those whose hash is up to `limit`, which does not depend on how often they occur: to keep what is frequent in the
 * reference by chance would make it look rarer ever after. A name now with such a hash that is not among them is new;
 * with another hash it belongs to the cell of all others. Without a limit every other name is new.
 */
function namedScale(names: readonly { readonly name: string; readonly count: number }[]): Scale {
  const ranked = names.toSorted((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
  if (ranked.length <= NAMES) return { kind: 'category', names: ranked.map(({ name }) => name), limit: null };
  const hashes = ranked.map(({ name }) => hashOf(name));
  const frequent = ranked.filter(({ count }) => count >= FREQUENT).slice(0, NAMES / 2);
  const least = frequent.at(-1)?.count ?? Number.POSITIVE_INFINITY;
  const limit = hashes.toSorted((one, other) => one - other)[NAMES / 2 - 1] ?? 0;
  const kept = ranked.filter(({ count }, at) => count >= least || (hashes[at] ?? 0) <= limit);
  return { kind: 'category', names: kept.map(({ name }) => name), limit };
}

function countsOf(codes: Int32Array, size: number): Uint32Array {
  const counts = new Uint32Array(size);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? -1;
    if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

/** Without NaN and infinite values. */
function finite(values: Float64Array): Float64Array {
  if (allFinite(values)) return values;
  let count = 0;
  const kept = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (Number.isFinite(value)) kept[count++] = value;
  }
  return kept.subarray(0, count);
}

function allFinite(values: Float64Array): boolean {
  for (let row = 0; row < values.length; row++) if (!Number.isFinite(values[row])) return false;
  return true;
}
