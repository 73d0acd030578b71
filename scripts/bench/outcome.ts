/** One comparison. `ratio`: how many times as fast as the peer. */
export interface Outcome {
  readonly what: string;
  readonly own: { readonly text: string };
  readonly peer: { readonly name: string; readonly text: string };
  readonly ratio: number;
  /** the ratios of the least and of the most, where `ratio` is one of medians */
  readonly ends?: { readonly least: number; readonly most: number };
  /** null: no goal is set */
  readonly goal: number | null;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** A value of each kind in turn, `rounds` times over: what slows the machine slows both. */
export async function inTurn(
  rounds: number,
  one: () => Promise<number> | number,
  other: () => Promise<number> | number,
): Promise<[number, number]> {
  const [ones, others]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ones.push(await one());
    others.push(await other());
  }
  return [median(ones), median(others)];
}
