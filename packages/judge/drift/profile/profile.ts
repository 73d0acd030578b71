import type { Column } from '#metrics/table';
import { URI } from '#record/vocabulary';
import { blocksOf, type Clock, widthOf } from './clock.ts';
import { type Scale, scaleOf } from './scale.ts';
import { type Blocks, type Tally, tallyOf } from './tally.ts';

export type Columns = ReadonlyMap<string, Column>;

/** What columns are counted on. A profile of the reference is one itself. */
export interface Frame {
  readonly clock: Pick<Clock, 'width'> | null;
  readonly columns: readonly { readonly name: string; readonly scale: Scale }[];
}

export interface ProfiledColumn {
  readonly name: string;
  readonly scale: Scale;
  readonly tally: Tally;
}

/** A data set in counts: small, without its rows, and the sum of the profiles of its parts. */
export interface Profile {
  readonly schema: string;
  readonly rows: number;
  /** blocks of time, where the rows have times */
  readonly clock: Clock | null;
  readonly columns: readonly ProfiledColumn[];
  /** columns that the frame does not have, by code unit */
  readonly extra: readonly string[];
}

/**
 * Counts one column after the other, so that only one of a large file need be held. Without a frame the columns are
 * those of a reference, and fix their scales themselves.
 */
export class Profiling {
  readonly #frame: Frame | null;
  readonly #known: ReadonlyMap<string, Scale>;
  readonly #clock: Clock | null;
  readonly #blocks: Blocks | null;
  readonly #columns = new Map<string, ProfiledColumn>();
  readonly #extra: string[] = [];
  #rows = 0;

  /** `times`: milliseconds a row, NaN where there is none. */
  constructor(frame: Frame | null, times: Float64Array | null) {
    this.#frame = frame;
    this.#known = new Map(frame?.columns.map(({ name, scale }) => [name, scale]));
    const wanted = frame === null ? times && widthOf(times) : frame.clock?.width;
    const width = wanted ?? null;
    const found = times === null || width === null ? null : blocksOf(times, width);
    this.#clock = found?.clock ?? (width === null ? null : { width, keys: [] });
    this.#blocks = found?.blocks ?? null;
    this.#rows = times?.length ?? 0;
  }

  add(name: string, column: Column): void {
    this.#rows = column.kind === 'number' ? column.values.length : column.codes.length;
    const scale = this.#frame === null ? scaleOf(column) : this.#known.get(name);
    if (scale === undefined) this.#extra.push(name);
    else this.#columns.set(name, { name, scale, tally: tallyOf(column, scale, this.#blocks) });
  }

  finish(): Profile {
    const absent = ({ name, scale }: Frame['columns'][number]) => ({
      name,
      scale,
      tally: tallyOf(undefined, scale, this.#blocks),
    });
    return {
      schema: URI.driftProfile,
      rows: this.#rows,
      clock: this.#clock,
      columns: this.#frame?.columns.map((one) => this.#columns.get(one.name) ?? absent(one)) ?? [
        ...this.#columns.values(),
      ],
      extra: this.#extra.sort(),
    };
  }
}

/** The profile of a reference on its own frame. `times`: milliseconds a row. */
export function profileOf(columns: Columns, times: Float64Array | null = null): Profile {
  return counted(new Profiling(null, times), columns);
}

/** Counts columns, all of one length, on the frame of a reference. */
export function profileOn(frame: Frame, columns: Columns, times: Float64Array | null = null): Profile {
  return counted(new Profiling(frame, times), columns);
}

function counted(profiling: Profiling, columns: Columns): Profile {
  for (const [name, column] of columns) profiling.add(name, column);
  return profiling.finish();
}

/** The same without some of its columns. */
export function without(profile: Profile, ignored: (column: string) => boolean): Profile {
  return {
    ...profile,
    columns: profile.columns.filter(({ name }) => !ignored(name)),
    extra: profile.extra.filter((name) => !ignored(name)),
  };
}
