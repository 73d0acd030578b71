/**
 * Standard deviation of residuals from the medians of so many phases; wider by what the medians themselves are not
 * known, so that new points fit. All alike: 0.
 */
export function deviationOf(residuals: readonly number[], phases: number): number {
  const n = residuals.length;
  const mean = residuals.reduce((sum, value) => sum + value, 0) / n;
  const squares = residuals.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt((squares / (n - phases)) * (1 + phases / n));
}

/** Correlation of each value with the one before it. Constant: 0. */
export function togetherness(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const products = values
    .slice(1)
    .reduce((sum, value, at) => sum + (value - mean) * ((values[at] ?? mean) - mean), 0);
  return squares === 0 ? 0 : products / squares;
}
