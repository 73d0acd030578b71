import { normalQuantile } from '../distribution/normal.ts';
import type { Contrast } from './contrast.ts';
import { judgedBySpread } from './judged.ts';
import { type SignedRank, signedRank } from './signedrank.ts';

/** One training run: what its seed was and what it measured. */
export interface Run {
  readonly seed: number;
  readonly value: number;
}

/** How the runs of both models were made, and on what they were measured. */
export interface Runs {
  /** same split and same order of the data for the same seed: only then are runs paired */
  readonly shared: boolean;
  /** squared standard error of candidate - baseline on the test set, which all runs share; more runs do not lessen it */
  readonly testVariance: number;
}

export interface SeedContrast extends Contrast {
  /** of the paired differences, from 6 pairs on; null: not paired, or too few */
  readonly signedRank: SignedRank | null;
}

const PAIRS = 6;
const LEAST = 2;
const POWER = 0.8;

/**
 * candidate - baseline, each the mean over training runs: Student's t on the differences where runs are paired by
 * seed, else Welch's (Biometrika 34 (1947), 28-35), with the variance of the test set added, since another one would
 * have told something else of every run (Bouthillier et al., MLSys 2021).
 */
export function contrastOfSeeds(
  candidate: readonly Run[],
  baseline: readonly Run[],
  { shared, testVariance }: Runs,
): SeedContrast {
  const pairs = shared ? pairsOf(candidate, baseline) : [];
  const [own, against] = [of(candidate), of(baseline)];
  const paired = shared ? of(pairs) : null;
  const difference = paired?.mean ?? own.mean - against.mean;
  const parts = paired === null ? [own, against] : [paired];
  const n = Math.min(...parts.map(({ count }) => count));
  const variance = parts.reduce((sum, part) => sum + part.variance / part.count, 0);
  const all = variance + testVariance;
  const doubt = parts.reduce((sum, part) => sum + (part.variance / part.count) ** 2 / (part.count - 1), 0);
  const freedom = doubt > 0 ? all ** 2 / doubt : Math.max(1, n - 1);
  const test = paired === null ? "Welch's t" : "paired, Student's t";
  const few = {
    because: `${n} ${paired === null ? 'runs' : 'pairs of runs'}, and a spread takes ${LEAST}`,
    needed: LEAST,
  };
  return {
    candidate: own.mean,
    baseline: against.mean,
    times: 1,
    difference,
    n,
    noun: 'seeds',
    open: n < LEAST ? few : null,
    ...judgedBySpread(
      testVariance > 0 ? `${test} over seeds, test-set variance added` : `${test} over seeds`,
      difference,
      { standardError: Math.sqrt(all), freedom, skewness: 0 },
    ),
    needed: (margin, confidence) => neededOf(difference - margin, variance * n, testVariance, n, confidence),
    signedRank: pairs.length >= PAIRS ? signedRank(pairs.map(({ value }) => value)) : null,
  };
}

/** Runs of one seed, their values subtracted. */
function pairsOf(candidate: readonly Run[], baseline: readonly Run[]): readonly Run[] {
  const values = new Map(baseline.map(({ seed, value }) => [seed, value]));
  return candidate.flatMap(({ seed, value }) => {
    const against = values.get(seed);
    return against === undefined ? [] : [{ seed, value: value - against }];
  });
}

function of(runs: readonly Run[]) {
  const count = runs.length;
  const mean = runs.reduce((sum, { value }) => sum + value, 0) / count;
  const variance = runs.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (count - 1);
  return { count, mean, variance };
}

/** Seeds that would probably decide; null where the test set alone leaves too much open, or it takes 100 times as many. */
function neededOf(
  off: number,
  ofOne: number,
  testVariance: number,
  n: number,
  confidence: number,
): number | null {
  const quantiles = normalQuantile((1 + confidence) / 2) + normalQuantile(POWER);
  const left = (off / quantiles) ** 2 - testVariance;
  const needed = Math.ceil(ofOne / left);
  return left > 0 && needed <= 100 * n ? Math.max(needed, n + 1) : null;
}
