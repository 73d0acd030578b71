import { crossed } from '#judge/decision/crossing';
import type { Gate } from '#judge/gate/gate';
import { namedSlice } from '#judge/gate/selector';
import { LEAST, lossesOf } from '#judge/monitor/contrast';
import { Mistake } from '#kit/outcome';
import { MEASURES, measureAll } from '#metrics/measure/measures';
import type { Measurement, Slice } from '#metrics/measurement';
import { ascending } from '#metrics/order';
import { type Predictions, predictionsOf } from '#metrics/predictions';
import type { Column, Table } from '#metrics/table';
import { gathered, type Joined } from '#source/joined';
import type { Served } from '#source/served';
import type { MonitorPlan } from './wish.ts';

/** How good the answers were whose truth is known; or why that is not known. */
export interface Performance {
  readonly measurements: readonly Measurement[] | { readonly absent: string };
  readonly losses: Float64Array;
  /** what was measured; null: nothing was */
  readonly predictions: Predictions | null;
  readonly notes: readonly string[];
}

const NOTHING = new Float64Array();

/** Measures of the task over the rows that have a label, and over the slices that gates name. */
export function performanceOf(served: Served, joined: Joined, plan: MonitorPlan): Performance {
  const { task, gates } = plan;
  const rows = joined.rows.length;
  if (rows === 0) return unmeasured('no row has a label yet');
  if (task === null) {
    const absent =
      'the task is not known: say task: binary, multiclass or regression under monitor-gate or evaluate';
    return unmeasured(absent);
  }
  const slices = [...new Set(gates.flatMap(sliceOf))].filter((name) => served.features.has(name));
  const predictions = readAs(served, joined, slices, plan);
  if (typeof predictions === 'string') return unmeasured(predictions);
  const losses = lossesOf(predictions.cases, task);
  if (rows < LEAST) {
    const absent = `${rows} ${rows === 1 ? 'row has' : 'rows have'} a label: ${LEAST} are the least`;
    return { ...unmeasured(absent), losses };
  }
  const always = gates.flatMap(({ slice }): Slice | Slice[] => namedSlice(slice) ?? []);
  const measured = measureAll(
    predictions,
    always.filter(({ and }) => and === undefined),
    gates.map(({ metric }) => metric),
  );
  const both = crossed(predictions, gates);
  return {
    measurements: [...measured.measurements, ...both.measurements],
    losses,
    predictions,
    notes: [...predictions.notes, ...measured.notes, ...both.notes],
  };
}

function unmeasured(absent: string): Performance {
  return { measurements: { absent }, losses: NOTHING, predictions: null, notes: [] };
}

function sliceOf({ metric, slice }: Gate): string[] {
  return MEASURES.some(({ name }) => name === metric) ? (slice ?? []).map(({ column }) => column) : [];
}

function readAs(
  served: Served,
  joined: Joined,
  slices: readonly string[],
  plan: MonitorPlan,
): Predictions | string {
  // in the order of time, as they came
  const order = ascending(Float64Array.from(joined.rows, (row) => served.times[row] ?? 0));
  const rows = order.map((at) => joined.rows[at] ?? 0);
  const at = (column: Column) => gathered(column, rows);
  const columns = new Map<string, Column>([
    ...slices.flatMap((name): [string, Column][] => {
      const column = served.features.get(name);
      return column === undefined ? [] : [[name, at(column)]];
    }),
    ['label', gathered(joined.label, order)],
    ...answer('prediction', served.prediction, at),
    ...answer('score', served.score, at),
  ]);
  const table: Table = { file: 'the log', rows: rows.length, names: [...columns.keys()], columns };
  try {
    const positive = plan.positive === undefined ? {} : { positive: plan.positive };
    return predictionsOf(table, { task: plan.task ?? 'binary', columns: {}, slices, ...positive });
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return error.problems.map(({ subject, what }) => `${subject} ${what}`).join('; ');
  }
}

/** A column the log does not fill is none. */
function answer(name: string, column: Column, at: (column: Column) => Column): [string, Column][] {
  const filled =
    column.kind === 'text' ? column.values.length > 0 : column.values.some((value) => !Number.isNaN(value));
  return filled ? [[name, at(column)]] : [];
}
