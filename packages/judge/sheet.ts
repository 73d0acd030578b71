import { type Measurement, type Slice, spellSlice } from '#metrics/measurement';

/** Measurements found by metric and slice. */
export class Sheet {
  readonly #byKey: ReadonlyMap<string, Measurement>;
  readonly #all: readonly Measurement[];

  constructor(measurements: readonly Measurement[]) {
    this.#all = measurements;
    this.#byKey = new Map(measurements.map((one) => [key(one.metric, one.slice), one]));
  }

  at(metric: string, slice: Slice | undefined): Measurement | null {
    return this.#byKey.get(key(metric, slice)) ?? null;
  }

  /** One metric on each value of a column, in the order of the measurements. */
  across(metric: string, column: string): Measurement[] {
    return this.#all.filter((one) => one.metric === metric && one.slice?.column === column);
  }

  get metrics(): string[] {
    return [...new Set(this.#all.map(({ metric }) => metric))];
  }

  get columns(): string[] {
    return [...new Set(this.#all.flatMap(({ slice }) => slice?.column ?? []))];
  }

  valuesOf(column: string): string[] {
    return [...new Set(this.#all.flatMap(({ slice }) => (slice?.column === column ? slice.value : [])))];
  }
}

function key(metric: string, slice: Slice | undefined): string {
  return slice === undefined ? metric : `${metric}[${spellSlice(slice)}]`;
}
