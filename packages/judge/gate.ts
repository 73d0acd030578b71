import { nearest } from '#kit/nearness';
import { Mistake, type Problem } from '#kit/outcome';
import { Cursor } from './cursor.ts';
import { factorOf, scaled, UNITS, unitMeant } from './unit.ts';
import type { Level } from './verdict.ts';

/** The gate language, for the documentation. Spaces may stand between any two tokens. */
export const GRAMMAR = `gate     = metric, [ "[", name, "=", ( "*" | name ), "]" ], operator, bound, [ "warn" | "fail" ] ;
operator = ">=" | "<=" | ">" | "<" | "==" ;
bound    = [ "+" | "-" ], number | "baseline", [ ( "+" | "-" ), number | "*", factor ] ;
number   = decimal, [ unit ] ;
factor   = decimal, [ "%" ] ;
decimal  = digits, [ ".", { digit } ] | ".", digits, each with [ "e", [ "+" | "-" ], digits ] ;
unit     = "%" | "kB" | "MB" | "GB" | "KiB" | "MiB" | "GiB" | "ms" | "s" | "min" ;
metric   = ( letter | "_" ), { letter | digit | "_" | "." | "-" } ;
name     = plain, { plain } | '"', { any character but '"' }, '"' | "'", { any character but "'" }, "'" ;
plain    = any character but space, "[", "]", "=", '"', "'" ;
`;

export const OPERATORS = ['>=', '<=', '==', '>', '<'] as const;
export type Operator = (typeof OPERATORS)[number];

/** One value of a column, or each of them. */
export type Selector =
  | { readonly column: string; readonly value: string }
  | { readonly column: string; readonly every: true };

/** `value` is in base units (bytes, seconds; 1 % is 0.01); `unit` is how the user counts. A baseline is `times` it, `plus`. */
export type Bound =
  | {
      readonly kind: 'number';
      readonly value: number;
      readonly spelled: string;
      readonly unit: string | null;
    }
  | { readonly kind: 'baseline'; readonly times: number; readonly plus: number; readonly spelled: string };

export interface Gate {
  /** as the user wrote it */
  readonly text: string;
  readonly metric: string;
  readonly slice: Selector | null;
  readonly operator: Operator;
  readonly bound: Bound;
  readonly level: Level;
}

/** Parses gates one by one. Mistake: everything that is wrong with any of them. `where` is their place, e.g. mlops.yml:20:10. */
export function parseGates(texts: readonly string[], where?: string): Gate[] {
  const problems: Problem[] = [];
  const gates = texts.flatMap((text) => {
    try {
      return [parseGate(text, where)];
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new Mistake(problems);
  return gates;
}

/** Parses one gate (GRAMMAR). Mistake: the column, what belongs there, and a caret under the gate. */
export function parseGate(text: string, where?: string): Gate {
  const cursor = new Cursor(text, where);
  const metric = cursor.take(/[A-Za-z_][\w.-]*/y);
  if (metric === null) throw cursor.expected('the name of a metric', 'Write e.g. roc_auc >= 0.7.');
  const slice = cursor.peek(/\[/y) === null ? null : selector(cursor);
  const gate = { text: text.trim(), metric, slice, operator: operator(cursor), bound: bound(cursor) };
  return { ...gate, level: level(cursor) };
}

function selector(cursor: Cursor): Selector {
  cursor.take(/\[/y);
  const column = name(cursor, 'the name of a column');
  if (cursor.take(/=+/y) === null)
    throw cursor.expected('=', 'Write [column=value], or [column=*] for every value.');
  const every = cursor.take(/\*(?=\s*\])/y) !== null;
  const value = every ? '*' : name(cursor, 'a value of the column, or *');
  if (cursor.take(/\]/y) === null)
    throw cursor.expected(']', 'Close the slice; put quotes round a value with odd characters.');
  return every ? { column, every } : { column, value };
}

function name(cursor: Cursor, what: string): string {
  const quoted = cursor.take(/"[^"]*"|'[^']*'/y);
  if (quoted !== null) return quoted.slice(1, -1);
  const plain = cursor.take(/[^\s[\]="']+/y);
  if (plain === null) throw cursor.expected(what, 'Put quotes round a value with odd characters.');
  return plain;
}

const MEANT: Readonly<Record<string, Operator>> = {
  '=': '==',
  '===': '==',
  '=>': '>=',
  '≥': '>=',
  '=<': '<=',
  '≤': '<=',
};

function operator(cursor: Cursor): Operator {
  const [at, written] = [cursor.at, cursor.take(/[<>=!~≥≤]+/y)];
  const found = OPERATORS.find((operator) => operator === written);
  if (found !== undefined) return found;
  const known = `Operators are ${OPERATORS.join(' ')}.`;
  if (written === null) throw cursor.expected('an operator', known);
  const meant = MEANT[written];
  const remedy = meant === undefined ? known : `Write ${meant}.`;
  throw cursor.wrong(`${written} is no operator`, remedy, at, written.length);
}

function bound(cursor: Cursor): Bound {
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
  const plus = sign === '+' ? value : sign === '-' ? -value : 0;
  return { kind: 'baseline', times: sign === '*' ? value : 1, plus, spelled: spelledFrom(cursor, start) };
}

function spelledFrom(cursor: Cursor, start: number): string {
  return cursor.text.slice(start, cursor.at).trim();
}

/** `unsigned`: a sign was read already; a second one is a slip. */
function number(
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
  if (word === null || nearLevel(word)) return null;
  if (factorOf(word) !== null) return cursor.take(/%|[A-Za-z]+/y);
  const meant = unitMeant(word);
  const remedy = meant === null ? `Units are ${UNITS.join(', ')}.` : `Did you mean ${meant}?`;
  throw cursor.wrong(`${JSON.stringify(word)} is no unit`, remedy, cursor.at, word.length);
}

const LEVELS: readonly string[] = ['warn', 'fail', 'warning', 'error'];

function nearLevel(word: string): boolean {
  return nearest(word, LEVELS) !== null && factorOf(word) === null;
}

function level(cursor: Cursor): Level {
  if (cursor.done) return 'fail';
  const word = cursor.take(/(?:warn|fail)(?=\s*$)/y);
  if (word !== null) return word === 'warn' ? 'warn' : 'fail';
  const rest = 'A gate ends here, or with warn; write further conditions as gates of their own.';
  throw cursor.expected('the end of the gate', nearLevel(cursor.next()) ? 'Write warn, or nothing.' : rest);
}

/** A gate in its plain spelling; parsing that gives the same gate. */
export function printGate(gate: Gate): string {
  const subject = gate.metric + (gate.slice === null ? '' : `[${printSelector(gate.slice)}]`);
  const level = gate.level === 'warn' ? ' warn' : '';
  return `${subject} ${gate.operator} ${gate.bound.spelled}${level}`;
}

function printSelector(slice: Selector): string {
  return `${printName(slice.column)}=${'every' in slice ? '*' : printName(slice.value)}`;
}

function printName(name: string): string {
  if (/^[^\s[\]="'*]+$/.test(name)) return name;
  return name.includes('"') ? `'${name}'` : `"${name}"`;
}
