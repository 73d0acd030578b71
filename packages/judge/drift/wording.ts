import type { Scale } from './profile/scale.ts';

/** A number in four places that say something. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Milliseconds as an ISO 8601 date, with the time where it is not midnight. */
export function dateText(time: number): string {
  const text = new Date(Math.round(time)).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : `${text.slice(0, 19)}Z`;
}

/** What a cell of categories holds. */
export function cellName(scale: Scale, cell: number): string {
  if (!('names' in scale)) return 'values';
  return scale.names[cell] ?? (scale.limit === null ? 'new categories' : 'other categories');
}
