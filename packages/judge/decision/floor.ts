import { compare } from '../gate/comparison.ts';
import type { Gate } from '../gate/gate.ts';
import { lie, type Ordering } from '../gate/side.ts';
import type { Estimate } from '../inference/estimate.ts';
import type { Terms } from '../inference/terms.ts';
import type { GateResult, GateState } from '../verdict.ts';
import { fewer, lacking, moreExamples, neededBy } from './advice.ts';
import type { Test } from './family.ts';
import { relation, spelledInterval } from './wording.ts';

/** What one gate came to on one set of rows, before others of the run are looked at. */
export interface Finding
  extends Pick<
    GateResult,
    'state' | 'observed' | 'bound' | 'baseline' | 'difference' | 'interval' | 'n' | 'counted' | 'method'
  > {
  readonly reason: string;
  readonly advice?: string;
  /** where it says no only by what noise does not explain */
  readonly test?: Test;
}

/** The interval of what was observed, at a confidence. */
export type EstimateAt = (confidence: number) => Estimate | null;

/**
 * A number against a number. `measured`: beyond the bound fails; on the good side of it, an interval that reaches over
 * it is marginal. `confident`: the whole interval has to lie on one side. Below `min-n` nothing is decided.
 */
export function floor(
  gate: Gate,
  observed: number,
  bound: number,
  how: 'measured' | 'confident',
  terms: Terms,
  estimateAt: EstimateAt,
): Finding {
  const holds = compare(observed, bound, gate.operator);
  const reason = relation(gate, observed, { bound }, holds);
  const known = { observed, bound };
  const plain = (state: GateState) =>
    holds ? { ...known, state, reason } : { ...known, state, reason, advice: lacking(gate, observed, bound) };
  const estimate = gate.operator === '==' ? null : estimateAt(terms.confidence);
  if (estimate === null && gate.operator !== '==' && gate.choices.decide === 'confident') {
    const unsure = plain(holds ? 'marginal' : 'fail');
    return { ...unsure, reason: `${reason}, noise not judged: there are no examples` };
  }
  if (estimate === null || gate.operator === '==') return plain(holds ? 'pass' : 'fail');
  const { operator } = gate;
  const { n, noun, interval, method, open } = estimate;
  const seen = { ...known, n, counted: noun };
  const least = gate.choices.minN ?? terms.minN;
  if (n < least) return tooFew(seen, reason, estimate, least);
  if (interval === null || open !== null) {
    const state = how === 'confident' ? 'inconclusive' : holds ? 'marginal' : 'fail';
    return { ...seen, ...unsure(state, reason, estimate) };
  }
  const told = { ...seen, interval, method };
  if (how === 'measured' && !holds)
    return { ...told, state: 'fail', reason, advice: lacking(gate, observed, bound) };
  const tested = how === 'measured' ? told : { ...told, test: testOf(operator, bound, estimateAt) };
  const where = lie(operator, interval, bound);
  if (where === 'within') return { ...tested, state: 'pass', reason };
  const span = spelledInterval(interval, terms.confidence);
  if (where === 'beyond') {
    const advice = lacking(gate, observed, bound);
    return { ...tested, state: 'fail', reason: `${reason}, beyond noise (${span})`, advice };
  }
  const state = how === 'measured' ? 'marginal' : 'inconclusive';
  const advice = moreExamples(estimate, neededBy(estimate, bound, terms.confidence));
  return { ...tested, state, reason: `${reason}, within noise (${span})`, advice };
}

/** An interval has no p; it says no at a level where the interval of that level lies wholly beyond. */
function testOf(operator: Ordering, bound: number, estimateAt: EstimateAt): Test {
  const at = (level: number) => estimateAt(1 - 2 * level);
  return {
    worse: (level) => {
      const interval = at(level)?.interval ?? null;
      return interval !== null && lie(operator, interval, bound) === 'beyond';
    },
    advice: (level) => {
      const estimate = at(level);
      const needed = estimate === null ? null : neededBy(estimate, bound, 1 - 2 * level);
      return moreExamples(estimate ?? { n: 0, noun: '' }, needed);
    },
  };
}

type Seen = Pick<Finding, 'observed' | 'bound' | 'baseline' | 'difference' | 'n' | 'counted'>;

/** Fewer examples than `min-n`: nothing is decided. */
export function tooFew(
  seen: Seen,
  reason: string,
  counted: Pick<Estimate, 'n' | 'noun'>,
  least: number,
): Finding {
  const { n, noun } = counted;
  const said = `${reason}, on ${n} ${noun} where min-n is ${least}`;
  return { ...seen, state: 'inconclusive', reason: said, advice: fewer(counted, least) };
}

/** Enough examples, and still nothing confident can be said. */
export function unsure(
  state: GateState,
  reason: string,
  estimate: Pick<Estimate, 'n' | 'noun' | 'open'>,
): Pick<Finding, 'state' | 'reason' | 'advice'> {
  const { open } = estimate;
  if (open === null) return { state, reason: `${reason}, noise not judged` };
  const said = { state, reason: `${reason}, noise not judged: ${open.because}` };
  return { ...said, advice: open.needed === null ? NO_HELP : moreExamples(estimate, open.needed) };
}

const NO_HELP =
  'not decidable with this set, nor by more rows alone: decide=measured at the end of the gate takes the number as it is';
