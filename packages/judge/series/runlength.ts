import { normalTail } from '../distribution/normal.ts';

const NODES = 30;

/**
 * How many independent standard normal values a two-sided CUSUM with reference value `k` and limit `h` reads on average
 * until it alarms falsely. One side by Page's integral equation (Biometrika 41, 1954), solved on Gauss and Legendre's
 * nodes (Goel and Wu, Technometrics 13, 1971); both sides together take half (van Dobben de Bruyn 1968).
 */
export function runLength(k: number, h: number): number {
  const { nodes, weights } = legendre(NODES);
  const y = nodes.map((node) => ((node + 1) * h) / 2);
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const starts = [0, ...y];
  const matrix = starts.map((start, row) => [
    ...starts.map((_, column) => {
      const arrives =
        column === 0
          ? normalTail(start - k)
          : ((weights[column - 1] ?? 0) * h * density((y[column - 1] ?? 0) + k - start)) / 2;
      return (row === column ? 1 : 0) - arrives;
    }),
    1,
  ]);
  return (solved(matrix)[0] ?? Number.NaN) / 2;
}

/** The limit at which the run length is `wanted`, by halving. Ten values is the least, a million the most. */
export function limitFor(wanted: number, k: number): number {
  let [low, high] = [0.1, 40];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (runLength(k, middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Nodes and weights of Gauss and Legendre on -1 to 1, by Newton's steps (Abramowitz and Stegun 25.4.29). */
function legendre(count: number): { readonly nodes: number[]; readonly weights: number[] } {
  const found = Array.from({ length: count }, (_, at) => {
    let x = Math.cos((Math.PI * (at + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 20; step++) {
      let [before, now] = [1, x];
      for (let n = 2; n <= count; n++) [before, now] = [now, ((2 * n - 1) * x * now - (n - 1) * before) / n];
      slope = (count * (x * now - before)) / (x * x - 1);
      x -= now / slope;
    }
    return { x, weight: 2 / ((1 - x * x) * slope * slope) };
  });
  return { nodes: found.map(({ x }) => x), weights: found.map(({ weight }) => weight) };
}

/** Linear equations by Gauss with the largest pivot; the right side is the last column. */
function solved(matrix: number[][]): number[] {
  const n = matrix.length;
  for (let at = 0; at < n; at++) {
    const best = matrix
      .slice(at)
      .reduce(
        (most, row, offset) =>
          Math.abs(row[at] ?? 0) > Math.abs(matrix[most]?.[at] ?? 0) ? at + offset : most,
        at,
      );
    const [pivot = [], other = []] = [matrix[best], matrix[at]];
    [matrix[at], matrix[best]] = [pivot, other];
    for (const row of matrix.slice(at + 1)) {
      const factor = (row[at] ?? 0) / (pivot[at] ?? 1);
      for (let column = at; column <= n; column++)
        row[column] = (row[column] ?? 0) - factor * (pivot[column] ?? 0);
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let at = n - 1; at >= 0; at--) {
    const row = matrix[at] ?? [];
    const known = row
      .slice(at + 1, n)
      .reduce((sum, value, offset) => sum + value * (x[at + 1 + offset] ?? 0), 0);
    x[at] = ((row[n] ?? 0) - known) / (row[at] ?? 1);
  }
  return x;
}
