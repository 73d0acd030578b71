import type { Raw } from './shift.ts';

interface Judged {
  /** distance of the values, 0 where it may be chance */
  readonly values: number;
  /** change of the share of cells without a value, 0 where it may be chance */
  readonly cells: number;
  readonly valuesP: number;
  readonly far: number;
  readonly chance: number;
}

/** Why a column counts as moved, or why not: one sentence. */
export function reasonOf(raw: Raw, { values, cells, valuesP, far, chance }: Judged): string {
  const { distance, gap, measure, reference, current, evidence } = raw;
  if (reference.missing < 1 && current.missing === 1) return 'every cell is empty now';
  if (reference.missing === 1 && current.missing < 1) return 'every cell was empty in the reference';
  const length = `${measure} distance ${distance.toFixed(3)}`;
  const odd =
    current.odd > reference.odd ? `${percent(current.odd)} of the cells hold words where numbers were; ` : '';
  if (values >= far)
    return `${odd}${length} is at least ${far}, and chance is no likely reason${mostOf(raw)}`;
  if (cells >= far && odd !== '') return `${odd}numbers and words are mixed up between the two sides`;
  if (cells >= far) return `the share of empty cells has changed by ${(cells * 100).toFixed(1)} points`;
  if (distance >= far && valuesP > chance) {
    const why = evidence.from === 'rows' ? 'at so few rows' : 'from one block of time to the next';
    return `${length} may be chance ${why} (p ${valuesP.toFixed(3)})`;
  }
  if (gap.change >= far)
    return `the share of cells without a value has changed by ${(gap.change * 100).toFixed(1)} points, which may be chance at so few rows`;
  return `${length} is below ${far}`;
}

function mostOf({ movers }: Raw): string {
  const [most] = movers;
  return most === undefined ? '' : `: ${most.what} ${percent(most.before)} before, ${percent(most.now)} now`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.0995 && share > 0 ? 1 : 0)} %`;
}
