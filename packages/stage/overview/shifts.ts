import type { Measured } from '#record/numbers';
import type { Shift } from '#report/overview/happening';

const DRIFT = 'drift';

/** `drift[column=temp]`: how far a column is from the reference, with the bound of its gate where there is one. */
export function shiftsOf(
  measured: readonly Measured[],
  gates: readonly {
    readonly metric: string;
    readonly slice?: string | undefined;
    readonly bound?: number | undefined;
  }[],
): Shift[] {
  return measured
    .filter(({ metric, slice }) => metric === DRIFT && slice !== undefined)
    .map(({ slice = '', value }) => {
      const bound = gates.find((gate) => gate.metric === DRIFT && gate.slice === slice)?.bound ?? 1;
      const column = slice.slice(slice.indexOf('=') + 1);
      return { column, amount: value, bound, drifted: value !== null && value >= bound };
    });
}
