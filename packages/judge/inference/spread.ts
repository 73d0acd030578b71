import type { Powers } from '#metrics/measure/measure';

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
 * `counts`: how often each pull is there; null: once.
 */
export function spreadOf(
  pulls: Float64Array,
  units: number,
  enlarged = units / (units - 1),
  counts: Float64Array | null = null,
): Spread {
  let [unit, square, cube, fourth, n] = [0, 0, 0, 0, 0];
  for (let at = 0; at < pulls.length; at++) unit = Math.max(unit, Math.abs(pulls[at] ?? 0));
  if (!(unit > 0)) return { standardError: unit, freedom: Math.max(1, units - 1), skewness: 0 };
  for (let at = 0; at < pulls.length; at++) {
    const scaled = (pulls[at] ?? 0) / unit;
    const often = counts === null ? 1 : (counts[at] ?? 0);
    const squared = scaled * scaled;
    n += often;
    square += often * squared;
    cube += often * squared * scaled;
    fourth += often * squared * squared;
  }
  return spreadOfPowers({ unit, square, cube, fourth, n }, units, enlarged);
}

/** Of pulls whose powers were summed up in `unit`; there are `n` of them. */
export function spreadOfPowers(
  { unit, square, cube, fourth, n }: Powers & { readonly unit: number; readonly n: number },
  units: number,
  enlarged: number,
): Spread {
  if (square === 0) return { standardError: 0, freedom: Math.max(1, units - 1), skewness: 0 };
  const known = freedomOf(n, (n * fourth) / (square * square));
  return {
    standardError: unit * Math.sqrt(square * enlarged),
    freedom: Math.max(1, Math.min(units - 1, known)),
    skewness: cube / (square * Math.sqrt(square)),
  };
}

/** Degrees of freedom of a variance from n values of that kurtosis, without the bias of a small sample's kurtosis. */
function freedomOf(n: number, kurtosis: number): number {
  const excess = n > 3 ? ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * (kurtosis - 3) + 6) : 0;
  return 2 / (2 / (n - 1) + Math.max(0, excess) / n);
}

/**
 * The same where units have unequal `parts` of all weight, taken as if their weights had nothing to do with how much
 * they vary: variance, skewness and kurtosis are then those of all units, each weighed as in the value itself, and what
 * unequal parts cost is Kish's effect (Gabler, Haeder and Lahiri, Survey Methodology 25 (1999), 105-106). Squares of
 * weighed pulls, which suppose nothing, rest on the few heaviest units, and look surer than they are by the skewness and
 * kurtosis that so few do not show. `most`: units at most.
 */
export function spreadOfParts(pulls: Float64Array, parts: Float64Array, most: number): Spread {
  let [square, cube, fourth, parts2, parts3] = [0, 0, 0, 0, 0];
  for (let at = 0; at < pulls.length; at++) {
    const part = parts[at] ?? 0;
    const influence = part > 0 ? (pulls[at] ?? 0) / part : 0;
    const squared = influence * influence;
    square += part * squared;
    cube += part * squared * influence;
    fourth += part * squared * squared;
    parts2 += part * part;
    parts3 += part * part * part;
  }
  const units = Math.min(most, 1 / parts2);
  const variance = square * parts2;
  if (!(variance > 0)) return { standardError: 0, freedom: Math.max(1, units - 1), skewness: 0 };
  return {
    standardError: Math.sqrt(units > 1 ? (variance * units) / (units - 1) : variance),
    freedom: Math.max(1, Math.min(units - 1, freedomOf(units, fourth / (square * square)))),
    skewness: (cube * parts3) / (variance * Math.sqrt(variance)),
  };
}

/** Of two that tell of the same value, what is the less sure of each. */
export function wider(one: Spread, other: Spread): Spread {
  return {
    standardError: Math.max(one.standardError, other.standardError),
    freedom: Math.min(one.freedom, other.freedom),
    skewness: Math.abs(one.skewness) > Math.abs(other.skewness) ? one.skewness : other.skewness,
  };
}
