import { Mistake } from '#kit/outcome';
import type { Column } from '#metrics/table';
import { URI } from '#record/vocabulary';
import { blocksOf, type Clock, widthOf } from './clock.ts';
import { type Scale, scaleOf } from './scale.ts';
import { type Tally, tallyOf } from './tally.ts';

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

/** Fixes the scales on a reference. `times`: milliseconds a row, NaN where there is none. */
export function frameOf(columns: Columns, times: Float64Array | null = null): Frame {
  const width = times === null ? null : widthOf(times);
  return {
    clock: width === null ? null : { width },
    columns: [...columns].map(([name, column]) => ({ name, scale: scaleOf(column) })),
  };
}

/** Counts columns, all of one length, on the frame of a reference. */
export function profileOn(frame: Frame, columns: Columns, times: Float64Array | null = null): Profile {
  const time = frame.clock === null || times === null ? null : blocksOf(times, frame.clock.width);
  const known = new Set(frame.columns.map(({ name }) => name));
  const empty = frame.clock === null ? null : { width: frame.clock.width, keys: [] };
  return {
    schema: URI.driftProfile,
    rows: rowsOf(columns),
    clock: time?.clock ?? empty,
    columns: frame.columns.map(({ name, scale }) => ({
      name,
      scale,
      tally: tallyOf(columns.get(name), scale, time?.blocks ?? null),
    })),
    extra: [...columns.keys()].filter((name) => !known.has(name)).sort(),
  };
}

/** The profile of a reference on its own frame. */
export function profileOf(columns: Columns, times: Float64Array | null = null): Profile {
  return profileOn(frameOf(columns, times), columns, times);
}

function rowsOf(columns: Columns): number {
  for (const column of columns.values())
    return column.kind === 'number' ? column.values.length : column.codes.length;
  return 0;
}

/** The same without some of its columns. */
export function without(profile: Profile, ignored: (column: string) => boolean): Profile {
  return {
    ...profile,
    columns: profile.columns.filter(({ name }) => !ignored(name)),
    extra: profile.extra.filter((name) => !ignored(name)),
  };
}

/** Mistake: the profiles are not of one frame. */
export function otherFrame(what: string): Mistake {
  const remedy = 'Profile all parts on the frame of one reference.';
  return new Mistake({ subject: 'profile', what, remedy });
}
