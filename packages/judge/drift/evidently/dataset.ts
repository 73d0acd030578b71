import type { Column } from '#metrics/table';
import type { Decision } from '../../verdict.ts';
import { listed } from '../judgement.ts';
import type { Columns } from '../profile/profile.ts';
import type { Cell } from './column.ts';
import { type ColumnDrift, columnDrift, datasetDrift } from './stattest.ts';

/** A column by Evidently's rules. */
export interface EvidentlyColumn extends ColumnDrift {
  readonly column: string;
}

/** What Evidently's preset says of a data set, with its defaults. */
export interface EvidentlyJudgement {
  readonly method: 'evidently';
  readonly decision: Decision;
  readonly reason: string;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly share: number | null;
  readonly columns: readonly EvidentlyColumn[];
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/**
 * Evidently's data drift preset: its test by default for each column that both sides have, and drift of the whole from
 * a share of 0.5 on. Numbers are its `num`, all else its `cat`. Mistake: a column that is empty on one side.
 */
export function judgeByEvidently(
  reference: Columns,
  current: Columns,
  { mustNotDrift, share }: { readonly mustNotDrift: ReadonlySet<string>; readonly share: number },
): EvidentlyJudgement {
  const columns = [...reference].flatMap(([column, before]): EvidentlyColumn[] => {
    const now = current.get(column);
    if (now === undefined) return [];
    const kind = before.kind === 'number' && now.kind === 'number' ? 'num' : 'cat';
    return [{ column, ...columnDrift(cellsOf(before), cellsOf(now), { kind, name: column }) }];
  });
  const whole = columns.length === 0 ? null : datasetDrift(columns, share);
  const drifted = columns.filter((one) => one.drifted).map(({ column }) => column);
  const guarded = drifted.filter((column) => mustNotDrift.has(column));
  const some = `${drifted.length} of ${columns.length} columns drifted${drifted.length > 0 ? `: ${listed(drifted)}` : ''}`;
  const failed = guarded.length > 0 || whole?.drifted === true;
  const passed: Decision = drifted.length > 0 ? 'marginal' : 'pass';
  return {
    method: 'evidently',
    decision: whole === null ? 'inconclusive' : failed ? 'fail' : passed,
    reason: guarded.length > 0 ? `${listed(guarded)} must not drift, and did` : some,
    referenceRows: rowsOf(reference),
    currentRows: rowsOf(current),
    share: whole?.share ?? null,
    columns,
    missing: [...reference.keys()].filter((name) => !current.has(name)),
    unexpected: [...current.keys()].filter((name) => !reference.has(name)),
  };
}

function rowsOf(columns: Columns): number {
  for (const column of columns.values())
    return column.kind === 'number' ? column.values.length : column.codes.length;
  return 0;
}

/** Cells as Evidently sees them: an empty one is NaN. */
function cellsOf(column: Column): Cell[] {
  if (column.kind === 'number') return [...column.values];
  return Array.from(column.codes, (code) => column.values[code] ?? Number.NaN);
}
