import type { Point } from '#metrics/plot/trace';

/** The height of a rising curve over `x`, straight between its points; at a jump the upper end. */
export function heightAt(points: readonly Point[], x: number): number | null {
  const at = points.findLastIndex(([across]) => across <= x);
  const [before, after] = [points[at], points[at + 1]];
  if (before === undefined) return null;
  if (after === undefined || after[0] === before[0]) return before[1];
  return before[1] + ((after[1] - before[1]) * (x - before[0])) / (after[0] - before[0]);
}
