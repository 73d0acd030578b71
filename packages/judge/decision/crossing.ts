import { casesOf } from '#metrics/measure/cases';
import type { Cases } from '#metrics/measure/measure';
import { measureAll } from '#metrics/measure/measures';
import { type Measurement, type Slice, spellSlice } from '#metrics/measurement';
import type { Predictions } from '#metrics/predictions';
import { parts } from '#metrics/slice';
import type { Gate } from '../gate/gate.ts';
import { type Selector, sliceOf } from '../gate/selector.ts';

/** Values of a column that a star stands for; the largest. */
const MOST_VALUES = 200;

/** The rows of slices, found once. */
export class Crossing {
  readonly #predictions: Predictions;
  readonly #parts = new Map<string, ReadonlyMap<string, Uint32Array>>();
  #last: { readonly slice: string; readonly cases: Cases } | null = null;

  constructor(predictions: Predictions) {
    this.#predictions = predictions;
  }

  /** The cases of a slice; those asked for last are kept, as several measures of a slice are asked for in turn. */
  casesOf(slice: Slice | undefined): Cases {
    const { cases } = this.#predictions;
    if (slice === undefined) return cases;
    const spelled = spellSlice(slice);
    if (this.#last?.slice !== spelled)
      this.#last = { slice: spelled, cases: casesOf(cases, this.rowsOf(slice)) };
    return this.#last.cases;
  }

  /** The rows that have the value of a slice, or both of them. */
  rowsOf({ column, value, and }: Slice): Uint32Array {
    const rows = this.#of(column).get(value) ?? new Uint32Array();
    if (and === undefined) return rows;
    const others = new Uint8Array(this.#predictions.rows);
    for (const row of this.#of(and.column).get(and.value) ?? []) others[row] = 1;
    return rows.filter((row) => others[row] === 1);
  }

  /** Values of a column, the most frequent first. */
  valuesOf(column: string): string[] {
    return [...this.#of(column).keys()];
  }

  #of(column: string): ReadonlyMap<string, Uint32Array> {
    const known = this.#parts.get(column);
    if (known !== undefined) return known;
    const values = this.#predictions.slices.get(column);
    const found = new Map(
      values === undefined
        ? []
        : parts(values).map(({ value, rows }): [string, Uint32Array] => [value, rows]),
    );
    this.#parts.set(column, found);
    return found;
  }
}

/** The measures that gates ask for on rows that have values of two columns. Combinations without a row are none. */
export function crossed(predictions: Predictions, gates: readonly Gate[]): Measurement[] {
  const crossing = new Crossing(predictions);
  const asked = new Map<string, { readonly slice: Slice; readonly metrics: Set<string> }>();
  for (const { metric, slice } of gates) {
    if (slice === null || slice.length < 2) continue;
    for (const one of slicesOf(slice, crossing)) {
      const known = asked.get(spellSlice(one)) ?? { slice: one, metrics: new Set() };
      known.metrics.add(metric);
      asked.set(spellSlice(one), known);
    }
  }
  return [...asked.values()].flatMap(({ slice, metrics }) => {
    const rows = crossing.rowsOf(slice);
    if (rows.length === 0) return [];
    const cases = casesOf(predictions.cases, rows);
    const part = { ...predictions, rows: rows.length, cases, ids: null, slices: new Map() };
    return measureAll(part, [], [...metrics])
      .measurements.filter(({ metric }) => metrics.has(metric))
      .map((one) => ({ ...one, slice }));
  });
}

function slicesOf(selector: Selector, crossing: Crossing): Slice[] {
  const values = selector.map((one) =>
    'value' in one ? [one] : crossing.valuesOf(one.column).map((value) => ({ column: one.column, value })),
  );
  const [first = [], second = []] = values;
  const all = first.flatMap((one) => second.flatMap((other) => sliceOf([one, other]) ?? []));
  return all.slice(0, MOST_VALUES);
}
