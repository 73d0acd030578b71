/** Between these a value is as in the reference; null: no bound on that side. */
export interface Limits {
  readonly lower: number | null;
  readonly upper: number | null;
}

const DEVIATIONS = 3;

/**
 * Mean -+ 3 population standard deviations of a statistic over the chunks of the reference, cut at what the statistic
 * can be at all: NannyML's alert thresholds (judge.md 7.2). NaN is left out.
 */
export function limitsOf(values: readonly number[], range: Limits): Limits {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
  const spread = DEVIATIONS * Math.sqrt(variance);
  return {
    lower: Math.max(mean - spread, range.lower ?? Number.NEGATIVE_INFINITY),
    upper: Math.min(mean + spread, range.upper ?? Number.POSITIVE_INFINITY),
  };
}
