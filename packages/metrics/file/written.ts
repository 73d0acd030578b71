import type { Direction, Unit } from '../measurement.ts';

/** Which tool's way of writing a file follows; `json`, `yaml` and `toml` are plain names and numbers. */
export type Kind =
  | 'json'
  | 'yaml'
  | 'toml'
  | 'Hugging Face results'
  | 'Hugging Face trainer state'
  | 'lm-evaluation-harness'
  | 'scikit-learn classification report'
  | 'promptfoo'
  | 'DVCLive history'
  | 'DVCLive'
  | 'MLflow'
  | 'TensorBoard';

/** A number that a tool wrote about a model. */
export interface Written {
  /** NaN where there is no finite number; `because` then says what stands there */
  readonly value: number;
  readonly because?: string;
  /** as the tool states it */
  readonly standardError?: number;
  readonly direction: Direction;
  /** the base unit; absent: a plain number */
  readonly unit?: Unit;
  /** examples it rests on, where the tool says so */
  readonly rows?: number;
  /** step of training it is of */
  readonly step?: number;
}

/** A value as it was at one step of training. */
export interface Point {
  readonly step: number;
  readonly value: number;
}

/** What a metrics file holds, by names that a gate can name. */
export interface MetricsFile {
  readonly kind: Kind;
  readonly metrics: ReadonlyMap<string, Written>;
  /** every step, in the order of steps, of what was logged by step */
  readonly history: ReadonlyMap<string, readonly Point[]>;
  /** decisions taken while reading, in words */
  readonly notes: readonly string[];
}
