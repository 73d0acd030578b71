import type { Column } from '#metrics/table';
import type { Decision } from '../verdict.ts';
import type { Cell } from './evidently/column.ts';
import { type ColumnDrift, datasetDrift } from './evidently/stattest.ts';
import { listed } from './judgement.ts';
import { METHODS } from './methods.ts';
import type { Columns } from './profile/profile.ts';
import type { Named } from './rulebook.ts';

/** A column by the rules of a named method. */
interface NamedColumn extends ColumnDrift {
  readonly column: string;
}

/** What a named method says of a data set, with its defaults. */
export interface NamedJudgement {
  readonly method: Named;
  readonly decision: Decision;
  readonly reason: string;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly share: number | null;
  readonly columns: readonly NamedColumn[];
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/**
 * The test a named method takes by default for each column that both sides have, and drift of the whole from a share
 * on (0.5 in Evidently). Numbers are its `num`, all else its `cat`. Mistake: a column that is empty on one side.
 */
export function judgeByName(
  method: Named,
  reference: Columns,
  current: Columns,
  { mustNotDrift, share }: { readonly mustNotDrift: ReadonlySet<string>; readonly share: number },
): NamedJudgement {
  const columns = [...reference].flatMap(([column, before]): NamedColumn[] => {
    const now = current.get(column);
    if (now === undefined) return [];
    return [{ column, ...judgedColumn(method, column, before, now) }];
  });
  const whole = columns.length === 0 ? null : datasetDrift(columns, share);
  const drifted = columns.filter((one) => one.drifted).map(({ column }) => column);
  const missing = [...reference.keys()].filter((name) => !current.has(name));
  const guarded = [...drifted, ...missing].filter((column) => mustNotDrift.has(column));
  const some = `${drifted.length} of ${columns.length} columns drifted${drifted.length > 0 ? `: ${listed(drifted)}` : ''}`;
  const failed = guarded.length > 0 || whole?.drifted === true;
  const passed: Decision = drifted.length > 0 ? 'marginal' : 'pass';
  return {
    method,
    decision: failed ? 'fail' : whole === null ? 'inconclusive' : passed,
    reason: guarded.length > 0 ? `${listed(guarded)} must not drift, and moved or is no longer there` : some,
    referenceRows: rowsOf(reference),
    currentRows: rowsOf(current),
    share: whole?.share ?? null,
    columns,
    missing,
    unexpected: [...current.keys()].filter((name) => !reference.has(name)),
  };
}

function rowsOf(columns: Columns): number {
  for (const column of columns.values())
    return column.kind === 'number' ? column.values.length : column.codes.length;
  return 0;
}

/** One column by the method's default test. Mistake: it is empty on one side. */
export function judgedColumn(method: Named, name: string, before: Column, now: Column): ColumnDrift {
  const kind = before.kind === 'number' && now.kind === 'number' ? 'num' : 'cat';
  return METHODS[method](cellsOf(before), cellsOf(now), { kind, name });
}

/** Cells as these tools see them: an empty one is NaN. */
function cellsOf(column: Column): Cell[] {
  if (column.kind === 'number') return [...column.values];
  return Array.from(column.codes, (code) => column.values[code] ?? Number.NaN);
}
