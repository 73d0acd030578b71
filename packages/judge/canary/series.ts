/** A metric over time. NaN stands for a point that is missing. */
export interface Series {
  /** in any unit, the same on both sides; null: the points come in order, and nothing else is known of their time */
  readonly times: Float64Array | null;
  readonly values: Float64Array;
  /** of a counter: what the events were counted in, point by point; null: each point counts as 1 */
  readonly exposure: Float64Array | null;
}

/** A side as it is judged: points that are there, in the order of time. */
export interface Points extends Series {
  /** how many were missing */
  readonly missing: number;
}

/** What becomes of a missing point: left out, or 0, where no report means that nothing happened. */
export type Missing = 'out' | 'zero';

/** Leaves out what is missing and puts the rest in order; a text says what is wrong with the series. */
export function pointsOf(series: Series, missing: Missing): Points | string {
  const { times, values, exposure } = series;
  if (times !== null && times.length !== values.length) return 'has another number of times than of values';
  if (exposure !== null && exposure.length !== values.length)
    return 'has another number of points than its exposure';
  if (isWhole(series)) return { ...series, missing: 0 };
  const whole = values.every((value) => Number.isNaN(value));
  const kept = whole ? [] : Array.from(values.keys()).filter((at) => isThere(series, missing, at));
  if (times !== null) {
    if (kept.some((at) => !Number.isFinite(times[at]))) return 'has a point without a time';
    kept.sort((one, other) => (times[one] ?? 0) - (times[other] ?? 0));
    const twice = kept.findIndex((at, place) => place > 0 && times[at] === times[kept[place - 1] ?? -1]);
    if (twice > 0) return `has two points of one time, ${instant(times[kept[twice] ?? 0] ?? 0)}`;
  }
  const found = pick(values, kept);
  const wrong =
    strangeness(found, 'value') ?? (exposure === null ? null : strangeness(pick(exposure, kept), 'exposure'));
  if (wrong !== null) return wrong;
  return {
    times: times === null ? null : pick(times, kept),
    values: found.map((value) => (Number.isNaN(value) ? 0 : value)),
    exposure: exposure === null ? null : pick(exposure, kept),
    missing: values.length - kept.length,
  };
}

/** As milliseconds September 2001; smaller numbers count something else. */
const DATES = 1e12;

function instant(time: number): string {
  return time >= DATES && time < 100 * DATES ? new Date(time).toISOString() : String(time);
}

/** Nothing is missing or infinite, and the points are in order: as most series come. */
function isWhole({ times, values, exposure }: Series): boolean {
  if (!areUsable(values) || (exposure !== null && !areUsable(exposure))) return false;
  for (let at = 0; times !== null && at < times.length; at++) {
    const time = times[at] ?? Number.NaN;
    if (!(time > (times[at - 1] ?? Number.NEGATIVE_INFINITY)) || !Number.isFinite(time)) return false;
  }
  return true;
}

/** Differences and sums of larger values might be none. */
const LARGEST = 1e300;

function areUsable(values: Float64Array): boolean {
  for (let at = 0; at < values.length; at++)
    if (!(Math.abs(values[at] ?? Number.NaN) <= LARGEST)) return false;
  return true;
}

/** What keeps values from being compared, those that are missing apart; null: nothing. */
function strangeness(values: Float64Array, noun: string): string | null {
  const large = values.find((value) => Math.abs(value) > LARGEST);
  if (large === undefined) return null;
  return Number.isFinite(large)
    ? `holds the ${noun} ${large}, beyond 1e300`
    : `holds ${noun === 'value' ? 'a' : 'an'} ${noun} that is infinite`;
}

function isThere({ values, exposure }: Series, missing: Missing, at: number): boolean {
  const value = values[at] ?? Number.NaN;
  return (missing === 'zero' || !Number.isNaN(value)) && !Number.isNaN(exposure?.[at] ?? 1);
}

function pick(values: Float64Array, places: readonly number[]): Float64Array {
  return Float64Array.from(places, (at) => values[at] ?? Number.NaN);
}
