import type { Column } from '../../table.ts';
import { Dictionary, EMPTY_HASH, hashed } from '../dictionary.ts';

/** Whole numbers beyond 2^53: they must stay text, which this way of reading cannot do. */
export class TooLong extends Error {}

/** Turns the values of pages into entries of a column. */
export interface Decoder<A extends Float64Array | Int32Array> {
  /** what stands for a null */
  readonly missing: number;
  room(rows: number): A;
  part(entries: A, from: number, to: number): A;
  /** Takes the page of distinct values that codes point into. */
  dictionary(page: Uint8Array, count: number): void;
  /** Fills `into` from values as they are. */
  plain(page: Uint8Array, into: A): void;
  /** Turns codes of the dictionary, in the same place, into entries. */
  looked(codes: Int32Array, into: A): void;
  column(entries: A): Column;
}

const NUMBERS = {
  DOUBLE: { size: 8, at: (view: DataView, offset: number) => view.getFloat64(offset, true) },
  FLOAT: { size: 4, at: (view: DataView, offset: number) => view.getFloat32(offset, true) },
  INT32: { size: 4, at: (view: DataView, offset: number) => view.getInt32(offset, true) },
  INT64: { size: 8, at: int64At },
} as const;

export type NumberType = keyof typeof NUMBERS;

export function isNumberType(type: string | undefined): type is NumberType {
  return type !== undefined && Object.hasOwn(NUMBERS, type);
}

function int64At(view: DataView, offset: number): number {
  const value = view.getInt32(offset + 4, true) * 4_294_967_296 + view.getUint32(offset, true);
  if (!(value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER)) throw new TooLong();
  return value;
}

/** Whether doubles lie in memory as they lie in the file. */
const ALIKE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

export function numberDecoder(type: NumberType): Decoder<Float64Array> {
  let known = new Float64Array(0);
  return {
    missing: Number.NaN,
    room: (rows) => new Float64Array(rows),
    part: (entries, from, to) => entries.subarray(from, to),
    dictionary: (page, count) => {
      known = new Float64Array(count);
      readNumbers(type, page, known);
    },
    plain: (page, into) => readNumbers(type, page, into),
    looked: (codes, into) => {
      for (let row = 0; row < codes.length; row++) {
        const code = codes[row] ?? 0;
        if (code >= known.length) demand(code, known.length);
        into[row] = known[code] ?? 0;
      }
    },
    column: (values) => ({ kind: 'number', values }),
  };
}

function readNumbers(type: NumberType, page: Uint8Array, into: Float64Array): void {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const { size, at } = NUMBERS[type];
  if (into.length * size > page.length) throw new Error('a page ends in the middle of its values');
  if (type === 'DOUBLE' && ALIKE)
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(page.subarray(0, into.byteLength));
  else if (type === 'INT64') for (let row = 0; row < into.length; row++) into[row] = int64At(view, 8 * row);
  else if (type === 'DOUBLE')
    for (let row = 0; row < into.length; row++) into[row] = view.getFloat64(8 * row, true);
  else for (let row = 0; row < into.length; row++) into[row] = at(view, size * row);
}

function demand(code: number | undefined, size: number): number {
  if (code === undefined || code >= size)
    throw new Error(`value ${code} is not in the dictionary of ${size}`);
  return code;
}

const CODES = {
  missing: -1,
  room: (rows: number) => new Int32Array(rows),
  part: (entries: Int32Array, from: number, to: number) => entries.subarray(from, to),
};

/** Booleans are text, numbered as they come. */
export function booleanDecoder(): Decoder<Int32Array> {
  const values: string[] = [];
  const codeOf = [-1, -1];
  const code = (bit: number) => {
    const known = codeOf[bit] ?? -1;
    if (known >= 0) return known;
    codeOf[bit] = values.push(bit === 1 ? 'true' : 'false') - 1;
    return values.length - 1;
  };
  return {
    ...CODES,
    dictionary: () => {},
    plain: (page, into) => {
      if (into.length > 8 * page.length) throw new Error('a page ends in the middle of its values');
      for (let row = 0; row < into.length; row++) into[row] = code(((page[row >> 3] ?? 0) >> (row & 7)) & 1);
    },
    looked: (codes, into) => {
      for (let row = 0; row < codes.length; row++) into[row] = code(codes[row] ?? 0);
    },
    column: (codes) => textOrNothing(codes, values),
  };
}

/** A column of nulls alone is one of numbers, as it is everywhere. */
function textOrNothing(codes: Int32Array, values: readonly string[]): Column {
  if (values.length > 0) return { kind: 'text', codes, values };
  return { kind: 'number', values: new Float64Array(codes.length).fill(Number.NaN) };
}

/** Text keeps the codes that the file has, numbered anew as they come: a value that no row has is no value. */
export function textDecoder(strange: (row: number) => never): Decoder<Int32Array> {
  const words = new Dictionary();
  let known: Uint8Array[] = [];
  let codeOf = new Int32Array(0);
  return {
    ...CODES,
    dictionary: (page, count) => {
      known = [];
      eachText(page, count, (from, to) => known.push(page.subarray(from, to)));
      codeOf = new Int32Array(count).fill(-1);
    },
    plain: (page, into) => {
      let row = 0;
      eachText(page, into.length, (from, to) => {
        let hash = EMPTY_HASH;
        for (let at = from; at < to; at++) hash = hashed(hash, page[at] ?? 0);
        into[row++] = words.codeOf(page, from, to, hash);
      });
    },
    looked: (codes, into) => {
      for (let row = 0; row < codes.length; row++) {
        const code = demand(codes[row], codeOf.length);
        if ((codeOf[code] ?? 0) < 0) codeOf[code] = words.codeOfAll(known[code] ?? new Uint8Array(0));
        into[row] = codeOf[code] ?? -1;
      }
    },
    column: (codes) =>
      textOrNothing(
        codes,
        words.values((code) => strange(codes.indexOf(code))),
      ),
  };
}

function eachText(page: Uint8Array, count: number, take: (from: number, to: number) => void): void {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  let at = 0;
  for (let left = count; left > 0; left--) {
    const from = at + 4;
    at = from + view.getUint32(at, true);
    if (at > page.length) throw new Error('a page ends in the middle of a text');
    take(from, at);
  }
}
