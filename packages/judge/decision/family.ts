/** One of the tests by which a run says no. */
export interface Test {
  /** does it say no at this one-sided level? */
  worse(level: number): boolean;
  /** what would probably decide it at this level */
  advice(level: number): string;
  /** what it is where it says no by itself and not among the others; inconclusive where nothing is said */
  readonly unsure?: 'marginal';
}

/**
 * The one-sided level at which a test of a family says no, by Holm (Scandinavian Journal of Statistics 6, 1979): the
 * chance that any of them says no to a model that is as good as it has to be is at most `alpha`, whatever they have
 * in common. Holm sorts p values; this is the same, asked by level: those that are worse at alpha / m are k, then at
 * alpha / (m - k), until there are no more.
 *
 * Only saying no is corrected. A run passes when every gate passes, and a model that is too bad somewhere is then let
 * through only if that very gate errs, which it does at most at its own level: the intersection-union test (Berger,
 * Technometrics 24, 1982) needs no correction however many gates there are.
 *
 * `levelOf`: what a look of several may spend of such a share (Maurer and Bretz, Statistics in Biopharmaceutical
 * Research 5, 2013: Holm over tests that each spend their own share over the looks). 0 says no to nothing.
 */
export function holmLevel(
  family: readonly Test[],
  alpha: number,
  levelOf: (share: number) => number = (share) => share,
): number {
  let rejected = 0;
  for (;;) {
    const level = levelOf(alpha / Math.max(1, family.length - rejected));
    const now = level === 0 ? 0 : family.filter((test) => test.worse(level)).length;
    if (now <= rejected) return level;
    rejected = now;
  }
}
