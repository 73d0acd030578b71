import { type Cell, type Column, ColumnBuilder } from '#metrics/table';
import type { ReadRow } from './row.ts';
import type { BadLine, Tally } from './tally.ts';

/** Requests that were answered, by column. */
export interface Served {
  readonly rows: number;
  readonly ids: readonly string[];
  /** milliseconds, one a row */
  readonly times: Float64Array;
  /** milliseconds of the newest row by the watched model, window or not; null where there is none */
  readonly newest: number | null;
  readonly features: ReadonlyMap<string, Column>;
  readonly prediction: Column;
  readonly score: Column;
  /** the log's own labels */
  readonly label: Column;
  readonly tally: Tally;
}

/** Which rows count. */
export interface Wanted {
  /** SHA-256 of the watched model; null: any */
  readonly model: string | null;
  /** milliseconds: rows before it are left out */
  readonly since: number | null;
  /** milliseconds: a row after it has a wrong time */
  readonly until: number;
}

const FIRST = 3;

/** Collects rows into columns, and counts what it does not take. */
export class Collector {
  readonly #wanted: Wanted;
  readonly #features = new Map<string, ColumnBuilder>();
  readonly #prediction = new ColumnBuilder();
  readonly #score = new ColumnBuilder();
  readonly #label = new ColumnBuilder();
  readonly #ids: string[] = [];
  readonly #times: number[] = [];
  /** by id: time and model of its last row */
  readonly #seen = new Map<string, { readonly time: number; readonly model: string }>();
  readonly #files: { path: string; sha256: string; size: number }[] = [];
  readonly #first: BadLine[] = [];
  readonly #torn: BadLine[] = [];
  readonly #others = new Map<string, number>();
  #lines = 0;
  #bad = 0;
  #duplicates = 0;
  #repeated = 0;
  #nameless = 0;
  #old = 0;
  #newest: number | null = null;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  read(file: { readonly path: string; readonly sha256: string; readonly size: number }): void {
    this.#files.push(file);
  }

  torn(line: BadLine): void {
    this.#torn.push(line);
  }

  bad(line: BadLine): void {
    this.#lines++;
    this.#bad++;
    if (this.#first.length < FIRST) this.#first.push(line);
  }

  add(row: ReadRow, file: string, line: number): void {
    const { model, since, until } = this.#wanted;
    if (row.time > until) {
      const why = `its time ${new Date(row.time).toISOString()} is in the future`;
      this.bad({ file, line, why });
      return;
    }
    this.#lines++;
    if (row.model !== '' && model !== null && row.model !== model) {
      this.#others.set(row.model, (this.#others.get(row.model) ?? 0) + 1);
      return;
    }
    const before = this.#seen.get(row.id);
    if (before?.time === row.time && before.model === row.model) {
      this.#duplicates++;
      return;
    }
    if (this.#newest === null || row.time > this.#newest) this.#newest = row.time;
    if (since !== null && row.time < since) {
      this.#old++;
      return;
    }
    if (before !== undefined) this.#repeated++;
    if (row.model === '') this.#nameless++;
    this.#seen.set(row.id, { time: row.time, model: row.model });
    this.#keep(row);
  }

  #keep({ time, id, features, prediction, score, label }: ReadRow): void {
    const rows = this.#ids.length;
    for (const [name, cell] of features) this.#column(name, rows).add(cell);
    this.#prediction.add(prediction);
    this.#score.add(score);
    this.#label.add(label);
    this.#ids.push(id);
    this.#times.push(time);
  }

  /** The column of a feature, filled up to this row: a name that comes twice in a row counts once. */
  #column(name: string, rows: number): { add(cell: Cell): void } {
    let builder = this.#features.get(name);
    if (builder === undefined) {
      builder = new ColumnBuilder();
      this.#features.set(name, builder);
    }
    builder.addMissing(rows - builder.rows);
    return builder;
  }

  finish(): Served {
    const rows = this.#ids.length;
    const features = new Map<string, Column>();
    for (const [name, builder] of this.#features) {
      builder.addMissing(rows - builder.rows);
      features.set(name, builder.finish());
    }
    return {
      rows,
      ids: this.#ids,
      times: Float64Array.from(this.#times),
      newest: this.#newest,
      features,
      prediction: this.#prediction.finish(),
      score: this.#score.finish(),
      label: this.#label.finish(),
      tally: {
        files: this.#files,
        lines: this.#lines,
        bad: { count: this.#bad, first: this.#first },
        torn: this.#torn,
        duplicates: this.#duplicates,
        repeated: this.#repeated,
        others: this.#others,
        nameless: this.#nameless,
        old: this.#old,
      },
    };
  }
}
