import { type Column, ColumnBuilder } from '../table.ts';
import { Dictionary } from './dictionary.ts';
import { unreadable } from './format.ts';
import type { Field, Layout, ValueType } from './npyheader.ts';

/** One column of an array, of which all bytes are there. Whole numbers beyond 2^53 make it text. */
export function npyColumn(
  bytes: Uint8Array,
  layout: Layout,
  column: number,
  { offset, type }: Field,
  file: string,
): Column {
  const { rows, wide, size, start, columnwise } = layout;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const step = columnwise || wide === null ? size : size * wide;
  const first = start + offset + column * (columnwise ? size * rows : size);
  const at = (row: number) => first + row * step;
  switch (type.kind) {
    case 'f':
    case 'i':
    case 'u':
      return numbers(rows, reading(view, type), at, type) ?? exactNumbers(rows, view, type, at);
    case 'b':
      return texts(rows, (row) => (view.getUint8(at(row)) === 0 ? FALSE : TRUE), file);
    case 'S':
      return texts(rows, (row) => trimmed(bytes.subarray(at(row), at(row) + type.size)), file);
    case 'U':
      return texts(rows, (row) => characters(view, at(row), type), file);
  }
}

const encoder = new TextEncoder();
const [FALSE, TRUE] = [encoder.encode('false'), encoder.encode('true')];

type Reading = (offset: number) => number;

function reading(view: DataView, { kind, size, little }: ValueType): Reading {
  const readings: Readonly<Record<string, Reading>> = {
    f2: (at) => view.getFloat16(at, little),
    f4: (at) => view.getFloat32(at, little),
    f8: (at) => view.getFloat64(at, little),
    i1: (at) => view.getInt8(at),
    i2: (at) => view.getInt16(at, little),
    i4: (at) => view.getInt32(at, little),
    i8: (at) =>
      view.getInt32(little ? at + 4 : at, little) * 2 ** 32 + view.getUint32(little ? at : at + 4, little),
    u1: (at) => view.getUint8(at),
    u2: (at) => view.getUint16(at, little),
    u4: (at) => view.getUint32(at, little),
    u8: (at) =>
      view.getUint32(little ? at + 4 : at, little) * 2 ** 32 + view.getUint32(little ? at : at + 4, little),
  };
  return readings[`${kind}${size}`] ?? (() => Number.NaN);
}

/** Null where a whole number is not exact as a double. */
function numbers(
  rows: number,
  read: Reading,
  at: (row: number) => number,
  { kind }: ValueType,
): Column | null {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) values[row] = read(at(row));
  const inexact = (value: number) => Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return kind !== 'f' && values.some(inexact) ? null : { kind: 'number', values };
}

function exactNumbers(
  rows: number,
  view: DataView,
  { kind, little }: ValueType,
  at: (row: number) => number,
): Column {
  const builder = new ColumnBuilder();
  for (let row = 0; row < rows; row++)
    builder.add(kind === 'i' ? view.getBigInt64(at(row), little) : view.getBigUint64(at(row), little));
  return builder.finish();
}

function texts(rows: number, bytesAt: (row: number) => Uint8Array, file: string): Column {
  const words = new Dictionary();
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const text = bytesAt(row);
    codes[row] = text.length === 0 ? -1 : words.codeOfAll(text);
  }
  const values = words.values((code) => {
    throw unreadable(
      file,
      `is not UTF-8 in row ${codes.indexOf(code) + 1}`,
      'Save text as str (np.array(names, dtype=str)).',
    );
  });
  if (values.length > 0) return { kind: 'text', codes, values };
  return { kind: 'number', values: new Float64Array(rows).fill(Number.NaN) };
}

/** NumPy fills fixed text up with zeros. */
function trimmed(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

function characters(view: DataView, from: number, { size, little }: ValueType): Uint8Array {
  let text = '';
  for (let at = from; at < from + size; at += 4) text += String.fromCodePoint(view.getUint32(at, little));
  return trimmed(encoder.encode(text));
}
