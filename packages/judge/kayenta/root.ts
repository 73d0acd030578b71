const MOST_ROUNDS = 1001;
/** Half of the absolute tolerance 1e-4. */
const HALF_TOLERANCE = 0.5e-4;
const EPSILON = 2.220446049250313e-16;

interface Point {
  readonly at: number;
  readonly value: number;
}

/**
 * Where `f` crosses zero between two points, by Brent's method in the exact order of steps of R's `zeroin` with
 * tolerance 1e-4. `f` is a step function here: where the search stops inside a jump depends on every step, so none
 * may be exchanged (judge.md 4.5).
 */
export function rootOf(f: (at: number) => number, low: Point, high: Point): number {
  let [a, b] = [low, high];
  if (isZero(a.value)) return a.at;
  if (isZero(b.value)) return b.at;
  let c = a;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = b.at - a.at;
    if (Math.abs(c.value) < Math.abs(b.value)) [a, b, c] = [b, c, b];
    const tolerance = 2 * EPSILON * Math.abs(b.at) + HALF_TOLERANCE;
    const half = (c.at - b.at) / 2;
    if (Math.abs(half) <= tolerance || b.value === 0) return b.at;
    const wanted = interpolated(a, b, c, before, tolerance) ?? half;
    const step = Math.abs(wanted) >= tolerance ? wanted : wanted > 0 ? tolerance : -tolerance;
    a = b;
    b = { at: b.at + step, value: f(b.at + step) };
    if ((b.value > 0 && c.value > 0) || (b.value < 0 && c.value < 0)) c = a;
  }
  return b.at;
}

/** A step by a secant or an inverse parabola, where it is to be trusted; else null: halve. */
function interpolated(a: Point, b: Point, c: Point, before: number, tolerance: number): number | null {
  if (Math.abs(before) < tolerance || Math.abs(a.value) <= Math.abs(b.value)) return null;
  const wide = c.at - b.at;
  let [p, q] = a.at === c.at ? secant(a, b, wide) : parabola(a, b, c, wide);
  if (p > 0) q = -q;
  else p = -p;
  const fits = p < 0.75 * wide * q - Math.abs(tolerance * q) / 2 && p < Math.abs((before * q) / 2);
  return fits ? p / q : null;
}

function secant(a: Point, b: Point, wide: number): [number, number] {
  const t = b.value / a.value;
  return [wide * t, 1 - t];
}

function parabola(a: Point, b: Point, c: Point, wide: number): [number, number] {
  const q = a.value / c.value;
  const t1 = b.value / c.value;
  const t2 = b.value / a.value;
  return [t2 * (wide * q * (q - t1) - (b.at - a.at) * (t1 - 1)), (q - 1) * (t1 - 1) * (t2 - 1)];
}

function isZero(value: number): boolean {
  return Math.abs(value) <= Number.MIN_VALUE;
}
