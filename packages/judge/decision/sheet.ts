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

  /** One metric on all rows and on each slice, in the order of the measurements. */
  of(metric: string): Measurement[] {
    return this.#all.filter((one) => one.metric === metric);
  }

  get metrics(): string[] {
    return [...new Set(this.#all.map(({ metric }) => metric))];
  }

  get columns(): string[] {
    return [...new Set(this.#all.flatMap(({ slice }) => partsOf(slice).map(({ column }) => column)))];
  }

  valuesOf(column: string): string[] {
    const parts = this.#all.flatMap(({ slice }) => partsOf(slice));
    return [...new Set(parts.flatMap((part) => (part.column === column ? part.value : [])))];
  }
}

function partsOf(slice: Slice | undefined): Pick<Slice, 'column' | 'value'>[] {
  if (slice === undefined) return [];
  return slice.and === undefined ? [slice] : [slice, slice.and];
}

function key(metric: string, slice: Slice | undefined): string {
  return slice === undefined ? metric : `${metric}[${spellSlice(slice)}]`;
}
