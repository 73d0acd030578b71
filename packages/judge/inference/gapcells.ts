import { rowsIn } from '#metrics/measure/cases';
import type { Gaps } from '#metrics/measure/measure';
import { weightOf } from '#metrics/measure/sum';
import type { Examples } from './examples.ts';
import { placesOf } from './rows.ts';

/** One model's residuals, and how often each counts. */
export interface Residuals {
  readonly gaps: Gaps;
  readonly times: number;
}

/**
 * Of a cell: its gap, the standard error of that, and the side it is on; 0: noise may be on either. The error is at least
 * what it would be without a gap: where no rare outcome came, residuals are all alike, and say nothing of their noise.
 */
export interface Cell extends Sum {
  readonly side: -1 | 0 | 1;
}

export interface Sum {
  readonly gap: number;
  readonly error: number;
}

/** Standard errors from which on a gap is clear of noise: one in 140 calibrated models has one of 15 that far off. */
const CLEAR = 3.5;

/** Rows that are independent of each other, or groups of them, and what each row weighs of all. */
export class Units {
  readonly #rows: number;
  readonly #order: Uint32Array | null;
  readonly #groups: Int32Array | null;
  readonly #weights: Examples['weights'];
  readonly #all: number;

  constructor(examples: Examples) {
    this.#rows = rowsIn(examples);
    this.#groups = examples.groups;
    this.#weights = examples.weights;
    this.#all = weightOf(this.#rows, this.#weights);
    this.#order = this.#groups === null ? null : together(this.#groups);
  }

  get rows(): number {
    return this.#rows;
  }

  part(row: number): number {
    return (this.#weights?.[row] ?? 1) / this.#all;
  }

  /** Hands the sums of each unit to `take`, with the last of its rows; `add` puts a row into them. */
  each(slots: number, add: (row: number, sums: Float64Array) => void, take: Taken): void {
    const sums = new Float64Array(slots);
    for (let at = 0; at < this.#rows; at++) {
      const row = this.#order?.[at] ?? at;
      add(row, sums);
      const next = this.#order?.[at + 1];
      if (next !== undefined && this.#groups?.[next] === this.#groups?.[row]) continue;
      take(sums, row);
      sums.fill(0);
    }
  }
}

type Taken = (sums: Float64Array, row: number) => void;

/** Rows in the order of their groups. */
function together(groups: Int32Array): Uint32Array {
  const starts = new Uint32Array(placesOf(groups) + 1);
  for (const group of groups) starts[group + 1] = (starts[group + 1] ?? 0) + 1;
  for (let at = 1; at < starts.length; at++) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  const order = new Uint32Array(groups.length);
  groups.forEach((group, row) => {
    const at = starts[group] ?? 0;
    order[at] = row;
    starts[group] = at + 1;
  });
  return order;
}

/** The gaps of one model's residuals. */
export function cellsOf(residuals: Residuals, units: Units, cells: number): readonly Cell[] {
  const { gaps, times } = residuals;
  const variances = new Float64Array(cells);
  for (let row = 0; row < units.rows; row++) {
    const [cell, pull] = [gaps.cell[row] ?? 0, times * units.part(row)];
    variances[cell] = (variances[cell] ?? 0) + pull * pull * (gaps.variance[row] ?? 0);
  }
  return summed([residuals], units, cells).map(({ gap, error: seen }, cell) => {
    const error = Math.max(seen, Math.sqrt(variances[cell] ?? 0));
    return { gap, error, side: Math.abs(gap) > CLEAR * error ? (gap > 0 ? 1 : -1) : 0 };
  });
}

/** The gaps of several models' residuals added up. */
export function summed(residuals: readonly Residuals[], units: Units, cells: number): readonly Sum[] {
  const [gaps, squares] = [new Float64Array(cells), new Float64Array(cells)];
  units.each(
    cells,
    (row, sums) => {
      const part = units.part(row);
      for (const { gaps: of, times } of residuals) {
        const cell = of.cell[row] ?? 0;
        sums[cell] = (sums[cell] ?? 0) + times * part * (of.residual[row] ?? 0);
      }
    },
    (sums) => {
      for (let cell = 0; cell < cells; cell++) {
        const sum = sums[cell] ?? 0;
        gaps[cell] = (gaps[cell] ?? 0) + sum;
        squares[cell] = (squares[cell] ?? 0) + sum * sum;
      }
    },
  );
  return Array.from(gaps, (gap, cell) => ({ gap, error: Math.sqrt(squares[cell] ?? 0) }));
}
