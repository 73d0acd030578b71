import { brief } from './check.ts';

/** What the evaluation predicted for a case. Null: its predictions hold no such column. */
export interface Expected {
  readonly prediction: string | number | null;
  readonly score: number | null;
}

/**
 * How an answer differs from what was predicted, in words; null where it does not. The answer is an object with
 * `score`, `prediction` or both, or a list of one. What the predictions and the answer both hold is compared, and that
 * has to be something.
 *
 * Numbers may be off by `tolerance`, times the expected number where that is above 1: absolute for probabilities,
 * relative for what is larger. Classes have to be the same text; true and false are 1 and 0 where classes are numbers.
 */
export function deviation(expected: Expected, answer: unknown, tolerance: number): string | null {
  const only = Array.isArray(answer) && answer.length === 1 ? answer[0] : answer;
  if (typeof only !== 'object' || only === null || Array.isArray(only)) {
    return `the answer is no object with score or prediction: ${brief(answer)}`;
  }
  const { score, prediction } = Object.fromEntries(Object.entries(only));
  if (score === undefined && prediction === undefined)
    return `the answer has neither score nor prediction: ${brief(only)}`;
  const compared = [
    ...(score === undefined || expected.score === null ? [] : [['score', expected.score, score] as const]),
    ...(prediction === undefined || expected.prediction === null
      ? []
      : [['prediction', expected.prediction, prediction] as const]),
  ];
  if (compared.length === 0) {
    const has = score === undefined ? 'prediction' : 'score';
    return `the answer has ${has} alone, and the evaluation recorded no ${has}`;
  }
  for (const [name, wanted, found] of compared) {
    const same = typeof wanted === 'number' ? isNear(wanted, found, tolerance) : isText(wanted, found);
    if (!same) return `${name} expected ${brief(wanted)}, found ${brief(found)}`;
  }
  return null;
}

function isNear(wanted: number, found: unknown, tolerance: number): boolean {
  const number = typeof found === 'boolean' ? Number(found) : found;
  if (typeof number !== 'number') return typeof found === 'string' && found === String(wanted);
  return Math.abs(number - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
}

/** As a predictions file spells it: Python writes True where JSON has true. */
function isText(wanted: string, found: unknown): boolean {
  if (typeof found === 'boolean') return wanted.toLowerCase() === String(found);
  return typeof found === 'string' || typeof found === 'number' ? wanted === String(found) : false;
}
