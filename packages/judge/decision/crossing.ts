import { casesOf } from '#metrics/measure/cases';
import type { Cases } from '#metrics/measure/measure';
import { measureAll } from '#metrics/measure/measures';
import { type Measurement, type Slice, spellSlice } from '#metrics/measurement';
import type { Predictions } from '#metrics/predictions';
import { parts } from '#metrics/slice';
import type { Gate } from '../gate/gate.ts';
import { printSelector, type Selector, sliceOf } from '../gate/selector.ts';

/** Combinations of two columns' values that a gate with stars is judged on; the largest. */
const MOST = 200;

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

  /** Which values of two columns come together, those of the most rows first. */
  together(column: string, other: string): readonly (readonly [string, string])[] {
    const [one, two] = [[...this.#of(column)], [...this.#of(other)]];
    const places = new Int32Array(this.#predictions.rows).fill(-1);
    two.forEach(([, rows], at) => {
      for (const row of rows) places[row] = at;
    });
    return one
      .flatMap(([value, rows]) => {
        const counts = new Uint32Array(two.length);
        for (const row of rows) {
          const at = places[row] ?? -1;
          if (at >= 0) counts[at] = (counts[at] ?? 0) + 1;
        }
        return two.map(([beside], at) => ({ pair: [value, beside] as const, count: counts[at] ?? 0 }));
      })
      .filter(({ count }) => count > 0)
      .sort((left, right) => right.count - left.count)
      .map(({ pair }) => pair);
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

/** What gates ask for on rows that have values of two columns. */
export interface Crossed {
  readonly measurements: readonly Measurement[];
  /** combinations that were left out */
  readonly notes: readonly string[];
}

/** The measures that gates ask for on rows that have values of two columns. Combinations without a row are none. */
export function crossed(predictions: Predictions, gates: readonly Gate[]): Crossed {
  const crossing = new Crossing(predictions);
  const asked = new Map<string, { readonly slice: Slice; readonly metrics: Set<string> }>();
  const notes = new Set<string>();
  for (const { metric, slice } of gates) {
    if (slice === null || slice.length < 2) continue;
    const slices = slicesOf(slice, crossing);
    const left = slices.length - MOST;
    if (left > 0)
      notes.add(
        `slice ${printSelector(slice)}: ${left} of ${slices.length} combinations left out, the ${MOST} largest kept`,
      );
    for (const one of slices.slice(0, MOST)) {
      const known = asked.get(spellSlice(one)) ?? { slice: one, metrics: new Set() };
      known.metrics.add(metric);
      asked.set(spellSlice(one), known);
    }
  }
  const measurements = [...asked.values()].flatMap(({ slice, metrics }) => {
    const rows = crossing.rowsOf(slice);
    if (rows.length === 0) return [];
    const cases = casesOf(predictions.cases, rows);
    const part = { ...predictions, rows: rows.length, cases, ids: null, slices: new Map() };
    return measureAll(part, [], [...metrics])
      .measurements.filter(({ metric }) => metrics.has(metric))
      .map((one) => ({ ...one, slice }));
  });
  return { measurements, notes: [...notes] };
}

/** The slices that a selector of two columns speaks of and that have rows, the largest first. */
function slicesOf(selector: Selector, crossing: Crossing): Slice[] {
  const [one, other] = selector;
  if (one === undefined || other === undefined) return [];
  return crossing.together(one.column, other.column).flatMap(([value, beside]): Slice[] => {
    const speaks =
      (!('value' in one) || one.value === value) && (!('value' in other) || other.value === beside);
    const terms = [
      { column: one.column, value },
      { column: other.column, value: beside },
    ];
    return speaks ? [sliceOf(terms) ?? []].flat() : [];
  });
}
