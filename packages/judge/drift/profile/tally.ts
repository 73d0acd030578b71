import { asText, type Column } from '#metrics/table';
import { cellsIn } from './finder.ts';
import { CELLS, cellsOf, EMPTY, ODD } from './layout.ts';
import { namedCells } from './naming.ts';
import { type Names, Newcomers, NOBODY } from './newcomers.ts';
import { endsOf } from './piece.ts';
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
  if (column === undefined) return { ...sums(new Int32Array(), size, blocks), range: null, unseen: NOBODY };
  if (scale.kind === 'empty') return { ...sums(anything(column), size, blocks), range: null, unseen: NOBODY };
  if ('cuts' in scale) return numbered(column, scale, blocks);
  const newcomers = new Newcomers();
  const places = namedCells(column, scale, newcomers);
  return { ...sums(places, size, blocks), range: null, unseen: newcomers.finish() };
}

/** How many rows there are of each place, in all and in each block of time. */
function sums(
  places: Int32Array | Int16Array,
  size: number,
  blocks: Blocks | null,
): Pick<Tally, 'counts' | 'blocks'> {
  const counts = new Uint32Array(size);
  for (let row = 0; row < places.length; row++) {
    const place = places[row] ?? 0;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return { counts: [...counts], blocks: blocks === null ? [] : blockSums(places, size, blocks) };
}

function blockSums(places: Int32Array | Int16Array, size: number, { of, count }: Blocks): number[][] {
  const counts = new Uint32Array(size * count);
  for (let row = 0; row < places.length; row++) {
    const block = of[row] ?? -1;
    const at = block * size + (places[row] ?? 0);
    if (block >= 0) counts[at] = (counts[at] ?? 0) + 1;
  }
  return Array.from({ length: count }, (_, block) => [...counts.subarray(block * size, (block + 1) * size)]);
}

/** Of an empty reference: is there anything now? */
function anything(column: Column): Int32Array {
  return asText(column).codes.map((code) => (code < 0 ? EMPTY : CELLS));
}

type Cut = Extract<Scale, { readonly cuts: readonly number[] }>;

function numbered(column: Column, { kind, cuts }: Cut, blocks: Blocks | null): Tally {
  const values = valuesOf(column, kind);
  const places = cellsIn(cuts, values, { first: CELLS, nowhere: EMPTY });
  if (column.kind === 'text')
    for (let row = 0; row < places.length; row++)
      if (places[row] === EMPTY && (column.codes[row] ?? -1) >= 0 && Number.isNaN(values[row]))
        places[row] = ODD;
  const [low, high] = endsOf(values);
  // no -0, which is another bit and no other number
  const range: Tally['range'] = low > high ? null : [low + 0, high + 0];
  return { ...sums(places, CELLS + cuts.length + 1, blocks), range, unseen: NOBODY };
}

function valuesOf(column: Column, kind: Cut['kind']): Float64Array {
  if (kind === 'text') return lengthsOf(asText(column));
  if (column.kind === 'number') return column.values;
  return kind === 'date' ? timesOf(column) : numbersOf(column);
}
