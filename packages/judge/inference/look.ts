import { normalTail } from '../distribution/normal.ts';
import { boundaries, spentBy } from './spending.ts';

/** Which of several looks at data that grow this is. */
export interface Look {
  /** 1 is the first; null: not known, and each has an equal share of the error */
  readonly number: number | null;
  readonly planned: number;
  /** examples at each look until now, this one the last; those before it that are not known are left out */
  readonly counts: readonly number[];
}

/** A look at data that are judged once. */
export const ONCE: Look = { number: 1, planned: 1, counts: [] };

export function isOnce({ number, planned }: Look): boolean {
  return planned === 1 && number === 1;
}

/** Two looks whose examples are nearly the same are taken as a little farther apart, which is cautious. */
const STEP = 1.02;
/** A level below it is not told from it: what the first of many looks may spend is less than a double can carry. */
const LEAST = 1e-9;

/**
 * The one-sided level at which this look may say no, so that all planned looks together err at most `alpha`: O'Brien
 * and Fleming's spending by the calendar (Lan and DeMets 1983, 1989), with the examples of each look as its
 * information. 0 after the last planned look: all is spent.
 */
export function levelAt(look: Look, alpha: number): number {
  const { number, planned } = look;
  if (number === null) return alpha / planned;
  if (isOnce(look)) return alpha;
  if (number > planned) return 0;
  const fractions = Array.from({ length: number }, (_, at) => (at + 1) / planned);
  const bound =
    boundaries(fractions, alpha, 'obrien-fleming', informationOf(look.counts, number)).at(-1) ?? 0;
  return Math.max(LEAST, normalTail(bound));
}

/**
 * An equal share of `alpha` for each planned look (Bonferroni): for what must show as soon as it is there, where the
 * first looks may not be left with next to nothing. Null, for any number of looks: nothing is known to share among.
 */
export function equalShare(look: Look | null, alpha: number): number {
  return look === null ? alpha : alpha / Math.max(look.planned, look.number ?? 1);
}

/** What has been spent of one-sided `alpha` once this look is over. */
function spentAt(number: number, planned: number, alpha: number): number {
  return number >= planned ? alpha : spentBy(number / planned, alpha, 'obrien-fleming');
}

/** Rising, an entry a look: where it is not known how many examples a look had, looks are taken as equally far apart. */
function informationOf(counts: readonly number[], number: number): readonly number[] {
  const known = counts.length === number && (counts[0] ?? 0) > 0;
  let before = 0;
  return Array.from({ length: number }, (_, at) => {
    const examples = known ? (counts[at] ?? 0) : at + 1;
    before = Math.max(examples, before * STEP);
    return before;
  });
}

/** `look 3 of 14: error spent so far 0.0001 of 0.025 on a side, of which ...`; null where data are judged once. */
export function lookSaid(look: Look, alpha: number): string | null {
  const { number, planned } = look;
  if (isOnce(look)) return null;
  const level = levelAt(look, alpha);
  if (number === null)
    return `which of ${planned} looks this is, is not known here: each may spend ${shown(level)} of ${alpha.toFixed(3)} a side; say look:, or keep .mlops/records from run to run`;
  if (level === 0)
    return `look ${number}, and ${planned} were planned: all error is spent, so noise can no longer be told from a loss`;
  return `look ${number} of ${planned}: error spent so far ${shown(spentAt(number, planned, alpha))} of ${alpha.toFixed(3)} a side; a gate on noise says no at p ${shown(level)}`;
}

function shown(level: number): string {
  return level < 0.0001 ? level.toExponential(0) : level.toFixed(4);
}
