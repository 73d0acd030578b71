import type { Verdict } from '#judge/verdict';
import { type Compared, type SliceRow, sliceTables } from './comparison.ts';
import { known } from './number.ts';

/** Slices that are listed where no interval says which of them moved. */
const WORST = 5;

/** How near a gate's difference has to be to candidate - baseline to be just that. */
const SAME = 1e-9;

/** A slice whose measure is not what the baseline's was. */
export interface MovedSlice extends SliceRow {
  readonly metric: string;
  /** of the difference from the baseline; null: noise was not judged on it */
  readonly interval: readonly [number, number] | null;
}

export interface Movement {
  /** `noise`: their intervals leave out 0; `size`: the worst, as no interval is known */
  readonly by: 'noise' | 'size';
  /** compared: those with an interval where noise decides, else those with a difference */
  readonly of: number;
  readonly slices: readonly MovedSlice[];
}

/** Slices of gated measures that moved against the baseline, the worst first; null where none is compared. */
export function movement(verdict: Verdict): Movement | null {
  const rows = sliceTables(verdict)
    .filter(({ gated }) => gated)
    .flatMap(({ metric, rows: own }) => own.map((row) => ({ ...row, metric, interval: intervalOf(row) })))
    .filter(({ difference }) => known(difference));
  const judged = rows.filter(({ interval }) => interval !== null);
  if (judged.length > 0) {
    const slices = judged.filter(({ interval }) => interval !== null && (interval[0] > 0 || interval[1] < 0));
    return { by: 'noise', of: judged.length, slices };
  }
  const worse = rows.filter(({ change }) => change === 'worse');
  return rows.length === 0 ? null : { by: 'size', of: rows.length, slices: worse.slice(0, WORST) };
}

/** Of candidate - baseline; a gate that multiplies the baseline has the interval of another difference. */
function intervalOf({ gates, difference }: SliceRow & Compared): readonly [number, number] | null {
  const found = gates.find(
    (gate) =>
      gate.interval !== undefined &&
      known(gate.difference) &&
      known(difference) &&
      Math.abs(gate.difference - difference) <= SAME * Math.max(1, Math.abs(difference)),
  );
  return found?.interval ?? null;
}
