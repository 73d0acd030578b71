import { nearest } from '#kit/nearness';
import type { Level } from '../verdict.ts';
import type { Cursor } from './cursor.ts';
import { factorOf } from './unit.ts';

const LEVELS: readonly string[] = ['warn', 'fail', 'warning', 'error'];

/** A level, or a slip for one: not a unit. */
export function nearLevel(word: string): boolean {
  return nearest(word, LEVELS) !== null && factorOf(word) === null;
}

/** Reads what may follow the bound: `warn`, `fail` or nothing. */
export function level(cursor: Cursor): Level {
  const word = cursor.take(/(?:warn|fail)(?![\w=-])/y);
  return word === 'warn' ? 'warn' : 'fail';
}

/** Nothing may follow. */
export function end(cursor: Cursor): void {
  if (cursor.done) return;
  const rest = 'A gate ends here, or with warn; write further conditions as gates of their own.';
  throw cursor.expected('the end of the gate', nearLevel(cursor.next()) ? 'Write warn, or nothing.' : rest);
}
