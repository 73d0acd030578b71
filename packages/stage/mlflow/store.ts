import type { Logged } from '#metrics/file/mlflowrun';

/** A run as MLflow shows it. */
export interface Run {
  readonly id: string;
  /** FINISHED, FAILED, KILLED, RUNNING … */
  readonly status: string;
  readonly params: Readonly<Record<string, string>>;
  /** last values; what JSON has no number for as a text: NaN, Infinity, -Infinity */
  readonly metrics: Readonly<Record<string, number | string>>;
}

/** A run among others: enough to choose it. */
export interface Entry {
  readonly id: string;
  /** milliseconds since 1970 */
  readonly startedOn: number;
}

/** What training logged to. */
export interface Store {
  /** Runs that are not deleted and started in the time, both ends included. */
  entries(from: Date, to: Date): Promise<readonly Entry[]>;
  run(id: string): Promise<Run>;
  /** Everything a run logged, by metric, each in MLflow's order. */
  logged(id: string): Promise<ReadonlyMap<string, readonly Logged[]>>;
  close(): void;
}

/** A metric as a record can hold it. */
export function figure(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
