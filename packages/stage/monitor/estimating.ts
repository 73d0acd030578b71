import { type Estimation, estimated } from '#judge/estimation/cbpe';
import { ESTIMATED } from '#judge/estimation/expected';
import { labelledOf, unlabelledOf } from '#judge/estimation/reading';
import { ESTIMATE, type Estimates } from '#judge/monitor/estimates';
import { Mistake } from '#kit/outcome';
import { readTable } from '#metrics/reader/reader';
import { wantedColumns } from '#metrics/roles';
import type { Column, Table } from '#metrics/table';
import type { Served } from '#source/served';
import type { Evaluated } from './evaluated.ts';
import type { MonitorPlan } from './wish.ts';

/**
 * How good the answers probably are, from the scores of the log and from what the model was evaluated on, as far as
 * gates ask for it; null: none does. A text says why that cannot be told.
 */
export async function estimatesOf(
  plan: MonitorPlan,
  evaluated: Evaluated | null,
  current: Served,
): Promise<Estimates | string | null> {
  const metrics = ESTIMATED.filter((name) => plan.gates.some(({ metric }) => metric === ESTIMATE + name));
  if (metrics.length === 0) return null;
  if (plan.task !== 'binary') return 'performance is estimated of binary classifiers alone';
  if (evaluated === null) return 'nothing was evaluated that is known here';
  if (evaluated.predictions === null) return `${evaluated.where} keeps no predictions`;
  const { file, bytes } = evaluated.predictions;
  const positive = plan.positive === undefined ? {} : { positive: plan.positive };
  try {
    const table = await readTable(bytes, file, wantedColumns(plan.roles, []));
    const before = labelledOf(table, { columns: plan.roles, ...positive });
    const now = unlabelledOf(tableOf(current), { columns: {}, time: 'time', ...positive });
    const found = estimated(before, now, { metrics });
    return told(found, [...before.notes, ...now.notes]);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return error.problems.map(({ subject, what }) => `${subject} ${what}`).join('; ');
  }
}

function told({ decision, reason, estimates, assumptions }: Estimation, notes: readonly string[]) {
  if (decision === 'inconclusive') return reason;
  return {
    estimates,
    notes: [...assumptions.map((one) => `estimates: ${one.replace(/\.$/, '')}`), ...notes],
  };
}

function tableOf({ rows, times, score, prediction }: Served): Table {
  const filled =
    prediction.kind === 'text'
      ? prediction.values.length > 0
      : prediction.values.some((one) => !Number.isNaN(one));
  const time: Column = { kind: 'number', values: times.map((one) => one / 1000) };
  const columns = new Map<string, Column>([
    ['time', time],
    ['score', score],
  ]);
  if (filled) columns.set('prediction', prediction);
  return { file: 'the log', rows, names: [...columns.keys()], columns };
}
