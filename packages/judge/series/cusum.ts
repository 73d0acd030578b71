/** Half of the shift, in standard deviations, that is found soonest. */
export const SLACK = 0.5;

type Side = 'up' | 'down';

/** The sum of one side went over the limit at point `at`; the shift began about at point `since`. */
export interface Shift {
  readonly at: number;
  readonly since: number;
  readonly side: Side;
  readonly sum: number;
}

/**
 * Two-sided tabular CUSUM (Page 1954): of standardised values, what exceeds `SLACK` on either side is summed, never
 * below 0; an alarm above `limit` starts both sums anew. NaN is passed over. Where a shift lasts there are several alarms.
 */
export function shiftsIn(values: ArrayLike<number>, limit: number): Shift[] {
  const found: Shift[] = [];
  const sums = { up: 0, down: 0 };
  const since = { up: 0, down: 0 };
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    for (const side of ['up', 'down'] as const) {
      if (sums[side] === 0) since[side] = at;
      sums[side] = Math.max(0, sums[side] + (side === 'up' ? value : -value) - SLACK);
    }
    const side = sums.up >= sums.down ? 'up' : 'down';
    if (sums[side] <= limit) continue;
    found.push({ at, since: since[side], side, sum: sums[side] });
    sums.up = 0;
    sums.down = 0;
  }
  return found;
}
