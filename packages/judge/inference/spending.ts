import { normalQuantile, normalTail } from '../distribution/normal.ts';

/** How the error is spent over the looks: little at first, or evenly (Lan and DeMets, Biometrika 70 (1983)). */
export type Spending = 'obrien-fleming' | 'pocock';

/**
 * The z that each of the planned looks must pass so that all of them together err at most `alpha` on one side.
 * `fractions`: the share of all data that each look has, rising to 1. Solved look by look on the density of the
 * statistic that has not yet crossed (Armitage, McPherson and Rowe 1969; Jennison and Turnbull 2000, chapter 19).
 */
export function boundaries(
  fractions: readonly number[],
  alpha: number,
  spending: Spending = 'obrien-fleming',
): readonly number[] {
  let path: Path | null = null;
  let [spent, before] = [0, 0];
  return fractions.map((fraction) => {
    const increment = spentBy(fraction, alpha, spending) - spent;
    const from = path;
    const step = fraction - before;
    const bound = crossing(from, step, fraction, increment);
    path = carried(from, step, Math.sqrt(fraction), bound);
    spent += increment;
    before = fraction;
    return bound;
  });
}

/** Equally spaced looks. */
export function looks(count: number): readonly number[] {
  return Array.from({ length: count }, (_, look) => (look + 1) / count);
}

/** What may have been spent once that share of the data is there, of one-sided `alpha`. */
export function spentBy(fraction: number, alpha: number, spending: Spending): number {
  if (spending === 'pocock') return alpha * Math.log(1 + (Math.E - 1) * fraction);
  return 2 * normalTail(-normalQuantile(alpha / 2) / Math.sqrt(fraction));
}

/** Density of the sum so far, where no look has crossed yet, on evenly spaced points that end at the last bound. */
interface Path {
  readonly from: number;
  readonly width: number;
  /** density times the weight of the point in Simpson's rule */
  readonly mass: Float64Array;
}

const POINTS = 601;
/** Standard deviations beyond which there is no mass to count. */
const WIDEST = 9;
/** No statistic comes so far. */
const FURTHEST = 40;

/** The z whose crossing at this look, and at none before, has that chance. */
function crossing(path: Path | null, step: number, fraction: number, chance: number): number {
  if (path === null) return Math.min(FURTHEST, -normalQuantile(chance));
  let [low, high] = [-5, FURTHEST];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (above(path, step, middle * Math.sqrt(fraction)) > chance) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function above({ from, width, mass }: Path, step: number, bound: number): number {
  const scale = Math.sqrt(step);
  return mass.reduce((sum, one, at) => sum + one * normalTail((bound - from - at * width) / scale), 0);
}

/** The density after one more step, below its bound; `deviation` is that of the sum. */
function carried(path: Path | null, step: number, deviation: number, bound: number): Path {
  const scale = Math.sqrt(step);
  const from = -WIDEST * deviation;
  const width = (Math.min(WIDEST, bound) * deviation - from) / (POINTS - 1);
  const mass = new Float64Array(POINTS);
  for (let at = 0; at < POINTS; at++) {
    const sum = from + at * width;
    const simpson = at === 0 || at === POINTS - 1 ? 1 : at % 2 === 1 ? 4 : 2;
    mass[at] = (simpson * width * densityAt(path, sum, scale)) / 3;
  }
  return { from, width, mass };
}

function densityAt(path: Path | null, sum: number, scale: number): number {
  const normal = (gap: number) => Math.exp(-0.5 * (gap / scale) ** 2) / (scale * Math.sqrt(2 * Math.PI));
  if (path === null) return normal(sum);
  let density = 0;
  path.mass.forEach((one, at) => {
    density += one * normal(sum - path.from - at * path.width);
  });
  return density;
}
