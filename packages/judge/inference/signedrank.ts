/** One-sided chances of the signed ranks of paired differences. */
export interface SignedRank {
  /** sum of the ranks of the positive differences */
  readonly sum: number;
  /** differences that are not 0 */
  readonly n: number;
  /** so great a sum, or so small a one, were the differences spread evenly about 0 */
  readonly above: number;
  readonly below: number;
}

/**
 * Wilcoxon's signed-rank test by counting all ways to sign the ranks (Hollander and Wolfe 1999, 3.1): exact with ties
 * too, whose ranks are averaged. Differences of 0 are left out. For dozens of differences, not for thousands.
 */
export function signedRank(differences: readonly number[]): SignedRank {
  const seen = differences.filter((difference) => difference !== 0);
  const doubled = doubledRanks(seen.map(Math.abs));
  const sum = seen.reduce((all, difference, at) => all + (difference > 0 ? (doubled[at] ?? 0) : 0), 0);
  const chances = chancesOf(doubled);
  const between = (from: number, to: number) =>
    chances.slice(from, to).reduce((all, chance) => all + chance, 0);
  return {
    sum: sum / 2,
    n: seen.length,
    above: Math.min(1, between(sum, chances.length)),
    below: Math.min(1, between(0, sum + 1)),
  };
}

/** Twice the rank, so that averaged ones are whole too. */
function doubledRanks(sizes: readonly number[]): readonly number[] {
  return sizes.map((size) => {
    const less = sizes.filter((other) => other < size).length;
    const same = sizes.filter((other) => other === size).length;
    return 2 * less + same + 1;
  });
}

/** The chance of each sum of ranks whose sign is a fair coin's. */
function chancesOf(doubled: readonly number[]): Float64Array {
  let chances = Float64Array.of(1);
  for (const rank of doubled) {
    const next = new Float64Array(chances.length + rank);
    chances.forEach((chance, at) => {
      next[at] = (next[at] ?? 0) + chance / 2;
      next[at + rank] = (next[at + rank] ?? 0) + chance / 2;
    });
    chances = next;
  }
  return chances;
}
