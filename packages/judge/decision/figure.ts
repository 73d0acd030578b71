import { type Measurement, type Slice, spellSlice } from '#metrics/measurement';
import type { Terms } from '../inference/terms.ts';
import type { Figure } from '../verdict.ts';
import type { Noise } from './noise.ts';
import { Sheet } from './sheet.ts';

/**
 * The table of numbers: each measurement of the candidate beside the baseline's, in the candidate's order. Those over
 * all rows have their intervals, where noise is known.
 */
export function figures(
  candidate: readonly Measurement[],
  baseline: readonly Measurement[] | null,
  known?: { readonly noise: Noise; readonly terms: Terms },
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
      ...(known === undefined || slice !== undefined ? {} : intervals(measurement, beside, known)),
    };
  });
}

function intervals(
  { metric, slice, value }: Measurement,
  beside: number | undefined,
  { noise, terms: { confidence } }: { readonly noise: Noise; readonly terms: Terms },
): Pick<Figure, 'interval' | 'difference'> {
  if (!Number.isFinite(value)) return {};
  const interval = noise.estimate(metric, slice, confidence)?.interval ?? null;
  const contrast = Number.isFinite(beside) ? noise.contrast(metric, slice, 1) : '';
  const compared = typeof contrast !== 'string' && contrast.open === null;
  return {
    ...(interval === null ? {} : { interval }),
    ...(compared
      ? { difference: { value: contrast.difference, interval: contrast.interval(confidence) } }
      : {}),
  };
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
