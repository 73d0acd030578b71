import { type Measurement, type Slice, spellSlice } from '#metrics/measurement';
import { Sheet } from './sheet.ts';
import type { Figure } from './verdict.ts';

/** The table of numbers: each measurement of the candidate beside the baseline's, in the candidate's order. */
export function figures(
  candidate: readonly Measurement[],
  baseline: readonly Measurement[] | null,
): Figure[] {
  const other = baseline === null ? null : new Sheet(baseline);
  return candidate.map((measurement) => {
    const { metric, slice, value, rows, direction, undefinedBecause, standardError, unit } = measurement;
    const beside = other?.at(metric, slice)?.value;
    const because = undefinedBecause ?? 'it is not a finite number';
    return {
      metric,
      rows,
      direction,
      ...(slice === undefined ? {} : { slice: spellSlice(slice) }),
      ...(Number.isFinite(value) ? { candidate: value } : { candidate: null, because }),
      ...(standardError === undefined ? {} : { standardError }),
      ...(unit === undefined ? {} : { unit }),
      ...(beside === undefined ? {} : { baseline: Number.isFinite(beside) ? beside : null }),
    };
  });
}

/** The way back: what a stored verdict measured, so that a later candidate can be compared with it. */
export function measurements(figures: readonly Figure[]): Measurement[] {
  return figures.map(({ metric, rows, direction, slice, candidate, because, standardError, unit }) => ({
    metric,
    rows,
    direction,
    value: candidate ?? Number.NaN,
    ...(slice === undefined ? {} : { slice: readSlice(slice) }),
    ...(because === undefined ? {} : { undefinedBecause: because }),
    ...(standardError === undefined ? {} : { standardError }),
    ...(unit === undefined ? {} : { unit }),
  }));
}

/** `carrier=UA`; a column's name holds no `=`. */
function readSlice(spelled: string): Slice {
  const at = spelled.indexOf('=');
  return { column: spelled.slice(0, at), value: spelled.slice(at + 1) };
}

/** Metrics that training wrote itself, as `train.<name>`. Which way is better is not known of them. */
export function trainMeasurements(metrics: Readonly<Record<string, number>>, rows: number): Measurement[] {
  return Object.entries(metrics).map(([name, value]) => ({
    metric: `train.${name}`,
    value,
    rows,
    direction: 'none',
    ...(Number.isFinite(value) ? {} : { undefinedBecause: `training wrote ${value}` }),
  }));
}
