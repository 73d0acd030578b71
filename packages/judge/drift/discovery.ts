/**
 * p-values as they are after so many tests (Benjamini and Hochberg 1995): whoever takes those at most `q` for real has
 * a share of at most `q` false ones among them on average. Order is kept.
 */
export function adjusted(ps: readonly number[]): number[] {
  const order = ps.map((p, at) => ({ p, at })).sort((one, other) => other.p - one.p);
  const result = [...ps];
  let least = 1;
  order.forEach(({ p, at }, place) => {
    least = Math.min(least, (p * ps.length) / (ps.length - place));
    result[at] = least;
  });
  return result;
}
