import { ofColumn } from './extent.ts';

/**
 * A column of a table, one entry a row. Numbers: NaN stands for a cell that is empty, null or NaN. Text is coded:
 * `codes` index into `values`, -1 for an empty cell; a slice column of millions of rows is then a few distinct
 * strings. Booleans are the texts `true` and `false`, dates are ISO 8601.
 */
export type Column =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly codes: Int32Array; readonly values: readonly string[] };

/** What a predictions file holds: all the names it has, and the columns that were asked for. */
export interface Table {
  /** the file it came from, as the user wrote it */
  readonly file: string;
  readonly rows: number;
  readonly names: readonly string[];
  readonly columns: ReadonlyMap<string, Column>;
}

export type Cell = number | bigint | boolean | string | null;

/**
 * Collects the cells of one column and finds its kind: numbers until the first cell that is none, text from then
 * on (numbers before it are spelled anew). Whole numbers beyond 2^53 are text, so that two ids never fall together.
 */
export class ColumnBuilder {
  #rows = 0;
  #numbers: Float64Array = new Float64Array(1024);
  #text: Dictionary | null = null;

  add(cell: Cell): void {
    const number = numberOf(cell);
    if (this.#text === null && number !== null) {
      if (this.#rows === this.#numbers.length) this.#numbers = widened(this.#numbers);
      this.#numbers[this.#rows] = number;
    } else {
      this.#text ??= this.#spelledAnew();
      this.#text.add(cell === null || Number.isNaN(cell) ? null : String(cell));
    }
    this.#rows++;
  }

  /** Cells of a column that begins after the others: a key that first appears in a later line. */
  addMissing(count: number): void {
    for (let row = 0; row < count; row++) this.add(null);
  }

  get rows(): number {
    return this.#rows;
  }

  finish(): Column {
    return this.#text?.finish() ?? { kind: 'number', values: this.#numbers.slice(0, this.#rows) };
  }

  #spelledAnew(): Dictionary {
    const text = new Dictionary();
    for (const number of this.#numbers.subarray(0, this.#rows)) {
      text.add(Number.isNaN(number) ? null : String(number));
    }
    return text;
  }
}

class Dictionary {
  #rows = 0;
  #codes: Int32Array = new Int32Array(1024);
  readonly #known = new Map<string, number>();

  add(text: string | null): void {
    if (this.#rows === this.#codes.length) this.#codes = widened(this.#codes);
    this.#codes[this.#rows++] = text === null ? -1 : this.#codeOf(text);
  }

  #codeOf(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#known.set(text, this.#known.size);
    return this.#known.size - 1;
  }

  finish(): Column {
    return { kind: 'text', codes: this.#codes.slice(0, this.#rows), values: [...this.#known.keys()] };
  }
}

function numberOf(cell: Cell): number | null {
  if (cell === null) return Number.NaN;
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'bigint') return null;
  return BigInt(Number(cell)) === cell && Number.isSafeInteger(Number(cell)) ? Number(cell) : null;
}

function widened<A extends Float64Array | Int32Array>(full: A): A;
function widened(full: Float64Array | Int32Array): Float64Array | Int32Array {
  const wide =
    full instanceof Float64Array ? new Float64Array(full.length * 2) : new Int32Array(full.length * 2);
  wide.set(full);
  return wide;
}

/** The text of one cell, null where it is empty. Numbers are spelled as JavaScript does: 1, 0.5, 1e+21. */
export function textAt(column: Column, row: number): string | null {
  if (column.kind === 'text') return column.values[column.codes[row] ?? -1] ?? null;
  const number = column.values[row] ?? Number.NaN;
  return Number.isNaN(number) ? null : String(number);
}

/** The same column as text: what slices, classes and ids are compared by. */
export function asText(column: Column): Extract<Column, { kind: 'text' }> {
  if (column.kind === 'text') return column;
  const numbers = new Distinct();
  const codes = new Int32Array(column.values.length);
  for (let row = 0; row < codes.length; row++) {
    const number = column.values[row] ?? Number.NaN;
    codes[row] = Number.isNaN(number) ? -1 : numbers.codeOf(number);
  }
  return { kind: 'text', codes, values: numbers.values.map(String) };
}

/** The distinct texts of a column, as they come; what is empty is none. */
export function distinctTexts(column: Column): readonly string[] {
  if (column.kind === 'text') return column.values;
  return distinctNumbers(column.values).map(String);
}

const distinctNumbers = ofColumn((values): readonly number[] => {
  const numbers = new Distinct();
  for (let row = 0; row < values.length; row++) {
    const number = values[row] ?? Number.NaN;
    if (!Number.isNaN(number)) numbers.codeOf(number);
  }
  return numbers.values;
});

/** What `of` makes of each cell's text, asked once a distinct text; NaN where it is empty. */
export function numbersBy(column: Column, of: (text: string) => number): Float64Array {
  if (column.kind === 'text') return ofCodes(column.codes, Float64Array.from(column.values, of));
  // labels of 0 and 1 mostly count as what they are
  const stays = distinctNumbers(column.values).every((number) => Object.is(of(String(number)), number));
  if (stays) return column.values;
  const found = new Float64Array(column.values.length);
  const [numbers, known] = [new Distinct(), [] as number[]];
  for (let row = 0; row < found.length; row++) {
    const number = column.values[row] ?? Number.NaN;
    const code = Number.isNaN(number) ? -1 : numbers.codeOf(number);
    if (code === known.length) known.push(of(String(number)));
    found[row] = code < 0 ? Number.NaN : (known[code] ?? Number.NaN);
  }
  return found;
}

const SMALL = 4096;

/** Distinct numbers, coded as they come; for small whole ones, as classes are, a table is quicker than a map. */
class Distinct {
  readonly values: number[] = [];
  readonly #small = new Int32Array(SMALL).fill(-1);
  readonly #rest = new Map<number, number>();

  codeOf(number: number): number {
    const whole = number | 0; // 0 for -0, which is no index
    if (whole === number && whole >= 0 && whole < SMALL) {
      const known = this.#small[whole] ?? -1;
      if (known >= 0) return known;
      this.#small[whole] = this.values.length;
    } else {
      const known = this.#rest.get(number);
      if (known !== undefined) return known;
      this.#rest.set(number, this.values.length);
    }
    return this.values.push(number) - 1;
  }
}

/** What each cell of a text column counts as, by the code of its text; NaN where it is empty. */
export function ofCodes(codes: Int32Array, numbers: Float64Array): Float64Array {
  const found = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? -1;
    found[row] = code < 0 ? Number.NaN : (numbers[code] ?? Number.NaN);
  }
  return found;
}
