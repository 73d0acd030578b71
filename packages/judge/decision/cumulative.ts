import { digits } from '../digits.ts';
import { type Gate, printGate } from '../gate/gate.ts';
import { goodSide, type Ordering } from '../gate/side.ts';
import type { Contrast } from '../inference/contrast.ts';
import { standingOf } from '../inference/decision.ts';
import { ratchet } from '../inference/ratchet.ts';
import type { Terms } from '../inference/terms.ts';
import type { ChampionFacts } from '../verdict.ts';
import type { Noise } from './noise.ts';
import { type Exhibits, type Told, type Weighing, weighAgainst } from './ruling.ts';
import type { Sheet } from './sheet.ts';
import { spelledInterval } from './wording.ts';

/** The best evaluation so far, whose predictions of the same rows are kept. */
export interface Champion {
  /** of its record's content */
  readonly digest: string;
  /** how people call it: the first characters of its commit */
  readonly name: string;
  /** candidate against champion, paired; a text: why they cannot be compared */
  readonly noise: Noise | string;
  /** the baseline is this very model: each gate's own margin is the narrower bound then */
  readonly isBaseline: boolean;
  /** how many times its margin a gate may lose in all */
  readonly allowance: number;
}

/** A gate that compares with the baseline and lets the candidate be a little worse. */
interface Lenient {
  readonly gate: Gate;
  readonly operator: Ordering;
  readonly times: number;
  readonly plus: number;
}

/**
 * A cumulative bound beside each gate that has a margin: the same measure, on the same rows, against the champion less
 * `allowance` times the margin (inference/ratchet.ts). Only a loss that is confidently beyond it fails. One that noise
 * may take over it is marginal, as the margin against the baseline is proved or refused by the gate itself.
 */
export function cumulative(
  gates: readonly Gate[],
  champion: Champion | undefined,
  exhibits: Exhibits,
): Weighing[] {
  if (champion === undefined || champion.isBaseline || typeof champion.noise === 'string') return [];
  const { noise } = champion;
  return gates.flatMap((gate) => {
    const lenient = lenientOf(gate, champion.allowance);
    if (lenient === null) return [];
    return weighAgainst(lenient.gate, exhibits, ({ metric, slice }) => {
      const contrast = noise.contrast(metric, slice, lenient.times);
      return typeof contrast === 'string'
        ? { result: { state: 'not judged', reason: contrast }, test: null }
        : held(lenient, contrast, champion, exhibits.terms);
    });
  });
}

/** The gate with the allowance in place of its margin; null where it has none that is a loss. */
function lenientOf(gate: Gate, allowance: number): Lenient | null {
  const { bound, operator } = gate;
  if (bound.kind !== 'baseline' || operator === '==') return null;
  const sign = goodSide(operator) === 'above' ? -1 : 1;
  const [times, plus] = [1 + allowance * (bound.times - 1), allowance * bound.plus];
  if (sign * (times - 1) <= 0 && sign * plus <= 0) return null;
  const how = times === 1 ? `${plus < 0 ? '-' : '+'} ${digits(Math.abs(plus))}` : `* ${digits(times)}`;
  const against = { ...gate, bound: { ...bound, times, plus, spelled: `champion ${how}` } };
  return { gate: { ...against, text: printGate(against) }, operator, times, plus };
}

function held(
  { gate, operator, times, plus }: Lenient,
  contrast: Contrast,
  champion: Champion,
  { confidence, minN }: Terms,
): Told {
  const { candidate: observed, baseline, difference, n, noun: counted, open, method } = contrast;
  const side = goodSide(operator);
  const limit = baseline * times + plus;
  const known = { observed, baseline, bound: limit, difference, n, counted };
  const least = gate.choices.minN ?? minN;
  if (n < least) return unjudged(known, `on ${n} ${counted} where min-n is ${least}`);
  if (open !== null) return unjudged(known, open.because);
  if (times !== 1 && baseline <= 0)
    return unjudged(known, `${gate.bound.spelled} says nothing of a champion that is ${digits(baseline)}`);
  const { state, lost } = ratchet(contrast, side, Math.abs(plus), confidence);
  const interval = contrast.interval(confidence);
  const allowed = digits(Math.abs(limit - baseline));
  const way = (side === 'above') === lost > 0 ? 'below' : 'above';
  const lies = lost === 0 ? 'level with' : `${digits(Math.abs(lost))} ${way}`;
  const where = `${lies} the champion ${champion.name}, allowed ${allowed}`;
  const told = { ...known, interval, method };
  if (state === 'held') return { result: { ...told, state: 'pass', reason: where }, test: null };
  const span = spelledInterval(interval, confidence);
  if (state === 'unsure') {
    const reason = `${where}, and noise may take it further: difference ${digits(difference)} (${span})`;
    return { result: { ...told, state: 'marginal', reason, advice: STANDS }, test: null };
  }
  const p = contrast.p(side === 'above' ? 'below' : 'above', plus);
  const reason = `${digits(observed)}: small losses have added up: ${where}`;
  const test = { worse: (level: number) => p <= level, advice: () => STANDS, unsure: 'marginal' } as const;
  return { result: { ...told, state: 'fail', reason, advice: REGAIN }, test };
}

const STANDS = 'the next candidate is held against the same champion';
const REGAIN = 'win back what was lost since the champion, or raise allowance: where the loss is wanted';

function unjudged(known: { readonly observed: number }, why: string): Told {
  return {
    result: { ...known, state: 'not judged', reason: `the champion is not compared with: ${why}` },
    test: null,
  };
}

/**
 * Where the candidate stands against the champion. It is better only where a gated measure is confidently better and
 * none is measured worse: so a measure never loses by a champion that is better in another.
 */
export function standingAgainst(
  gates: readonly Gate[],
  { noise, digest }: Champion,
  sheet: Sheet,
  { confidence, minN }: Terms,
): ChampionFacts {
  if (typeof noise === 'string') return { digest, standing: 'not comparable' };
  const found = gates.flatMap(({ metric, slice, operator, bound, level, choices }) => {
    if (bound.kind !== 'baseline' || operator === '==' || slice !== null || level === 'warn') return [];
    const contrast = sheet.at(metric, undefined) === null ? '' : noise.contrast(metric, undefined, 1);
    if (typeof contrast === 'string') return [];
    const side = goodSide(operator);
    const lead = side === 'above' ? contrast.difference : -contrast.difference;
    const enough = contrast.n >= (choices.minN ?? minN);
    return [{ lead, better: enough && standingOf(contrast, 0, confidence) === side }];
  });
  const better = found.some((one) => one.better) && found.every(({ lead }) => lead >= 0);
  return { digest, standing: better ? 'better' : 'level' };
}
