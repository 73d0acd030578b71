import type { Measured } from '#record/numbers';
import { number } from './bound.ts';
import { compare } from './comparison.ts';
import { Cursor } from './cursor.ts';
import { metricName, type Operator, operator, printMetric } from './gate.ts';
import { everyColumn, printSelector, type Selector, selector } from './selector.ts';

/** What a number of a run has to keep to: a gate without a baseline and without a level. */
export interface Condition {
  readonly metric: string;
  readonly slice: Selector | null;
  readonly operator: Operator;
  /** in base units */
  readonly bound: number;
}

/** Parses `roc_auc > 0.75`, `roc_auc[carrier=AA] >= 60%`. Mistake: the column, what belongs there, and a caret. */
export function parseCondition(text: string, subject: string): Condition {
  const cursor = new Cursor(text, undefined, { subject, noun: 'condition' });
  const metric = metricName(cursor, 'Write e.g. roc_auc > 0.75.');
  const slice = cursor.peek(/\[/y) === null ? null : selector(cursor);
  const sign = operator(cursor);
  if (cursor.peek(/baseline/y) !== null)
    throw cursor.expected('a number', 'Runs are compared with numbers; --compare sets them side by side.');
  if (cursor.peek(/[-+.\d]/y) === null) throw cursor.expected('a number', 'Write e.g. 0.7 or 5%.');
  const { value } = number(cursor, 'a number');
  if (!cursor.done)
    throw cursor.expected('the end of the condition', `Write ${subject} again for another one.`);
  return { metric, slice, operator: sign, bound: value };
}

/** `roc_auc[carrier=AA]`, as a user would write it again. */
export function printSubject({ metric, slice }: Pick<Condition, 'metric' | 'slice'>): string {
  return printMetric(metric) + (slice === null ? '' : `[${printSelector(slice)}]`);
}

/** The numbers that a condition speaks of: of all rows, of one slice, or of every value of a column. */
export function subjectsOf({ metric, slice }: Condition, measured: readonly Measured[]): Measured[] {
  const named = measured.filter((one) => one.metric === metric);
  if (slice === null) return named.filter((one) => one.slice === undefined);
  const column = everyColumn(slice);
  const spelled = (value: string) =>
    slice.map((one) => `${one.column}=${'every' in one ? value : one.value}`).join(', ');
  if (column === null) return named.filter((one) => one.slice === spelled(''));
  const [before = '', after = ''] = spelled('\0').split('\0');
  return named.filter((one) => fits(one.slice ?? '', before, after, slice.length));
}

/** Is the slice, as it is spelled, one of those that have any value between? One of two columns is none of one. */
function fits(slice: string, before: string, after: string, columns: number): boolean {
  const between = slice.slice(before.length, slice.length - after.length);
  const whole = `${before}${between}${after}` === slice && between !== '';
  return whole && (columns === 2 || !/, [^,=]+=/.test(between));
}

/** Does it hold for each number it speaks of; one that is not there, or not defined, holds to nothing. */
export function holds(condition: Condition, measured: readonly Measured[]): boolean {
  const subjects = subjectsOf(condition, measured);
  if (subjects.length === 0) return false;
  return subjects.every(({ value }) => value !== null && compare(value, condition.bound, condition.operator));
}
