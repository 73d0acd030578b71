import { Collection } from './collection.ts';
import type { MetricsFile, Point } from './written.ts';

/** One logged value: milliseconds since 1970, value, step. */
export interface Logged {
  readonly time: number;
  readonly value: number;
  readonly step: number;
}

/**
 * A metric's file of MLflow's file store (mlflow/store/tracking/file_store.py of 3.17): lines `timestamp value step`,
 * the step left out in old ones. In MLflow's own order: by step, then time, then value; the last is what it shows.
 */
export function loggedIn(lines: string): Logged[] {
  return lines
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter((parts) => parts.length > 1)
    .map(([time, value = '', step, ...more]) => ({
      time: Number(time),
      value: python(value),
      step: more.length === 0 ? Number(step ?? 0) : 0,
    }))
    .sort((one, other) => one.step - other.step || one.time - other.time || one.value - other.value);
}

/** Python's float: inf and nan have names of their own there. */
function python(text: string): number {
  return Number(text.replace(/^([+-]?)inf$/i, '$1Infinity'));
}

/** What a run logged, by metric; each in MLflow's order. */
export function readMlflow(logged: ReadonlyMap<string, readonly Point[]>): MetricsFile {
  const found = new Collection();
  for (const [name, points] of logged)
    found.addSeries(
      name,
      points.map(({ step, value }) => ({ step, value })),
    );
  return found.finish('MLflow');
}
