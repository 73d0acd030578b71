import { nearest } from '#kit/nearness';
import type { Cursor } from './cursor.ts';

/** How one gate is decided, where it is not as gates of its kind are. */
export interface Choices {
  /** by the measured values alone, or only by what noise does not explain */
  readonly decide: 'measured' | 'confident' | null;
  /** of a gate over every value of a column: `proof` wants each of them to pass */
  readonly every: 'proof' | 'worse';
  /** examples of the measure's denominator below which it is not decided; null: as everywhere */
  readonly minN: number | null;
}

const AS_USUAL: Choices = { decide: null, every: 'worse', minN: null };

const OPTIONS = ['decide', 'every', 'min-n'] as const;

/** An option begins here, not a unit: `min-n=` is no minutes. */
export function optionAhead(cursor: Cursor): boolean {
  return cursor.peek(/[A-Za-z-]+\s*=(?!=)/y) !== null;
}

/** Reads the options at the end of a gate: `decide=measured every=proof min-n=50`. `sweeping`: it has a star. */
export function options(cursor: Cursor, sweeping: boolean): Choices {
  let said: Choices = AS_USUAL;
  const known = new Set<string>();
  while (optionAhead(cursor)) {
    const at = cursor.at;
    const name = cursor.take(/[A-Za-z-]+/y) ?? '';
    const width = name.length;
    cursor.take(/=/y);
    if (known.has(name)) throw cursor.wrong(`${name} is said twice`, 'Say it once.', at, width);
    known.add(name);
    if (name === 'decide') said = { ...said, decide: word(cursor, ['measured', 'confident']) };
    else if (name === 'min-n') said = { ...said, minN: count(cursor) };
    else if (name !== 'every') throw cursor.wrong(`there is no option ${name}`, meant(name), at, width);
    else if (sweeping) said = { ...said, every: word(cursor, ['proof', 'worse']) };
    else
      throw cursor.wrong('every= belongs to a slice with *', 'Write [column=*], or leave it out.', at, width);
  }
  return said;
}

function meant(name: string): string {
  const near = nearest(name, OPTIONS);
  return near === null ? `There are ${OPTIONS.join(', ')}.` : `Did you mean ${near}?`;
}

function word<const W extends string>(cursor: Cursor, words: readonly W[]): W {
  const written = cursor.peek(/[A-Za-z]+/y);
  const found = words.find((one) => one === written);
  if (found === undefined) throw cursor.expected(words.join(' or '), `Write ${words.join(' or ')}.`);
  cursor.take(/[A-Za-z]+/y);
  return found;
}

function count(cursor: Cursor): number {
  const digits = cursor.take(/\d+(?![\w.])/y);
  if (digits === null) throw cursor.expected('a whole number', 'Write e.g. min-n=50.');
  return Number(digits);
}

/** The options that are not as usual, as they are written again. */
export function printOptions({ decide, every, minN }: Choices): string {
  const said = [
    decide === null ? '' : ` decide=${decide}`,
    every === 'proof' ? ' every=proof' : '',
    minN === null ? '' : ` min-n=${minN}`,
  ];
  return said.join('');
}
