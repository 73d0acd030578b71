import { Mistake } from '#kit/outcome';
import { scaled } from './unit.ts';

const TIMES = ['ms', 's', 'min', 'h', 'd'] as const;

/** `24 h`, `1.5h`, `0`: decimal digits, then a unit of time with or without a space. */
const DURATION = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i;

/** A length of time as a user writes it, in seconds. Mistake: anything else; `subject` is the input it came from. */
export function seconds(text: string, subject: string): number {
  const [, amount, word] = DURATION.exec(text.trim()) ?? [];
  const unit = TIMES.find((one) => one === word);
  if (amount !== undefined && unit !== undefined) return scaled(Number(amount), unit);
  if (amount !== undefined && word === '' && Number(amount) === 0) return 0;
  const remedy = 'Write a number and one of ms, s, min, h, d, e.g. 24 h or 30 d.';
  throw new Mistake({ subject, what: 'is no length of time', remedy, value: text });
}
