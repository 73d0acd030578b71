import { measurements } from '#judge/decision/figure';
import type { Verdict } from '#judge/verdict';
import { Mistake } from '#kit/outcome';
import type { Measurement } from '#metrics/measurement';

/** Measures in a verdict.json. Mistake: it is none. */
export function numbersIn(bytes: string, from: string): Measurement[] {
  return measurements(parse(bytes, from).numbers);
}

function parse(bytes: string, from: string): Verdict {
  const remedy = 'Name a verdict.json that evaluate wrote.';
  try {
    const value: unknown = JSON.parse(bytes);
    if (
      typeof value === 'object' &&
      value !== null &&
      'numbers' in value &&
      'rows' in value &&
      Array.isArray(value.numbers)
    )
      return value as Verdict;
  } catch (cause) {
    throw new Mistake({ subject: from, what: 'is no JSON', remedy }, { cause });
  }
  throw new Mistake({ subject: from, what: 'is no verdict', remedy });
}
