import { code, text } from '../markdown.ts';
import { count } from '../number.ts';

/** How much a part may show. */
export interface Room {
  /** of each table */
  readonly rows: number;
  /** characters of each foreign text */
  readonly characters: number;
}

/** From the most that is of use to a reader, to the least that still says something. */
export const ROOMS: readonly [Room, ...Room[]] = [
  { rows: 40, characters: 2000 },
  { rows: 15, characters: 500 },
  { rows: 5, characters: 160 },
];

/** Foreign text within its room. */
export function said(foreign: string, { characters }: Room): string {
  return text(clipped(foreign, characters));
}

/** The same in the font of code. */
export function coded(foreign: string, { characters }: Room): string {
  return code(clipped(foreign, characters));
}

/** At most so many UTF-16 units, no character cut in two. */
export function clipped(foreign: string, most: number): string {
  if (foreign.length <= most) return foreign;
  return `${foreign.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** What a table does not show. */
export function more(amount: number, noun: string): string {
  return amount > 0 ? `\n\n*${count(amount, `more ${noun}`)} in the report.*` : '';
}
