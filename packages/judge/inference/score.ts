/** How often a row gave each of a few values. */
export interface Count {
  readonly value: number;
  readonly rows: number;
}

/**
 * How far the mean of a variable that takes few values lies from `mean`, in standard errors of the likeliest
 * distribution that has that mean: the score test of a multinomial. For the values 1, 0 and -1 of a paired difference
 * of proportions it is Tango's (Statistics in Medicine 17 (1998), 891-908). Values that never came count as possible.
 */
export function scoreOf(counts: readonly Count[], mean: number): number {
  const rows = counts.reduce((sum, count) => sum + count.rows, 0);
  const off = counts.reduce((sum, { value, rows: own }) => sum + own * (value - mean), 0);
  if (off === 0) return 0;
  const variance = varianceAt(counts, rows, mean);
  return variance <= 0 ? Math.sign(off) * Number.POSITIVE_INFINITY : off / Math.sqrt(rows * variance);
}

/** Variance of the likeliest distribution with that mean: shares rows_k / (rows + tilt (value_k - mean)) (Owen 1988). */
function varianceAt(counts: readonly Count[], rows: number, mean: number): number {
  const values = counts.map(({ value }) => value);
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  if (mean <= least || mean >= greatest) return 0;
  const tilt = tiltTo(counts, rows, mean, [-rows / (greatest - mean), rows / (mean - least)]);
  let [variance, left] = [0, 1];
  for (const { value, rows: own } of counts) {
    const share = own === 0 ? 0 : own / (rows + tilt * (value - mean));
    variance += share * (value - mean) ** 2;
    left -= share;
  }
  return variance + Math.max(0, left) * ((tilt > 0 ? least : greatest) - mean) ** 2;
}

/** The sum of shares times (value - mean) falls as the tilt grows; at an end of the range a value that never came takes what is left. */
function tiltTo(
  counts: readonly Count[],
  rows: number,
  mean: number,
  range: readonly [number, number],
): number {
  const pull = (tilt: number) =>
    counts.reduce((sum, { value, rows: own }) => {
      if (own === 0) return sum;
      return sum + (own * (value - mean)) / (rows + tilt * (value - mean));
    }, 0);
  let [low, high] = range;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (pull(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Means whose score is within `quantile` standard errors. */
export function scoreInterval(counts: readonly Count[], quantile: number): readonly [number, number] {
  const values = counts.map(({ value }) => value);
  const rows = counts.reduce((sum, count) => sum + count.rows, 0);
  const seen = counts.reduce((sum, { value, rows: own }) => sum + own * value, 0) / rows;
  return [
    endOf(counts, seen, Math.min(...values), quantile),
    endOf(counts, seen, Math.max(...values), quantile),
  ];
}

function endOf(counts: readonly Count[], seen: number, edge: number, quantile: number): number {
  let [inside, outside] = [seen, edge];
  for (let step = 0; step < 60; step++) {
    const middle = (inside + outside) / 2;
    if (Math.abs(scoreOf(counts, middle)) <= quantile) inside = middle;
    else outside = middle;
  }
  return (inside + outside) / 2;
}
