import { Mistake, type Problem } from '#kit/outcome';
import type { Level } from '../verdict.ts';
import { type Bound, bound } from './bound.ts';
import { Cursor } from './cursor.ts';
import { end, level } from './level.ts';
import { type Choices, options, printOptions } from './option.ts';
import {
  everyColumn,
  inQuotes,
  printSelector,
  QUOTED,
  type Selector,
  selector,
  unquoted,
} from './selector.ts';

/** The gate language, for the documentation. Spaces may stand between any two tokens. */
export const GRAMMAR = `gate     = metric, [ "[", term, [ ",", term ], "]" ], operator, bound, [ "warn" | "fail" ], { option } ;
term     = name, "=", ( "*" | name ), "*" in one term at most ;
operator = ">=" | "<=" | ">" | "<" | "==" ;
bound    = [ "+" | "-" ], number | "baseline", [ ( "+" | "-" ), number | "*", factor ] ;
number   = decimal, [ unit ] ;
factor   = decimal, [ "%" ] ;
decimal  = digits, [ ".", { digit } ] | ".", digits, each with [ "e", [ "+" | "-" ], digits ] ;
unit     = "%" | "kB" | "MB" | "GB" | "KiB" | "MiB" | "GiB" | "ms" | "s" | "min" | "h" | "d" ;
option   = "decide", "=", ( "measured" | "confident" ) | "every", "=", ( "proof" | "worse" ) | "min-n", "=", digits ;
metric   = ( letter | "_" ), { letter | digit | "_" | "." | "-" | "@" } | quoted ;
name     = plain, { plain } | quoted ;
quoted   = '"', { any character but '"' | '""' }, '"' | "'", { any character but "'" | "''" }, "'" ;
plain    = any character but space, "[", "]", "=", ",", '"', "'" ;
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
  readonly choices: Choices;
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
  const metric = metricName(cursor, 'Write e.g. roc_auc >= 0.7.');
  const slice = cursor.peek(/\[/y) === null ? null : selector(cursor);
  const gate = { text: text.trim(), metric, slice, operator: operator(cursor), bound: bound(cursor) };
  const levelled = { ...gate, level: level(cursor) };
  const choices = options(cursor, everyColumn(slice) !== null);
  end(cursor);
  return { ...levelled, choices };
}

const METRIC = /[A-Za-z_][\w.@-]*/y;

/** Reads the name of a metric: `roc_auc`, `ndcg@10`, `train.loss`; with other characters in quotes. */
export function metricName(cursor: Cursor, remedy: string): string {
  const name = cursor.take(METRIC) ?? cursor.take(QUOTED);
  if (name === null) throw cursor.expected('the name of a metric', remedy);
  return /^["']/.test(name) ? unquoted(name) : name;
}

/** A metric as a gate spells it. */
export function printMetric(metric: string): string {
  return new RegExp(`^${METRIC.source}$`).test(metric) ? metric : inQuotes(metric);
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
  const subject = printMetric(gate.metric) + (gate.slice === null ? '' : `[${printSelector(gate.slice)}]`);
  const level = gate.level === 'warn' ? ' warn' : '';
  return `${subject} ${gate.operator} ${gate.bound.spelled}${level}${printOptions(gate.choices)}`;
}

/** Does the gate compare with the baseline, one way? */
export function compares({ bound, operator }: Gate): boolean {
  return bound.kind === 'baseline' && operator !== '==';
}
