import { idOrder } from './order.ts';
import { asText, type Column, textAt } from './table.ts';

/** Rows of two files that share an id, in the order of the ids, and the ids that only one of them has. */
export interface Pairing {
  readonly own: Uint32Array;
  readonly other: Uint32Array;
  readonly onlyOwn: Ids;
  readonly onlyOther: Ids;
}

/** How many ids, and the first few of them. */
interface Ids {
  readonly count: number;
  readonly first: readonly string[];
}

const SHOWN = 5;

/**
 * Pairs the rows of two files by id: both are put in the order of their ids and walked along together, n log n. Each id
 * occurs once in a file (ids.ts sees to that). Numbers are paired as numbers; where one file has text, both are text.
 */
export function pairUp(own: Column, other: Column): Pairing {
  const numbers = own.kind === 'number' && other.kind === 'number';
  const [one, two] = numbers ? [own, other] : [asText(own), asText(other)];
  const [rows, others] = [inOrder(one), inOrder(two)];
  const size = Math.min(rows.length, others.length);
  const [left, right] = [new Uint32Array(size), new Uint32Array(size)];
  const [onlyOwn, onlyOther] = [new Lone(own), new Lone(other)];
  const compare = comparing(one, two);
  let [at, beside, pairs] = [0, 0, 0];
  while (at < rows.length && beside < others.length) {
    const [row, opposite] = [rows[at] ?? 0, others[beside] ?? 0];
    const order = compare(row, opposite);
    if (order === 0) {
      left[pairs] = row;
      right[pairs++] = opposite;
    } else if (order < 0) onlyOwn.add(row);
    else onlyOther.add(opposite);
    if (order <= 0) at++;
    if (order >= 0) beside++;
  }
  for (; at < rows.length; at++) onlyOwn.add(rows[at] ?? 0);
  for (; beside < others.length; beside++) onlyOther.add(others[beside] ?? 0);
  return { own: left.subarray(0, pairs), other: right.subarray(0, pairs), onlyOwn, onlyOther };
}

function inOrder(ids: Column): Uint32Array {
  const length = ids.kind === 'number' ? ids.values.length : ids.codes.length;
  return idOrder(ids) ?? Uint32Array.from({ length }, (_, row) => row);
}

/** Orders a row of the one file and a row of the other by their ids. */
function comparing(one: Column, other: Column): (row: number, opposite: number) => number {
  if (one.kind === 'number' && other.kind === 'number')
    return (row, opposite) => {
      const [left, right] = [one.values[row] ?? 0, other.values[opposite] ?? 0];
      return left === right ? 0 : left < right ? -1 : 1; // an infinite id less itself would be no number
    };
  return (row, opposite) => {
    const [left, right] = [textAt(one, row) ?? '', textAt(other, opposite) ?? ''];
    return left === right ? 0 : left < right ? -1 : 1;
  };
}

class Lone implements Ids {
  readonly first: string[] = [];
  readonly #ids: Column;
  count = 0;

  constructor(ids: Column) {
    this.#ids = ids;
  }

  add(row: number): void {
    if (this.count++ < SHOWN) this.first.push(textAt(this.#ids, row) ?? '');
  }
}

/** `3 ids are not in the baseline (7, 8, 9) and 1 id is only in the baseline (4)`; null where all are in both. */
export function describeLone({ onlyOwn, onlyOther }: Pairing, of: string): string | null {
  const parts = [
    onlyOwn.count === 0 ? '' : `${counted(onlyOwn)} not in ${of} (${listed(onlyOwn)})`,
    onlyOther.count === 0 ? '' : `${counted(onlyOther)} only in ${of} (${listed(onlyOther)})`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(' and ');
}

function counted({ count }: Ids): string {
  return count === 1 ? '1 id is' : `${count} ids are`;
}

function listed({ count, first }: Ids): string {
  return first.join(', ') + (count > first.length ? ', …' : '');
}
