/** A point of a curve in the unit square. */
export type Point = readonly [x: number, y: number];

/** How near corners may lie to a kept one to be left out while a curve is walked. */
const STEP = 1e-3;

/** Points that a plot keeps of a curve. */
export const MOST = 200;

/** What is nearer to a line than this lies on it. */
const ON = 1e-12;

/**
 * Takes the corners of a curve in their order, as many as there are rows, and keeps those that show: a corner is left
 * out where it lies within a thousandth, in x and in y, of one that is kept. Both ends are kept.
 */
export class Trace {
  readonly #kept: Point[] = [];
  #x = Number.NaN;
  #y = Number.NaN;
  #lastX = Number.NaN;
  #lastY = Number.NaN;

  add(x: number, y: number): void {
    const near = Math.abs(x - this.#lastX) <= STEP && Math.abs(y - this.#lastY) <= STEP;
    if (!near && !Number.isNaN(this.#x)) this.#keep();
    this.#x = x;
    this.#y = y;
    if (this.#kept.length === 0) this.#keep();
  }

  /** At most `most` points, both ends among them. */
  finish(most = MOST): Point[] {
    const [x, y] = this.#kept.at(-1) ?? [];
    if (x !== this.#x || y !== this.#y) this.#keep();
    return thinned(this.#kept, most);
  }

  #keep(): void {
    this.#kept.push([this.#x, this.#y]);
    this.#lastX = this.#x;
    this.#lastY = this.#y;
  }
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** the point that lies farthest from the line between both ends */
  readonly at: number;
  readonly distance: number;
}

/**
 * The `most` points that matter: from both ends on, time and again the one that lies farthest from the lines drawn so
 * far (Douglas and Peucker, Cartographica 10 (1973), by number instead of tolerance). Points on a line are left out.
 */
export function thinned(points: readonly Point[], most: number): Point[] {
  if (points.length < 3) return [...points];
  const kept = new Set([0, points.length - 1]);
  const stretches = [farthest(points, 0, points.length - 1)];
  while (kept.size < most) {
    const next = stretches.reduce((one, other) => (other.distance > one.distance ? other : one));
    if (next.distance <= ON) break;
    kept.add(next.at);
    const [left, right] = [farthest(points, next.from, next.at), farthest(points, next.at, next.to)];
    stretches.splice(stretches.indexOf(next), 1, left, right);
  }
  return points.filter((_, at) => kept.has(at));
}

function farthest(points: readonly Point[], from: number, to: number): Stretch {
  const [startX, startY] = points[from] ?? [0, 0];
  const [endX, endY] = points[to] ?? [0, 0];
  const [along, up] = [endX - startX, endY - startY];
  const length = Math.hypot(along, up);
  let [at, distance] = [from, 0];
  for (let point = from + 1; point < to; point++) {
    const [x, y] = points[point] ?? [0, 0];
    const [right, above] = [x - startX, y - startY];
    const away = length === 0 ? Math.hypot(right, above) : Math.abs(along * above - up * right) / length;
    if (away > distance) [at, distance] = [point, away];
  }
  return { from, to, at, distance };
}
