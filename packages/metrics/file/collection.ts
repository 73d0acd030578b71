import { directionOf } from './direction.ts';
import { gateName } from './name.ts';
import type { Kind, MetricsFile, Point, Written } from './written.ts';

/** Gathers what a file holds under names that gates can spell. */
export class Collection {
  readonly #metrics = new Map<string, Written>();
  readonly #history = new Map<string, readonly Point[]>();
  readonly #spelled = new Map<string, string>();
  readonly #notes: string[] = [];

  /** A number under a tool's own name. Which side is better is taken from the name unless `known` says so. */
  add(raw: string, value: number, known: Partial<Omit<Written, 'value'>> = {}): void {
    const name = gateName(raw);
    const other = this.#spelled.get(name);
    if (other !== undefined && other !== raw) {
      this.#notes.push(`${raw} is left out: as ${name} it cannot be told from ${other}`);
      return;
    }
    this.#spelled.set(name, raw);
    const finite = Number.isFinite(value);
    this.#metrics.set(name, {
      direction: directionOf(name),
      ...(finite ? {} : { because: `the file says ${value}` }),
      ...known,
      value: finite ? value : Number.NaN,
    });
  }

  /**
   * A metric that was logged by step: its last value under the name, and the best of them as `<name>.best` where it is
   * known which side is better. Of several points of a step the last one given counts.
   */
  addSeries(raw: string, points: readonly Point[]): void {
    const steps = new Map(points.map((point) => [point.step, point]));
    const ordered = [...steps.values()].sort((one, other) => one.step - other.step);
    const last = ordered.at(-1);
    if (last === undefined) return;
    const name = gateName(raw);
    this.add(raw, last.value, { step: last.step });
    this.#history.set(name, ordered);
    const direction = directionOf(name);
    const best = bestOf(ordered, direction === 'lower-is-better' ? -1 : direction === 'none' ? 0 : 1);
    if (best !== null) this.add(`${raw}.best`, best.value, { direction, step: best.step });
  }

  /** Everything of another file, its names behind a prefix. */
  merge(file: MetricsFile, prefix: string): void {
    for (const [name, { value, ...known }] of file.metrics) this.add(prefix + name, value, known);
    for (const [name, points] of file.history) this.#history.set(gateName(prefix + name), points);
    this.#notes.push(...file.notes);
  }

  /** What another file has and this has not yet. */
  fill(file: MetricsFile): void {
    for (const [name, { value, ...known }] of file.metrics)
      if (!this.#metrics.has(name)) this.add(name, value, known);
  }

  note(sentence: string): void {
    this.#notes.push(sentence);
  }

  finish(kind: Kind): MetricsFile {
    return { kind, metrics: this.#metrics, history: this.#history, notes: this.#notes };
  }
}

/** The first of the best finite values; null where there is none, or no side is better. */
function bestOf(points: readonly Point[], sign: -1 | 0 | 1): Point | null {
  if (sign === 0) return null;
  return points
    .filter(({ value }) => Number.isFinite(value))
    .reduce<Point | null>(
      (best, point) => (best === null || sign * point.value > sign * best.value ? point : best),
      null,
    );
}
