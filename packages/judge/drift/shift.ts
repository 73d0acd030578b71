import { seeded } from '#kit/random';
import { type Absence, absenceOf } from './absence.ts';
import { distanceOn } from './cells.ts';
import { adjusted, holm } from './discovery.ts';
import { type Evidence, evidenceOf } from './evidence/evidence.ts';
import { total } from './evidence/exchange.ts';
import { type Mover, moversOf } from './mover.ts';
import { CELLS, EMPTY, ODD } from './profile/layout.ts';
import type { Profile, ProfiledColumn } from './profile/profile.ts';
import type { Scale } from './profile/scale.ts';
import type { Tally } from './profile/tally.ts';
import { reasonOf } from './reason.ts';
import { sidesOf, valuesOf } from './sides.ts';
import { type Histogram, histogramOf, type Sketch, sharesOf, sketchOf } from './sketch.ts';

/** A column has moved when it lies at least this far away: Evidently's default for both distances. */
export const FAR = 0.1;

/** And when chance alone does as much at most once in a hundred times, after all columns: a monitor runs every day. */
export const CHANCE = 0.01;

/** Of fewer rows on either side nothing is said. */
const LEAST_ROWS = 30;

/** How much a column has shifted between the reference and now, and whether that counts. */
export interface Shift {
  readonly column: string;
  readonly kind: Scale['kind'];
  /** it is one of those that must not drift */
  readonly guarded: boolean;
  readonly reference: Sketch;
  readonly current: Sketch;
  readonly measure: 'Wasserstein' | 'Jensen-Shannon';
  /** of the values that there are */
  readonly distance: number;
  /** that the distance of the values is no chance */
  readonly evidence: Evidence;
  /** the smaller p of values and empty cells after all columns: Benjamini-Hochberg, or Holm of those that must not drift */
  readonly adjusted: number;
  /** `distance`, or how much the share of cells without a value has changed; 0 where that may be chance: what gates see */
  readonly drift: number;
  readonly moved: boolean;
  /** one sentence: why it counts, or why not */
  readonly reason: string;
  /** the categories or ranges whose shares changed most */
  readonly movers: readonly Mover[];
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

/** What is asked of a comparison. */
export interface Ask {
  /** columns that must not drift: no false alarm among them is the aim, so they are corrected by Holm on their own */
  readonly guarded?: (column: string) => boolean;
  readonly seed?: number;
  /** what chance alone may do, of all columns; a look of several has a share of it */
  readonly chance?: number;
}

/**
 * Compares the columns of two profiles of one frame. A column has moved when its distance is at least 0.1 **and**
 * chance is an unlikely reason (at most 1 % after correction for the number of columns). The distance keeps large
 * samples from alarming at trifles, the evidence keeps small ones from alarming at noise (docs/judge-drift.md).
 */
export function shiftsOf(
  reference: Profile,
  current: Profile,
  { guarded = () => false, seed = 0, chance = CHANCE }: Ask = {},
): Shifts {
  const uncompared: Uncompared[] = [];
  const raw: Raw[] = [];
  for (const [at, before] of reference.columns.entries()) {
    const now = current.columns[at];
    if (now === undefined || total(now.tally.counts) === 0) continue;
    const because = whyNot(before, now);
    if (because === null) raw.push(rawShift(before, now, { guarded: guarded(before.name), seed }));
    else uncompared.push({ column: before.name, because });
  }
  const corrected = [
    ...judgedAll(
      raw.filter((one) => one.guarded),
      holm,
      chance,
    ),
    ...judgedAll(
      raw.filter((one) => !one.guarded),
      adjusted,
      chance,
    ),
  ];
  const order = (one: Shift, other: Shift) =>
    Number(other.moved) - Number(one.moved) || other.drift - one.drift || other.distance - one.distance;
  return { shifts: corrected.sort(order), uncompared };
}

function whyNot({ tally: before }: ProfiledColumn, { tally: now }: ProfiledColumn): string | null {
  const rows = Math.min(total(before.counts), total(now.counts));
  if (rows < LEAST_ROWS) return `${rows} rows are too few: ${LEAST_ROWS} are the least`;
  const filled = (counts: readonly number[]) => total(counts) - (counts[EMPTY] ?? 0);
  return filled(before.counts) === 0 && filled(now.counts) === 0 ? 'it is empty on both sides' : null;
}

/** A shift before all columns are known. */
export type Raw = Omit<Shift, 'adjusted' | 'drift' | 'moved' | 'reason'> & {
  /** change of the share of cells without a value, and the chance of it */
  readonly gap: Absence;
};

function rawShift(
  column: ProfiledColumn,
  { tally: now }: ProfiledColumn,
  { guarded, seed }: { readonly guarded: boolean; readonly seed: number },
): Raw {
  const { name, scale, tally: before } = column;
  const sides = sidesOf(column, now);
  const distance = distanceOn(scale, sides.reference);
  const random = seeded(seedOf(name, seed));
  return {
    column: name,
    kind: scale.kind,
    guarded,
    reference: sketchOf(scale, before),
    current: sketchOf(scale, now),
    measure: 'cuts' in scale ? 'Wasserstein' : 'Jensen-Shannon',
    distance: distance(sides.reference, sides.current),
    evidence: evidenceOf(sides, distance, random),
    gap: absenceOf(before, now, random),
    movers: moversOf(scale, sharesOf(valuesOf(before)), sharesOf(valuesOf(now))),
    ...outsiders(scale, now),
    histogram: histogramOf(scale, before, now),
  };
}

/** Each column draws numbers of its own, whatever other columns there are. */
function seedOf(name: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
  return hash;
}

const SHOWN = 5;

function outsiders(scale: Scale, { counts, unseen }: Tally): Pick<Shift, 'outside' | 'unseen'> {
  const rows = total(counts);
  const last = counts.at(-1) ?? 0;
  if (rows === 0 || scale.kind === 'empty') return { outside: 0, unseen: [] };
  if ('cuts' in scale)
    return { outside: ((counts[CELLS] ?? 0) + last + (counts[ODD] ?? 0)) / rows, unseen: [] };
  const names = unseen.toSorted(([, one], [, other]) => other - one).map(([name]) => name);
  return { outside: scale.limit === null ? last / rows : 0, unseen: names.slice(0, SHOWN) };
}

/** Empty cells are one more test where there are any; where there are none on both sides there is nothing to test. */
function judgedAll(
  raw: readonly Raw[],
  correct: (ps: readonly number[]) => number[],
  chance: number,
): Shift[] {
  const gaps = raw.filter(({ gap }) => gap.p !== null);
  const ps = correct([...raw.map(({ evidence }) => evidence.p), ...gaps.map(({ gap }) => gap.p ?? 1)]);
  return raw.map((one, at) => {
    const gapP = one.gap.p === null ? 1 : (ps[raw.length + gaps.indexOf(one)] ?? 1);
    return judged(one, ps[at] ?? 1, gapP, chance);
  });
}

function judged(raw: Raw, valuesP: number, gapP: number, chance: number): Shift {
  const { gap, ...shift } = raw;
  const values = valuesP <= chance ? raw.distance : 0;
  const cells = gapP <= chance ? gap.change : 0;
  const drift = Math.max(values, cells);
  const known = { ...shift, adjusted: Math.min(valuesP, gapP), drift, moved: drift >= FAR };
  return { ...known, reason: reasonOf(raw, { values, cells, valuesP, far: FAR, chance }) };
}
