/** Values that are looked at to find a range; by the row's number, so that the same rows give the same range. */
const SAMPLE = 100_000;

/** The share of values beyond either end of the range. */
const TAIL = 0.005;

/** About as many bins as a plot has. */
const BINS = 30;

/**
 * Edges of equally wide bins for these columns together, multiples of 1, 2 or 5 times a power of ten: from where half
 * a per cent of the values lies below to where half a per cent lies above, so that one stray value does not squeeze
 * the others into one bin. Up to 200 values: from the least to the greatest. Null: there are no values, or their
 * range is no number.
 */
export function edgesOf(columns: readonly Float64Array[], about = BINS): number[] | null {
  const ends = columns.filter(({ length }) => length > 0).map(endsOf);
  if (ends.length === 0) return null;
  const low = Math.min(...ends.map(([one]) => one));
  const high = Math.max(...ends.map(([, other]) => other));
  const step = roundStep((high - low || Math.abs(high) || 1) / about);
  // beyond both, steps are no numbers that can be told apart
  if (!(step > 1e-290 && step < 1e290)) return null;
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || last - first > 4 * about) return null;
  return Array.from({ length: last - first + 1 }, (_, at) => rounded((first + at) * step));
}

function endsOf(values: Float64Array): readonly [number, number] {
  const stride = Math.max(1, Math.floor(values.length / SAMPLE));
  const taken = new Float64Array(Math.floor((values.length - 1) / stride) + 1);
  for (let at = 0; at < taken.length; at++) taken[at] = values[at * stride] ?? 0;
  taken.sort();
  const last = taken.length - 1;
  return [taken[Math.floor(TAIL * last)] ?? 0, taken[Math.ceil((1 - TAIL) * last)] ?? 0];
}

function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  return ([1, 2, 5].find((one) => one * power >= raw) ?? 10) * power;
}

/** 0.3 and not 0.30000000000000004 */
function rounded(edge: number): number {
  return Number(edge.toPrecision(15));
}

/** Finds the bin of a value: its lower edge belongs to it, to the last one its upper edge too; beyond: the outermost. */
export class Bins {
  readonly #edges: Float64Array;
  readonly #low: number;
  readonly #scale: number;
  readonly #last: number;

  constructor(edges: readonly number[]) {
    this.#edges = Float64Array.from(edges);
    this.#last = edges.length - 2;
    this.#low = edges[0] ?? 0;
    this.#scale = (this.#last + 1) / ((edges[this.#last + 1] ?? 1) - this.#low);
  }

  at(value: number): number {
    const raw = (value - this.#low) * this.#scale;
    const bin = raw < 0 ? 0 : raw > this.#last ? this.#last : Math.floor(raw);
    // the product may be off by one on an edge
    if (bin > 0 && value < (this.#edges[bin] ?? 0)) return bin - 1;
    return bin < this.#last && value >= (this.#edges[bin + 1] ?? 0) ? bin + 1 : bin;
  }
}
