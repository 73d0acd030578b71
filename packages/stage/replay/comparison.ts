import type { Digest } from '#record/digest';

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
    const within = Math.abs(after - before) <= tolerance * Math.max(Math.abs(before), Math.abs(after));
    return { ...pair, difference: after - before, within: within || before === after };
  });
}

function defined(value: number | null | undefined): number | null | undefined {
  return value !== undefined && value !== null && Number.isNaN(value) ? null : value;
}

export type Result = 'same' | 'within-tolerance' | 'different';

/** What a stage made then and now. */
export interface Evidence {
  /** what decides: `model`, `predictions`, `data rows` */
  readonly subject: string;
  readonly recorded: Digest | null;
  readonly replayed: Digest | null;
  /** of an evaluation, where both were reached by the same gates and baseline */
  readonly verdicts: { readonly recorded: string | null; readonly replayed: string | null } | null;
  readonly numbers: readonly NumberPair[] | null;
  /** why there are no numbers to compare */
  readonly unmeasured: string;
  readonly tolerance: number;
}

/** The same to the byte, or else the same numbers within the tolerance, or else different; with a sentence. */
export function conclude(evidence: Evidence): { readonly result: Result; readonly sentence: string } {
  const { subject, recorded, replayed, verdicts, numbers, tolerance } = evidence;
  if (verdicts !== null && verdicts.recorded !== verdicts.replayed) {
    const sentence = `Different: the verdict was ${verdicts.recorded} and is ${verdicts.replayed}.`;
    return { result: 'different', sentence };
  }
  if (recorded !== null && recorded === replayed)
    return { result: 'same', sentence: `The same to the byte: ${subject} ${recorded.slice(0, 12)}.` };
  const bytes = `the bytes of ${subject} differ`;
  if (numbers === null || numbers.length === 0)
    return { result: 'different', sentence: `Different: ${bytes}, and ${evidence.unmeasured}.` };
  const outside = numbers.filter(({ within }) => !within);
  const all = `${numbers.length} ${numbers.length === 1 ? 'number' : 'numbers'}`;
  if (outside.length === 0) {
    const sentence = `The same within ${tolerance} (relative): ${all} compared, ${furthest(numbers)}; ${bytes}.`;
    return { result: 'within-tolerance', sentence };
  }
  const sentence = `Different: ${outside.length} of ${all} differ by more than ${tolerance} (relative), and ${bytes}.`;
  return { result: 'different', sentence };
}

function furthest(numbers: readonly NumberPair[]): string {
  const most = numbers.reduce((one, other) => (size(other) > size(one) ? other : one));
  return size(most) === 0 ? 'all equal' : `at most ${size(most).toPrecision(2)} apart (${most.name})`;
}

function size({ difference }: NumberPair): number {
  return Math.abs(difference ?? 0);
}
