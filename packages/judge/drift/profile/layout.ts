import type { Scale } from './scale.ts';

/** `counts` before those of the cells. */
export const [EMPTY, ODD, CELLS] = [0, 1, 2];

/** Cells of a scale: beside those between the cuts what lies below and above; beside the names all others, new ones too. */
export function cellsOf(scale: Scale): number {
  if (scale.kind === 'empty') return 1;
  return ('cuts' in scale ? scale.cuts.length : scale.names.length) + 1;
}
