import type { Digest } from '#record/digest';
import { count } from '#report/number';

/** Measures by name; null: not defined. */
export type Numbers = ReadonlyMap<string, number | null>;

/** One measure as it was and as it is. undefined: it is not there at all. */
export interface NumberPair {
  readonly name: string;
  readonly recorded: number | null | undefined;
  readonly replayed: number | null | undefined;
  /** replayed less recorded; null where one of them is no number */
  readonly difference: number | null;
  readonly within: boolean;
}

/**
 * Every measure of either side, by name. Two are within the tolerance when they differ by at most so much of the
 * larger of the two (`|a - b| <= tolerance * max(|a|, |b|)`), or when both are not defined.
 */
export function compareNumbers(recorded: Numbers, replayed: Numbers, tolerance: number): NumberPair[] {
  const names = [...new Set([...recorded.keys(), ...replayed.keys()])].sort();
  return names.map((name) => {
    const [before, after] = [defined(recorded.get(name)), defined(replayed.get(name))];
    const pair = { name, recorded: before, replayed: after };
    if (typeof before !== 'number' || typeof after !== 'number')
      return { ...pair, difference: null, within: before === after };
    if (before === after) return { ...pair, difference: 0, within: true };
    const difference = after - before;
    const within = Math.abs(difference) <= tolerance * Math.max(Math.abs(before), Math.abs(after));
    return { ...pair, difference, within };
  });
}

function defined(value: number | null | undefined): number | null | undefined {
  return value !== undefined && value !== null && Number.isNaN(value) ? null : value;
}

export type Result = 'same' | 'within-tolerance' | 'different';

interface Verdicts {
  readonly recorded: string | null;
  readonly replayed: string | null;
  readonly comparable: boolean;
}

/** What a stage made then and now. */
export interface Evidence {
  /** what decides: `model`, `predictions`, `data rows` */
  readonly subject: string;
  readonly recorded: Digest | null;
  readonly replayed: Digest | null;
  /** of an evaluation; `comparable`: both were reached by the same gates and baseline */
  readonly verdicts: Verdicts | null;
  readonly numbers: readonly NumberPair[] | null;
  /** why there are no numbers to compare */
  readonly unmeasured: string;
  readonly tolerance: number;
}

/** The same to the byte, or else the same numbers within the tolerance, or else different; with a sentence. */
export function conclude(evidence: Evidence): { readonly result: Result; readonly sentence: string } {
  const { subject, recorded, replayed, verdicts } = evidence;
  if (verdicts?.comparable && verdicts.recorded !== verdicts.replayed) {
    const sentence = `Different: the verdict was ${verdicts.recorded} and is ${verdicts.replayed}.`;
    return { result: 'different', sentence };
  }
  const open = verdicts?.comparable === false ? ' The verdicts cannot be compared: see what went in.' : '';
  if (recorded !== null && recorded === replayed)
    return { result: 'same', sentence: `The same to the byte: ${subject} ${recorded.slice(0, 12)}.${open}` };
  const { result, sentence } = byNumbers(evidence);
  return { result, sentence: `${sentence}${open}` };
}

function byNumbers(evidence: Evidence): { readonly result: Result; readonly sentence: string } {
  const { subject, numbers, tolerance, unmeasured } = evidence;
  const bytes = `the bytes of ${subject} differ`;
  if (numbers === null || numbers.length === 0)
    return { result: 'different', sentence: `Different: ${bytes}, and ${unmeasured}.` };
  const all = count(numbers.length, 'number');
  const outside = numbers.filter(({ within }) => !within).length;
  if (outside === 0) {
    const sentence = `The same within ${shown(tolerance)} (relative): ${all} compared, ${furthest(numbers)}; ${bytes}.`;
    return { result: 'within-tolerance', sentence };
  }
  const sentence = `Different: ${outside} of ${all} ${outside === 1 ? 'differs' : 'differ'} by more than ${shown(tolerance)} (relative), and ${bytes}.`;
  return { result: 'different', sentence };
}

/** 1e-6 as people write it. */
function shown(tolerance: number): string {
  return tolerance > 0 && tolerance < 0.001 ? tolerance.toExponential() : String(tolerance);
}

function furthest(numbers: readonly NumberPair[]): string {
  const [most] = numbers.toSorted(byDistance);
  const distance = most === undefined ? 0 : distanceOf(most);
  return distance === 0 ? 'all equal' : `at most ${distance.toPrecision(2)} apart (${most?.name})`;
}

/** The furthest apart first; first of all what is not there, or not defined, on one side. */
export function byDistance(one: NumberPair, other: NumberPair): number {
  const [near, far] = [distanceOf(one), distanceOf(other)];
  return near === far ? 0 : far - near;
}

/** How far two numbers are apart, of the larger of the two. */
function distanceOf({ recorded, replayed, difference }: NumberPair): number {
  if (recorded === replayed) return 0;
  if (difference === null) return Number.POSITIVE_INFINITY;
  return Math.abs(difference) / Math.max(Math.abs(recorded ?? 0), Math.abs(replayed ?? 0));
}
