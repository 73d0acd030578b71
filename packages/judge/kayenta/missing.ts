/** What becomes of NaN: taken out, or counted as 0. */
export type NanStrategy = 'remove' | 'replace';

/** Each side by itself (judge.md 4.2). */
export function withoutNaN(values: readonly number[], strategy: NanStrategy): number[] {
  return strategy === 'remove' ? values.filter((value) => !Number.isNaN(value)) : replacedNaN(values, 0);
}

export function replacedNaN(values: readonly number[], by: number): number[] {
  return values.map((value) => (Number.isNaN(value) ? by : value));
}
