import { Mistake } from '#kit/outcome';
import type { Terms } from './inference/terms.ts';

/** Reads on what terms noise is judged. Mistake: a confidence that is none, a negative number of examples. */
export function parseTerms(said: {
  readonly confidence: string;
  readonly 'min-n': number;
  readonly 'resampling-seed': number;
}): Terms {
  const minN = said['min-n'];
  if (minN < 0) {
    const remedy = 'Write 0 or more, e.g. 30.';
    throw new Mistake({ subject: 'min-n', what: 'is less than none', remedy, value: String(minN) });
  }
  return { confidence: parseConfidence(said.confidence), minN, seed: said['resampling-seed'] };
}

/** The share of times an interval holds the true value. Mistake: a text that is none from 0.5 to below 1. */
export function parseConfidence(text: string): number {
  const confidence = shareIn(text);
  if (confidence >= 0.5 && confidence < 1) return confidence;
  const remedy = 'Write a share from 0.5 to below 1, e.g. 0.95 or 99%.';
  throw new Mistake({ subject: 'confidence', what: 'is no confidence', remedy, value: text });
}

/** How much greater the loss of a canary may be, as a share of the control's; null: nothing is said of it. */
export function parseMargin(text: string | undefined): number | null {
  if (text === undefined) return null;
  const margin = shareIn(text);
  if (margin > 0) return margin;
  const remedy = 'Write a share above 0, e.g. 10%.';
  throw new Mistake({ subject: 'canary-margin', what: 'is no share of a loss', remedy, value: text });
}

/** `99%` and `0.99`; NaN where it is none. */
function shareIn(text: string): number {
  const [, digits, percent] = /^\s*(\d*\.?\d+)\s*(%?)\s*$/.exec(text) ?? [];
  return Number(digits ?? Number.NaN) / (percent === '%' ? 100 : 1);
}

/** How many times its margin a gate may lose in all against the champion: less than once would be a narrower margin. */
export function parseAllowance(text = '2'): number {
  const allowance = /^\s*\d*\.?\d+\s*$/.test(text) ? Number(text) : Number.NaN;
  if (allowance >= 1) return allowance;
  const remedy = 'Write a number of 1 or more, e.g. 2.';
  throw new Mistake({ subject: 'allowance', what: 'is no allowance', remedy, value: text });
}
