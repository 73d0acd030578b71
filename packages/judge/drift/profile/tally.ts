import { asText, type Column } from '#metrics/table';
import { finderOf } from './finder.ts';
import { CELLS, cellsOf, EMPTY, ODD } from './layout.ts';
import { namedCells } from './naming.ts';
import { type Names, Newcomers, NOBODY } from './newcomers.ts';
import type { Scale } from './scale.ts';
import { lengthsOf, numbersOf, timesOf } from './spelling.ts';

/** What a column's rows came to, in whole numbers: tallies of parts add up to that of the whole, bit for bit. */
export interface Tally {
  /** rows that are empty, rows of another kind (words among numbers), then a number a cell of the scale */
  readonly counts: readonly number[];
  /** the smallest and the largest number, date or length */
  readonly range: readonly [number, number] | null;
  /** categories that the reference never had, and how often */
  readonly unseen: Names;
  /** `counts` of each block of time of the profile */
  readonly blocks: readonly (readonly number[])[];
}

/** Which block of time each row belongs to; -1: none. */
export interface Blocks {
  readonly of: Int32Array;
  readonly count: number;
}

/** Counts a column on a scale. Of an absent column there are no rows. */
export function tallyOf(column: Column | undefined, scale: Scale, blocks: Blocks | null): Tally {
  const size = CELLS + cellsOf(scale);
  const sum = new Counter(size, blocks);
  if (column === undefined) return { ...sum.finish(), range: null, unseen: NOBODY };
  if (scale.kind === 'empty') return { ...anything(column, sum), range: null, unseen: NOBODY };
  if ('cuts' in scale) return numbered(column, scale, sum);
  const newcomers = new Newcomers();
  const cells = namedCells(column, scale, newcomers);
  for (let row = 0; row < cells.length; row++) sum.add(row, cells[row] ?? 0);
  return { ...sum.finish(), range: null, unseen: newcomers.finish() };
}

class Counter {
  readonly #size: number;
  readonly #counts: Float64Array;
  readonly #blocks: Blocks | null;
  readonly #perBlock: Float64Array;

  constructor(size: number, blocks: Blocks | null) {
    this.#size = size;
    this.#counts = new Float64Array(size);
    this.#blocks = blocks;
    this.#perBlock = new Float64Array(size * (blocks?.count ?? 0));
  }

  add(row: number, at: number): void {
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    if (this.#blocks === null) return;
    const block = this.#blocks.of[row] ?? -1;
    if (block >= 0) {
      const place = block * this.#size + at;
      this.#perBlock[place] = (this.#perBlock[place] ?? 0) + 1;
    }
  }

  finish(): Pick<Tally, 'counts' | 'blocks'> {
    const starts = Array.from({ length: this.#blocks?.count ?? 0 }, (_, block) => block * this.#size);
    const blocks = starts.map((start) => [...this.#perBlock.subarray(start, start + this.#size)]);
    return { counts: [...this.#counts], blocks };
  }
}

/** Of an empty reference: is there anything now? */
function anything(column: Column, sum: Counter): Pick<Tally, 'counts' | 'blocks'> {
  const { codes } = asText(column);
  for (let row = 0; row < codes.length; row++) sum.add(row, (codes[row] ?? -1) < 0 ? EMPTY : CELLS);
  return sum.finish();
}

type Cut = Extract<Scale, { readonly cuts: readonly number[] }>;

function numbered(column: Column, { kind, cuts }: Cut, sum: Counter): Tally {
  const values = valuesOf(column, kind);
  const cell = finderOf(cuts);
  const codes = column.kind === 'text' ? column.codes : null;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (Number.isFinite(value)) {
      if (value < low) low = value;
      if (value > high) high = value;
      sum.add(row, CELLS + cell(value));
    } else sum.add(row, codes !== null && (codes[row] ?? -1) >= 0 && Number.isNaN(value) ? ODD : EMPTY);
  }
  // no -0, which is another bit and no other number
  return { ...sum.finish(), range: low > high ? null : [low + 0, high + 0], unseen: NOBODY };
}

function valuesOf(column: Column, kind: Cut['kind']): Float64Array {
  if (kind === 'text') return lengthsOf(asText(column));
  if (column.kind === 'number') return column.values;
  return kind === 'date' ? timesOf(column) : numbersOf(column);
}
