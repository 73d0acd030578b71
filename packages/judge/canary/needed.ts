import { normalQuantile } from '../distribution/normal.ts';
import type { Measured } from './finding.ts';

/** The chance with which the number of points that is told decides. */
const POWER = 0.8;
/** How many times the present number is still worth telling. */
const MOST = 100;

/**
 * What would probably decide a metric: so many points a side as make its distance from the limit, in standard
 * errors now as far as `p` says, large enough for the level at a chance of 80 %.
 */
export function needed(
  p: number,
  { effectiveN }: Pick<Measured, 'effectiveN'>,
  n: number,
  level: number,
): string {
  const now = -normalQuantile(Math.max(p, Number.MIN_VALUE));
  const wanted = normalQuantile(1 - level) + normalQuantile(POWER);
  const times = Math.max(1.25, (wanted / now) ** 2);
  if (!(now > 0) || times > MOST)
    return 'It lies at the limit: change what is allowed, or let a person decide.';
  const points = Math.ceil(n * times);
  const few =
    effectiveN !== null && effectiveN < n / 2
      ? `, as ${n} tell as much as ${Math.floor(effectiveN)} independent ones`
      : '';
  return `About ${points} points a side would probably decide it${few}.`;
}
