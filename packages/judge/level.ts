import { nearest } from '#kit/nearness';
import type { Cursor } from './cursor.ts';
import { factorOf } from './unit.ts';
import type { Level } from './verdict.ts';

const LEVELS: readonly string[] = ['warn', 'fail', 'warning', 'error'];

/** A level, or a slip for one: not a unit. */
export function nearLevel(word: string): boolean {
  return nearest(word, LEVELS) !== null && factorOf(word) === null;
}

/** Reads the end of a gate: `warn`, `fail` or nothing. */
export function level(cursor: Cursor): Level {
  if (cursor.done) return 'fail';
  const word = cursor.take(/(?:warn|fail)(?=\s*$)/y);
  if (word !== null) return word === 'warn' ? 'warn' : 'fail';
  const rest = 'A gate ends here, or with warn; write further conditions as gates of their own.';
  throw cursor.expected('the end of the gate', nearLevel(cursor.next()) ? 'Write warn, or nothing.' : rest);
}
