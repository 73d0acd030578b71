/** Bernoulli's numbers in Stirling's series: B(2k) / (2k (2k - 1)) (Abramowitz and Stegun 6.1.41). */
const SERIES = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];

/** By how much ln of the gamma function of x exceeds Stirling's (x - 1/2) ln x - x + ln(2 pi) / 2; x > 0. */
export function stirlingError(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < 16; at++) sum += (at + 0.5) * Math.log1p(1 / at) - 1;
  const square = 1 / (at * at);
  return sum + SERIES.reduceRight((value, term) => value * square + term, 0) / at;
}
