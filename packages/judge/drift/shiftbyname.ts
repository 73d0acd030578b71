import { Mistake } from '#kit/outcome';
import { judgedColumn } from './named.ts';
import type { Columns } from './profile/profile.ts';
import type { Named } from './rulebook.ts';
import type { Shift, Shifts, Uncompared } from './shift.ts';

/** The rows of both sides: a method of another tool counts nothing less. */
export interface Rows {
  readonly reference: Columns;
  readonly current: Columns;
}

/**
 * The same shifts with a named method to say which columns have moved: its default test and threshold, without
 * correction for the number of columns, as that tool has it. Distances and what moved most are measured as ever.
 */
export function shiftsByName(method: Named, { shifts, uncompared }: Shifts, rows: Rows): Shifts {
  const failed: Uncompared[] = [];
  const judged = shifts.flatMap((shift): Shift[] => {
    const [before, now] = [rows.reference.get(shift.column), rows.current.get(shift.column)];
    if (before === undefined || now === undefined) return [];
    try {
      const { drifted, score, threshold, ...told } = judgedColumn(method, shift.column, before, now);
      const reason = `${method}: ${told.method} gives ${figure(score)} at a threshold of ${figure(threshold)}`;
      return [{ ...shift, moved: drifted, drift: drifted ? shift.distance : 0, reason }];
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      failed.push({ column: shift.column, because: error.problems.map(({ what }) => what).join('; ') });
      return [];
    }
  });
  const order = (one: Shift, other: Shift) =>
    Number(other.moved) - Number(one.moved) || other.distance - one.distance;
  return { shifts: judged.sort(order), uncompared: [...uncompared, ...failed] };
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
