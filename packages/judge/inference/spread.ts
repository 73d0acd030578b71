/** How far a value of these rows lies from that of the population, as a sum of independent pulls says. */
export interface Spread {
  readonly standardError: number;
  /** of Student's t: how well the standard error itself is known */
  readonly freedom: number;
  /** of the sum: the third moment over the standard error cubed */
  readonly skewness: number;
}

/**
 * Spread of the sum of `pulls`, each independent of the others and their sum 0: the infinitesimal jackknife, enlarged
 * by units / (units - 1). A standard error that few pulls make is known as badly as they are few, so Student's t has
 * Satterthwaite's degrees of freedom (Biometrics Bulletin 2 (1946), 110-114), at most `units` - 1.
 */
export function spreadOf(pulls: Float64Array, units: number, enlarged = units / (units - 1)): Spread {
  let [square, cube, fourth] = [0, 0, 0];
  for (const pull of pulls) {
    const squared = pull * pull;
    square += squared;
    cube += squared * pull;
    fourth += squared * squared;
  }
  const known = (2 * square * square) / (fourth - (square * square) / pulls.length);
  return {
    standardError: Math.sqrt(square * enlarged),
    freedom: Math.max(1, known > 0 ? Math.min(units - 1, known) : units - 1),
    skewness: square > 0 ? cube / (square * Math.sqrt(square)) : 0,
  };
}
