import { digits } from '../digits.ts';
import type { Bound } from '../gate/bound.ts';
import { compare } from '../gate/comparison.ts';
import type { Gate } from '../gate/gate.ts';
import { goodSide, type Lie, type Ordering } from '../gate/side.ts';
import type { Contrast } from '../inference/contrast.ts';
import { standingOf } from '../inference/decision.ts';
import type { Terms } from '../inference/terms.ts';
import type { GateState } from '../verdict.ts';
import { addMargin, lacking, marginSpared, moreExamples } from './advice.ts';
import type { Test } from './family.ts';
import { type Finding, tooFew, unsure } from './floor.ts';
import { relation, spelledInterval } from './wording.ts';

type BaselineBound = Extract<Bound, { kind: 'baseline' }>;

/** Does the bound leave room, or ask for a gain: anything but the baseline itself. */
function hasMargin({ times, plus }: BaselineBound): boolean {
  return times !== 1 || plus !== 0;
}

/**
 * A comparison of which only the numbers are known: beyond the bound it fails; on the good side noise could be why,
 * so it is marginal at most.
 */
export function contestOfNumbers(
  gate: Gate,
  bound: BaselineBound,
  observed: number,
  baseline: number,
  why: string,
): Finding {
  const limit = baseline * bound.times + bound.plus;
  const against = { bound: limit, baseline };
  const holds = compare(observed, limit, gate.operator);
  const difference = observed - baseline * bound.times;
  const reason = relation(gate, observed, against, holds);
  const known = { observed, ...against, difference };
  if (gate.operator === '==') return { ...known, state: holds ? 'pass' : 'fail', reason };
  const state = holds ? 'marginal' : 'fail';
  const advice = holds ? {} : { advice: lacking(gate, observed, limit) };
  return { ...known, state, reason: `${reason}, noise not judged: ${why}`, ...advice };
}

/**
 * The candidate against a function of the baseline, both measured: candidate - times * baseline lies in an interval,
 * and `plus` is where it may not fall below. With a margin it passes where the interval lies wholly on the good side
 * (non-inferiority), fails where it lies wholly beyond, and is inconclusive else. Without one there is no telling two
 * equal models apart: it fails where the candidate is worse beyond noise, passes where it is not worse beyond noise,
 * and is marginal else. `measured` takes the numbers as they are, and noise makes it marginal at most.
 */
export function contest(
  gate: Gate,
  bound: BaselineBound,
  how: 'measured' | 'confident',
  terms: Terms,
  contrast: Contrast,
): Finding {
  const { candidate: observed, baseline, n, noun, open, difference } = contrast;
  const { confidence } = terms;
  const limit = baseline * bound.times + bound.plus;
  const against = { bound: limit, baseline };
  const holds = compare(observed, limit, gate.operator);
  const reason = relation(gate, observed, against, holds);
  const seen = { observed, ...against, difference, n, counted: noun };
  const { operator } = gate;
  if (operator === '==') return { ...seen, state: holds ? 'pass' : 'fail', reason };
  const least = gate.choices.minN ?? terms.minN;
  if (n < least) return tooFew(seen, reason, contrast, least);
  if (open !== null) {
    const state = how === 'confident' ? 'inconclusive' : holds ? 'marginal' : 'fail';
    return { ...seen, ...unsure(state, reason, contrast) };
  }
  const interval = contrast.interval(confidence);
  const told = { ...seen, interval, method: contrast.method };
  const where = standing(operator, contrast, bound.plus, confidence);
  const advice = lacking(gate, observed, limit);
  const said = (words: string) =>
    `${reason}, ${words} noise: difference ${digits(difference)} (${spelledInterval(interval, confidence)})`;
  if (how === 'measured' && !holds)
    return { ...told, state: 'fail', reason: said(where === 'beyond' ? 'beyond' : 'within'), advice };
  const tested = how === 'measured' ? told : { ...told, test: testOf(operator, bound.plus, contrast) };
  if (where === 'within') {
    const margin = hasMargin(bound) ? { advice: marginSpared(operator, contrast, confidence) } : {};
    return { ...tested, state: 'pass', reason: said('beyond'), ...margin };
  }
  if (where === 'beyond') return { ...tested, state: 'fail', reason: said('beyond'), advice };
  return { ...tested, ...undecided(operator, bound, how, contrast, confidence), reason: said('within') };
}

/** By p values, which are exact where a count is small, rather than by the interval that people read. */
function standing(operator: Ordering, contrast: Contrast, margin: number, confidence: number): Lie {
  const found = standingOf(contrast, margin, confidence);
  if (found === 'open') return 'across';
  return found === goodSide(operator) ? 'within' : 'beyond';
}

function testOf(operator: Ordering, margin: number, contrast: Contrast): Test {
  const p = contrast.p(goodSide(operator) === 'above' ? 'below' : 'above', margin);
  return {
    worse: (level) => p <= level,
    advice: (level) => moreExamples(contrast, contrast.needed(margin, 1 - 2 * level)),
  };
}

/** The interval reaches over the bound. */
function undecided(
  operator: Ordering,
  bound: BaselineBound,
  how: 'measured' | 'confident',
  contrast: Contrast,
  confidence: number,
): { readonly state: GateState; readonly advice: string } {
  if (how === 'confident' && !hasMargin(bound))
    return { state: 'marginal', advice: addMargin(operator, contrast, confidence) };
  const advice = moreExamples(contrast, contrast.needed(bound.plus, confidence));
  return { state: how === 'measured' ? 'marginal' : 'inconclusive', advice };
}
