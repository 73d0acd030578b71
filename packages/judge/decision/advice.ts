import { digits } from '../digits.ts';
import type { Bound } from '../gate/bound.ts';
import type { Gate } from '../gate/gate.ts';
import { goodSide, type Ordering } from '../gate/side.ts';
import { inUnit, readableUnit } from '../gate/unit.ts';
import type { Contrast } from '../inference/contrast.ts';
import { smallestMargin } from '../inference/decision.ts';
import type { Estimate } from '../inference/estimate.ts';
import { neededFor } from '../inference/need.ts';

/** More than this many times the examples there are: nobody will find them. */
const FAR = 100;

type Counted = Pick<Estimate, 'n' | 'noun'>;

/** `about 1,200 more positives would probably decide it`, from how many there would have to be. */
export function moreExamples({ n, noun }: Counted, needed: number | null): string {
  if (needed === null || !Number.isFinite(needed) || needed > FAR * Math.max(n, 1))
    return `not decidable with this set: it would take over ${grouped(FAR * Math.max(n, 1))} ${noun}; move the bound out of the noise, or gate a measure that varies less`;
  const more = Math.max(1, Math.ceil(needed) - n);
  return `about ${grouped(Number(more.toPrecision(2)))} more ${noun} would probably decide it`;
}

/** What a gate below the least number of examples lacks. */
export function fewer({ noun }: Counted, least: number): string {
  return `it takes ${least} ${noun}, or a lower min-n`;
}

/** How many examples would probably tell a measured value from the bound. */
export function neededBy(
  { value, standardError, n }: Estimate,
  bound: number,
  confidence: number,
): number | null {
  if (standardError === null || value === bound) return null;
  return neededFor(value - bound, standardError, n, confidence);
}

/** How much worse than nothing noise allows it to be; negative where it is better. */
function allowance(operator: Ordering, contrast: Contrast, confidence: number): number {
  const side = goodSide(operator);
  const end = smallestMargin(contrast, side, confidence);
  return side === 'above' ? -end : end;
}

/** What a comparison that passes could have asked for: `smallest margin that would have passed: 0.0031`. */
export function marginSpared(operator: Ordering, contrast: Contrast, confidence: number): string {
  const least = allowance(operator, contrast, confidence);
  return least <= 0
    ? 'it would have passed without a margin'
    : `smallest margin that would have passed: ${upwards(least, 2)}`;
}

/** A margin that a comparison without one could have: what noise allows, in one digit. */
export function addMargin(operator: Ordering, contrast: Contrast, confidence: number): string {
  const least = allowance(operator, contrast, confidence);
  const margin = least > 0 ? upwards(least, 1) : '0.01';
  return `add a margin: baseline ${goodSide(operator) === 'above' ? '-' : '+'} ${margin}`;
}

/** What a number that breaks its bound lacks. */
export function lacking(gate: Gate, observed: number, bound: number): string {
  const gap = Math.abs(observed - bound);
  const way = gate.operator === '==' ? 'change' : observed < bound ? 'rise' : 'fall';
  return `${gate.metric} has to ${way} by ${countedIn(gate.bound, gap)}`;
}

function countedIn(bound: Bound, gap: number): string {
  if (bound.kind === 'baseline' || bound.unit === null) return digits(gap);
  const unit = readableUnit(gap, bound.unit);
  return `${digits(inUnit(gap, unit))} ${unit}`;
}

/** A number in so many significant digits, never below it. */
function upwards(value: number, count: number): string {
  const step = 10 ** (Math.floor(Math.log10(value)) - count + 1);
  const steps = Math.ceil(value / step - 1e-9);
  return String(Number((steps * step).toPrecision(count + 1)));
}

function grouped(whole: number): string {
  return String(whole).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
