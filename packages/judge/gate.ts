import { Mistake, type Problem } from '#kit/outcome';
import { type Bound, bound } from './bound.ts';
import { Cursor } from './cursor.ts';
import { level } from './level.ts';
import { printSelector, type Selector, selector } from './selector.ts';
import type { Level } from './verdict.ts';

/** The gate language, for the documentation. Spaces may stand between any two tokens. */
export const GRAMMAR = `gate     = metric, [ "[", name, "=", ( "*" | name ), "]" ], operator, bound, [ "warn" | "fail" ] ;
operator = ">=" | "<=" | ">" | "<" | "==" ;
bound    = [ "+" | "-" ], number | "baseline", [ ( "+" | "-" ), number | "*", factor ] ;
number   = decimal, [ unit ] ;
factor   = decimal, [ "%" ] ;
decimal  = digits, [ ".", { digit } ] | ".", digits, each with [ "e", [ "+" | "-" ], digits ] ;
unit     = "%" | "kB" | "MB" | "GB" | "KiB" | "MiB" | "GiB" | "ms" | "s" | "min" | "h" | "d" ;
metric   = ( letter | "_" ), { letter | digit | "_" | "." | "-" } ;
name     = plain, { plain } | '"', { any character but '"' }, '"' | "'", { any character but "'" }, "'" ;
plain    = any character but space, "[", "]", "=", '"', "'" ;
`;

export const OPERATORS = ['>=', '<=', '==', '>', '<'] as const;
export type Operator = (typeof OPERATORS)[number];

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

const MEANT: Readonly<Record<string, Operator>> = {
  '=': '==',
  '===': '==',
  '=>': '>=',
  '≥': '>=',
  '=<': '<=',
  '≤': '<=',
};

/** Reads one of OPERATORS; what is meant by a slip is said. */
export function operator(cursor: Cursor): Operator {
  const [at, written] = [cursor.at, cursor.take(/[<>=!~≥≤]+/y)];
  const found = OPERATORS.find((operator) => operator === written);
  if (found !== undefined) return found;
  const known = `Operators are ${OPERATORS.join(' ')}.`;
  if (written === null) throw cursor.expected('an operator', known);
  const meant = MEANT[written];
  const remedy = meant === undefined ? known : `Write ${meant}.`;
  throw cursor.wrong(`${written} is no operator`, remedy, at, written.length);
}

/** A gate in its plain spelling; parsing that gives the same gate. */
export function printGate(gate: Gate): string {
  const subject = gate.metric + (gate.slice === null ? '' : `[${printSelector(gate.slice)}]`);
  const level = gate.level === 'warn' ? ' warn' : '';
  return `${subject} ${gate.operator} ${gate.bound.spelled}${level}`;
}
