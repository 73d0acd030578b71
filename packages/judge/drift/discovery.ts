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

/**
 * p-values as they are after so many tests, if not one may be false (Holm 1979): the chance of any at most `a` is at
 * most `a`. Order is kept. Gates are asked by level instead, as their p has no closed form: `holmLevel`.
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((p, at) => ({ p, at })).sort((one, other) => one.p - other.p);
  const result = [...ps];
  let most = 0;
  order.forEach(({ p, at }, place) => {
    most = Math.min(1, Math.max(most, p * (ps.length - place)));
    result[at] = most;
  });
  return result;
}
