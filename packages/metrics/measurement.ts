/** What kind of problem the model solves; each measure says which tasks it belongs to. */
export type Task = 'binary' | 'multiclass' | 'multilabel' | 'regression' | 'ranking' | 'text';

export type Direction = 'higher-is-better' | 'lower-is-better' | 'none';

/** One slice of the evaluation data: the column and the value its rows share, e.g. carrier = UA. */
export interface Slice {
  readonly column: string;
  readonly value: string;
  /** a second value that they share */
  readonly and?: Omit<Slice, 'and'>;
}

/**
 * One number about a model. `slice` is absent for all rows. `value` is NaN where the measure is not defined
 * on these rows (ROC AUC of one class); `undefinedBecause` then says why in words.
 */
export interface Measurement {
  readonly metric: string;
  readonly value: number;
  readonly rows: number;
  readonly direction: Direction;
  readonly slice?: Slice;
  readonly undefinedBecause?: string;
  /** as who wrote the number states it; noise is judged by it where there are no examples */
  readonly standardError?: number;
  /** the base unit of the value; absent: a plain number */
  readonly unit?: Unit;
  /** the values it is the mean of, by the ids of their rows: noise is judged by them */
  readonly examples?: { readonly ids: readonly string[]; readonly values: Float64Array };
}

/** What a value counts. */
export type Unit = 'bytes' | 'seconds' | 'per second';

/** A slice as gates and tables spell it: `carrier=UA`, `carrier=UA, origin=JFK`. */
export function spellSlice({ column, value, and }: Slice): string {
  return `${column}=${value}${and === undefined ? '' : `, ${spellSlice(and)}`}`;
}
