/** How often each category occurs. */
export type Counts = ReadonlyMap<string, number>;

/** Rows over all categories. */
export function total(counts: Counts): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
