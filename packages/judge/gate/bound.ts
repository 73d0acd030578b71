import { nearest } from '#kit/nearness';
import type { Cursor } from './cursor.ts';
import { nearLevel } from './level.ts';
import { optionAhead } from './option.ts';
import { factorOf, scaled, UNITS, unitMeant } from './unit.ts';

/** `value` is in base units (bytes, seconds; 1 % is 0.01); `unit` is how the user counts. A baseline is `times` it, `plus`. */
export type Bound =
  | {
      readonly kind: 'number';
      readonly value: number;
      readonly spelled: string;
      readonly unit: string | null;
    }
  | { readonly kind: 'baseline'; readonly times: number; readonly plus: number; readonly spelled: string };

/** Reads a number with or without a unit, or a baseline with what is added to it or multiplied by. */
export function bound(cursor: Cursor): Bound {
  const start = cursor.at;
  if (cursor.take(/baseline(?![\w.])/y) === null) {
    const { value, unit } = number(cursor, 'a number or baseline');
    return { kind: 'number', value, unit, spelled: spelledFrom(cursor, start) };
  }
  const sign = cursor.take(/[-+*]/y);
  if (sign === null && cursor.peek(/\//y) !== null)
    throw cursor.wrong('/ is not known here', 'Write baseline * 0.95.');
  const { value, unit } = sign === null ? { value: 0, unit: null } : number(cursor, 'a number', true);
  if (sign === '*' && unit !== null && unit !== '%') {
    throw cursor.wrong(
      `a baseline is not multiplied by ${unit}`,
      'Write e.g. baseline * 1.05.',
      start,
      cursor.at - start,
    );
  }
  if (sign === '*' && value === 0)
    throw cursor.wrong(
      'a baseline times 0 asks for nothing',
      'Write the share that has to remain, e.g. baseline * 0.95.',
      start,
      cursor.at - start,
    );
  const plus = sign === '+' ? value : sign === '-' ? -value : 0;
  return { kind: 'baseline', times: sign === '*' ? value : 1, plus, spelled: spelledFrom(cursor, start) };
}

function spelledFrom(cursor: Cursor, start: number): string {
  return cursor.text.slice(start, cursor.at).trim();
}

/** Reads a number with or without a unit. `unsigned`: a sign was read already; a second one is a slip. */
export function number(
  cursor: Cursor,
  what: string,
  unsigned = false,
): { readonly value: number; readonly unit: string | null } {
  const digits = cursor.take(
    unsigned ? /(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy : /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy,
  );
  if (digits === null) {
    const meant = nearest(cursor.next(), ['baseline']);
    throw cursor.expected(
      what,
      meant === null ? 'Write e.g. 0.7, 5%, or baseline - 0.01.' : 'Did you mean baseline?',
    );
  }
  if (cursor.peek(/[,_]\d/y) !== null)
    throw cursor.expected('the end of the number', 'Write 1500.5: digits and one point.');
  const unit = unitOf(cursor);
  return { value: scaled(Number(digits), unit), unit };
}

function unitOf(cursor: Cursor): string | null {
  const word = cursor.peek(/%|[A-Za-z]+/y);
  if (word === null || nearLevel(word) || optionAhead(cursor)) return null;
  if (factorOf(word) !== null) return cursor.take(/%|[A-Za-z]+/y);
  const meant = unitMeant(word);
  const remedy = meant === null ? `Units are ${UNITS.join(', ')}.` : `Did you mean ${meant}?`;
  throw cursor.wrong(`${JSON.stringify(word)} is no unit`, remedy, cursor.at, word.length);
}
