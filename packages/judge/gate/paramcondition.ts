import { Mistake } from '#kit/outcome';
import type { Scalar } from '#record/history';
import { compare } from './comparison.ts';
import type { Operator } from './gate.ts';

/** What a parameter of a run has to be. */
export interface ParamCondition {
  readonly name: string;
  readonly operator: Operator | '!=';
  readonly value: string;
}

/** Parses `lr=0.1`, `lr > 0.01`, `optimizer.name != adam`. Mistake: no operator, or an order of what is no number. */
export function parseParamCondition(text: string, subject: string): ParamCondition {
  const [, name = '', sign = '', rest = ''] = /^([^<>=!]+)(>=|<=|==|!=|=|>|<)(.*)$/s.exec(text) ?? [];
  const [param, value] = [name.trim(), rest.trim()];
  const remedy = 'Write e.g. lr=0.1, lr>0.01 or optimizer!=adam.';
  if (param === '') throw new Mistake({ subject, what: 'is no condition', remedy, value: text });
  const operator = OPERATORS[sign] ?? '==';
  const ordered = operator !== '==' && operator !== '!=';
  if (ordered && numberIn(value) === null)
    throw new Mistake({
      subject,
      what: `orders by ${JSON.stringify(value)}, which is no number`,
      remedy,
      value: text,
    });
  return { name: param, operator, value };
}

const OPERATORS: Readonly<Record<string, ParamCondition['operator']>> = {
  '=': '==',
  '==': '==',
  '!=': '!=',
  '>=': '>=',
  '<=': '<=',
  '>': '>',
  '<': '<',
};

/** Numbers are compared as numbers where both are: `0.10` is 0.1. A run without the parameter keeps to nothing. */
export function paramHolds({ operator, value }: ParamCondition, found: Scalar | undefined): boolean {
  if (found === undefined) return false;
  const [a, b] = [numberIn(String(found)), numberIn(value)];
  if (operator === '==' || operator === '!=') {
    const same = a !== null && b !== null ? compare(a, b, '==') : String(found) === value;
    return same === (operator === '==');
  }
  return a !== null && b !== null && compare(a, b, operator);
}

function numberIn(text: string): number | null {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null;
}
