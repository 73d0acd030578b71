import type { Column } from '#metrics/table';
import { chiSquare, total } from './chisquare.ts';
import { adjusted } from './discovery.ts';
import { jensenShannon, wasserstein } from './distance.ts';
import { smirnov } from './kolmogorov.ts';
import { type Histogram, histogramOf, type Profile, profileOf } from './profile.ts';
import { type Pair, pairOf, type Sample } from './sample.ts';

/** A column has moved when it lies at least this far away: Evidently's default for both distances. */
export const FAR = 0.1;

/** And when chance alone does as much at most once in a hundred times, after all columns: a monitor runs every day. */
export const CHANCE = 0.01;

/** Of fewer rows on either side nothing is said. */
const LEAST_ROWS = 30;

/** How much a column has shifted between the reference and now, and whether that counts. */
export interface Shift {
  readonly column: string;
  readonly kind: Sample['kind'];
  readonly reference: Profile;
  readonly current: Profile;
  readonly measure: 'Wasserstein' | 'Jensen-Shannon';
  /** of the values that there are */
  readonly distance: number;
  readonly test: 'Kolmogorov-Smirnov' | 'chi-square';
  readonly statistic: number;
  /** of the test alone */
  readonly p: number;
  /** after all columns (Benjamini-Hochberg), the smaller of values and empty cells */
  readonly adjusted: number;
  /** `distance`, or how much the share of empty cells has changed; 0 where that may be chance: what gates see */
  readonly drift: number;
  readonly moved: boolean;
  /** one sentence: why it counts, or why not */
  readonly reason: string;
  /** share of the rows now that lie outside of the reference: a number out of its range, a category it never had */
  readonly outside: number;
  /** categories the reference never had, the most frequent first */
  readonly unseen: readonly string[];
  readonly histogram: Histogram;
}

/** A column that was not compared, and why. */
export interface Uncompared {
  readonly column: string;
  readonly because: string;
}

export interface Shifts {
  /** what moved first, then by distance */
  readonly shifts: readonly Shift[];
  readonly uncompared: readonly Uncompared[];
}

export type Columns = ReadonlyMap<string, Column>;

/**
 * Compares the columns that both sides have. A column has moved when its distance is at least 0.1 and chance is an
 * unlikely reason (at most 1 % after correction for the number of columns). The distance keeps large samples from
 * alarming at trifles, the probability keeps small ones from alarming at noise (docs/monitor-gate.md).
 */
export function shiftsOf(reference: Columns, current: Columns): Shifts {
  const uncompared: Uncompared[] = [];
  const raw: Raw[] = [];
  for (const [column, before] of reference) {
    const now = current.get(column);
    if (now === undefined) continue;
    const pair = pairOf(before, now);
    const because = whyNot(pair);
    if (because === null) raw.push(rawShift(column, pair));
    else uncompared.push({ column, because });
  }
  const ps = adjusted(raw.flatMap(({ p, gap }) => [p, gap.p]));
  const shifts = raw.map((one, at) => judged(one, ps[2 * at] ?? 1, ps[2 * at + 1] ?? 1));
  const order = (one: Shift, other: Shift) =>
    Number(other.moved) - Number(one.moved) || other.drift - one.drift || other.distance - one.distance;
  return { shifts: shifts.sort(order), uncompared };
}

/** Words of which most occur once are names or free text: their shares say nothing. */
function whyNot({ reference, current }: Pair): string | null {
  const rows = Math.min(reference.rows, current.rows);
  if (rows < LEAST_ROWS) return `${rows} rows are too few: ${LEAST_ROWS} are the least`;
  const [before, now] = [reference.rows - reference.missing, current.rows - current.missing];
  if (before === 0 && now === 0) return 'it is empty on both sides';
  if (reference.kind === 'category' && reference.counts.size > 50 && reference.counts.size > before / 2)
    return `${reference.counts.size} different texts in ${before} rows are names or free text, no categories`;
  return null;
}

type Raw = Omit<Shift, 'adjusted' | 'drift' | 'moved' | 'reason'> & {
  readonly retyped: boolean;
  /** change of the share of empty cells, and its probability */
  readonly gap: { readonly change: number; readonly p: number };
};

function rawShift(column: string, pair: Pair): Raw {
  const { reference, current, retyped } = pair;
  const sides = { reference: profileOf(reference), current: profileOf(current) };
  const cells = ({ rows, missing }: Sample) =>
    new Map([
      ['full', rows - missing],
      ['empty', missing],
    ]);
  const gap = {
    change: Math.abs(sides.current.missing - sides.reference.missing),
    p: chiSquare(cells(reference), cells(current)).p,
  };
  return {
    column,
    kind: reference.kind,
    ...sides,
    ...compared(pair),
    ...outsiders(pair),
    gap,
    retyped,
    histogram: histogramOf(pair),
  };
}

function compared({ reference, current }: Pair) {
  if (reference.kind === 'number' && current.kind === 'number') {
    const test = { test: 'Kolmogorov-Smirnov', measure: 'Wasserstein' } as const;
    return {
      ...test,
      ...smirnov(reference.values, current.values),
      distance: wasserstein(reference.values, current.values),
    };
  }
  const [one, other] = [reference, current].map((side) =>
    side.kind === 'category' ? side.counts : new Map(),
  );
  const { statistic, p } = chiSquare(one ?? new Map(), other ?? new Map());
  const distance = jensenShannon(one ?? new Map(), other ?? new Map());
  return { test: 'chi-square', measure: 'Jensen-Shannon', statistic, p, distance } as const;
}

const SHOWN = 5;

function outsiders({ reference, current }: Pair): Pick<Shift, 'outside' | 'unseen'> {
  if (current.rows === 0) return { outside: 0, unseen: [] };
  if (reference.kind === 'number' && current.kind === 'number') {
    const [low, high] = [reference.values[0], reference.values.at(-1)];
    if (low === undefined || high === undefined) return { outside: 0, unseen: [] };
    const out = current.values.reduce((sum, value) => sum + Number(value < low || value > high), 0);
    return { outside: out / current.rows, unseen: [] };
  }
  if (reference.kind !== 'category' || current.kind !== 'category') return { outside: 0, unseen: [] };
  const known = reference.counts;
  const strange = new Map([...current.counts].filter(([name]) => !known.has(name)));
  const unseen = [...strange].sort(([, one], [, other]) => other - one).map(([name]) => name);
  return { outside: total(strange) / current.rows, unseen: unseen.slice(0, SHOWN) };
}

function judged(raw: Raw, valuesP: number, gapP: number): Shift {
  const { gap, retyped, ...shift } = raw;
  const gone = raw.reference.missing < 1 && raw.current.missing === 1;
  const came = raw.reference.missing === 1 && raw.current.missing < 1;
  const values = valuesP <= CHANCE && !gone && !came ? raw.distance : 0;
  const cells = gapP <= CHANCE ? gap.change : 0;
  const drift = Math.max(values, cells);
  const moved = drift >= FAR;
  const known = { ...shift, adjusted: Math.min(valuesP, gapP), drift, moved };
  if (gone) return { ...known, reason: 'every cell is empty now' };
  if (came) return { ...known, reason: 'every cell was empty in the reference' };
  const kind = retyped ? 'numbers and words are mixed up between the two sides; ' : '';
  return { ...known, reason: kind + reasonOf(raw, { moved, values, cells, valuesP }) };
}

function reasonOf(
  { distance, gap, measure }: Raw,
  { moved, values, cells, valuesP }: { moved: boolean; values: number; cells: number; valuesP: number },
): string {
  const far = `${measure} distance ${distance.toFixed(3)}`;
  if (moved && values >= FAR) return `${far} is at least ${FAR}, and chance is no likely reason`;
  if (moved) return `the share of empty cells has changed by ${(cells * 100).toFixed(1)} points`;
  if (distance >= FAR && valuesP > CHANCE)
    return `${far} may be chance at so few rows (p ${valuesP.toFixed(3)})`;
  if (gap.change >= FAR) return 'the share of empty cells has changed, which may be chance at so few rows';
  return `${far} is below ${FAR}`;
}
