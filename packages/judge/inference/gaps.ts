import type { Measure } from '#metrics/measure/measure';
import type { Examples } from './examples.ts';
import type { Footing } from './floor.ts';
import { type Cell, cellsOf, type Residuals, type Sum, summed, Units } from './gapcells.ts';
import { spreadOfPulls } from './influence.ts';
import type { Judged } from './judged.ts';
import { type End, judgedByLimits, type Limits } from './limits.ts';
import { paddedWhereFew } from './unseen.ts';

/**
 * Limits of a sum of |gap| over cells, less `times` that of another model on the same rows; null where the measure is no
 * such sum. It has no influence function where gaps are 0: noise opens gaps of its own, so that it is measured too high,
 * and neither normal theory nor the bootstrap holds (Fang and Santos, Review of Economic Studies 86 (2019), 377-412). So
 * gaps within 3.5 standard errors of 0 are told apart, as in generalised moment selection (Andrews and Soares, Econometrica
 * 78 (2010), 119-157). A clear gap is taken with its side. Any other |gap| is at least 0, and at most side * gap for
 * the side that is true, which the measured |gap| exceeds: it counts in one limit and not in the other. Where neither
 * model's gap in a cell is clear, and their difference is known better than either, |a| - |b| is at most |a - b|. The
 * noise is that of the worst sides there could be. So both limits err on the safe side.
 */
export function limitsOfGaps(
  measure: Measure,
  one: Examples,
  footing: Footing,
  against: { readonly other: Examples; readonly times: number } | null = null,
): Limits | null {
  const gaps = measure.gaps?.(one.labels, one.answers);
  if (gaps === undefined) return null;
  const beside = against === null ? undefined : measure.gaps?.(against.other.labels, against.other.answers);
  const times = against?.times ?? 0;
  const residuals = [{ gaps, times: 1 }, ...(beside === undefined ? [] : [{ gaps: beside, times: -times }])];
  const units = new Units(one);
  const known = pairedCells(residuals, units, gaps.cells);
  const end = (way: Way): End => {
    const plan = planOf(known, way);
    return {
      at: plan.sure + plan.open,
      spread: spreadOfPulls(measure, worstPulls(residuals, units, plan), one, footing),
    };
  };
  return { low: end('low'), high: end('high') };
}

/** Judges the difference of two such sums; where few rows changed, others that would change have not been seen. */
export function judgedByGaps(
  measure: Measure,
  one: Examples,
  other: Examples,
  times: number,
  footing: Footing,
): Judged | null {
  const limits = limitsOfGaps(measure, one, footing, { other, times });
  if (limits === null) return null;
  const apart = () => {
    const noise = (rows: Examples) =>
      limitsOfGaps(measure, { ...one, answers: rows.answers }, footing)?.high.spread.standardError ?? 0;
    return noise(one) ** 2 + (times * noise(other)) ** 2;
  };
  const seen = ({ at, spread }: End) => ({
    at,
    spread: paddedWhereFew(spread, one, other, apart, footing.n),
  });
  return judgedByLimits('paired, limits of gaps', { low: seen(limits.low), high: seen(limits.high) });
}

type Way = 'low' | 'high';

/** A cell of both models: `one` - `other` once its factor is in it; the difference where it is known better than either. */
interface Both {
  readonly one: Cell;
  readonly other: Cell;
  readonly difference: Sum | null;
}

const NOTHING: Cell = { gap: 0, error: 0, side: 0 };

function pairedCells(residuals: readonly Residuals[], units: Units, cells: number): readonly Both[] {
  const [mine, theirs] = residuals.map((one) => cellsOf(one, units, cells));
  const differences = theirs === undefined ? [] : summed(residuals, units, cells);
  return (mine ?? []).map((one, at) => {
    const [other, difference] = [theirs?.[at] ?? NOTHING, differences[at]];
    const unclear = one.side === 0 && other.side === 0;
    const better = difference !== undefined && difference.error < Math.min(one.error, other.error);
    return { one, other, difference: unclear && better ? difference : null };
  });
}

/** What the residuals of each cell count in a limit: by model, and in which sum of a unit they do. */
interface Plan {
  /** the clear gaps */
  readonly sure: number;
  /** those that stand in this limit alone */
  readonly open: number;
  readonly factors: readonly [Float64Array, Float64Array];
  /** the cell's own sum, whose side is not known; else the one of all that is sure, which is the last */
  readonly slots: readonly [Uint8Array, Uint8Array];
}

function planOf(known: readonly Both[], way: Way): Plan {
  const cells = known.length;
  const sign = way === 'high' ? 1 : -1;
  const factors = [new Float64Array(cells), new Float64Array(cells)] as const;
  const slots = [new Uint8Array(cells).fill(cells), new Uint8Array(cells).fill(cells)] as const;
  let [sure, open] = [0, 0];
  known.forEach(({ one, other, difference }, cell) => {
    if (difference !== null) {
      open += sign * Math.abs(difference.gap);
      for (const model of [0, 1] as const) {
        factors[model][cell] = 1;
        slots[model][cell] = cell;
      }
      return;
    }
    sure += one.side * one.gap - other.side * other.gap;
    factors[0][cell] = one.side;
    factors[1][cell] = -other.side;
    // of the two, the one whose |gap| can only push this limit outward
    const [model, unsure] = way === 'high' ? ([0, one] as const) : ([1, other] as const);
    if (unsure.side !== 0) return;
    open += sign * Math.abs(unsure.gap);
    factors[model][cell] = 1;
    slots[model][cell] = cell;
  });
  return { sure, open, factors, slots };
}

/** By unit the most it can pull, whichever side its unsure sums are on; of a group the first row has it all. */
function worstPulls(
  residuals: readonly Residuals[],
  units: Units,
  { sure, factors, slots }: Plan,
): Float64Array {
  const cells = factors[0].length;
  const pulls = new Float64Array(units.rows);
  units.each(
    cells + 1,
    (row, sums) => {
      const part = units.part(row);
      sums[cells] = (sums[cells] ?? 0) - part * sure;
      for (const [model, { gaps, times }] of residuals.entries()) {
        const cell = gaps.cell[row] ?? 0;
        const slot = slots[model]?.[cell] ?? cells;
        const pull = times * (factors[model]?.[cell] ?? 0) * part * (gaps.residual[row] ?? 0);
        sums[slot] = (sums[slot] ?? 0) + pull;
      }
    },
    (sums, row) => {
      for (const sum of sums) pulls[row] = (pulls[row] ?? 0) + Math.abs(sum);
    },
  );
  return pulls;
}
