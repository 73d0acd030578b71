import { hashOf } from '#kit/hash';
import { asText, type Column } from '#metrics/table';
import { CELLS, EMPTY, ODD } from './layout.ts';
import type { Newcomers } from './newcomers.ts';
import type { Scale } from './scale.ts';
import { numberSpelled } from './spelling.ts';

type Named = Extract<Scale, { readonly names: readonly string[] }>;

/** The place in a tally's counts of each row of a column of categories. */
export function namedCells(column: Column, scale: Named, newcomers: Newcomers): Int32Array {
  const { codes, values } = asText(column);
  const spelling = spellingOf(scale);
  const names = values.map(spelling);
  const places = placesOf(names, column.kind, scale);
  const cells = new Int32Array(codes.length);
  const counts = new Float64Array(values.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? -1;
    cells[row] = places[code] ?? EMPTY;
    if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  }
  names.forEach((name, code) => {
    const count = counts[code] ?? 0;
    const stranger = places[code] === CELLS + scale.names.length;
    if (stranger && count > 0 && (scale.limit === null || hashOf(name) <= scale.limit))
      newcomers.add(name, count);
  });
  return cells;
}

function placesOf(names: readonly string[], kind: Column['kind'], scale: Named): number[] {
  const known = new Map(scale.names.map((name, at) => [name, at]));
  const numeric = scale.kind === 'category' && isNumeric(scale);
  return names.map((name) => {
    // an infinite number is as little a value as NaN
    if (kind === 'number' && !Number.isFinite(Number(name))) return EMPTY;
    if (numeric && Number.isNaN(Number(name))) return ODD;
    return CELLS + (known.get(name) ?? scale.names.length);
  });
}

/**
 * How names of this scale are spelled: a CSV file says `True` and `5.0` where JSON says true and 5, and a reference
 * of 0 and 1 knows true and false.
 */
function spellingOf(scale: Named): (text: string) => string {
  if (scale.kind === 'boolean') return (text) => ({ 1: 'true', 0: 'false' })[text] ?? text.toLowerCase();
  if (!isNumeric(scale)) return (text) => text;
  return (text) => {
    const number = numberSpelled(text);
    return Number.isNaN(number) ? text : String(number);
  };
}

/** Are its names numbers in their shortest spelling? */
function isNumeric({ names }: Named): boolean {
  return names.every((name) => String(Number(name)) === name);
}
