import { meanOf, populationVarianceOf } from './moments.ts';
import { percentileOf } from './percentile.ts';

/** How values that lie far outside are found. */
export type Detector =
  | {
      readonly kind: 'iqr';
      /** how many quartile distances beyond the quartiles */
      readonly factor: number;
      /** never inside the 1st and the 99th percentile */
      readonly reduceSensitivity: boolean;
    }
  | { readonly kind: 'ksigma'; readonly k: number };

/** Which values are outliers (judge.md 4.3). */
export function outliersOf(values: readonly number[], detector: Detector): boolean[] {
  if (detector.kind === 'ksigma') {
    const mean = meanOf(values);
    const far = detector.k * Math.sqrt(populationVarianceOf(values));
    return values.map((value) => Math.abs(value - mean) > far);
  }
  const [low, high] = fencesOf(values, detector);
  return values.map((value) => value > high || value < low);
}

function fencesOf(
  values: readonly number[],
  { factor, reduceSensitivity }: Extract<Detector, { kind: 'iqr' }>,
): [number, number] {
  const sorted = Float64Array.from(values).sort();
  const [p25, p75] = [percentileOf(sorted, 25), percentileOf(sorted, 75)];
  const [low, high] = [p25 - factor * (p75 - p25), p75 + factor * (p75 - p25)];
  if (!reduceSensitivity) return [low, high];
  return [Math.min(percentileOf(sorted, 1), low), Math.max(percentileOf(sorted, 99), high)];
}

export function withoutOutliers(values: readonly number[], detector: Detector): number[] {
  const out = outliersOf(values, detector);
  return values.filter((_, index) => out[index] !== true);
}
