import type { Room } from '../room.ts';
import { counterMeasured } from './events.ts';
import type { Measured, SideFacts, Unjudged } from './finding.ts';
import { gaugeMeasured } from './gauge.ts';
import { type Pairing, paired } from './pairing.ts';
import { ratioChance } from './rate.ts';
import type { MetricRule } from './rules.ts';
import { type Points, pointsOf, type Series } from './series.ts';
import { factsOf } from './side.ts';

/** The series of one metric on both sides; null: there is none of that name. */
export interface SeriesPair {
  readonly name: string;
  readonly experiment: Series | null;
  readonly control: Series | null;
}

/** What was measured, or why nothing was; and what either side looks like. The points themselves are let go. */
export interface Examined {
  readonly experiment: SideFacts;
  readonly control: SideFacts;
  /** points without a partner, where the others are paired */
  readonly alone: number;
  readonly measured: Measured | Unjudged;
}

const NOTHING: Points = { times: null, values: new Float64Array(), exposure: null, missing: 0 };

/** Puts the points of both sides in order, pairs them, and measures; data that are not there are no result. */
export function examined(
  rule: MetricRule,
  { experiment, control }: SeriesPair,
  confidence: number,
  room: Room,
): Examined {
  const sides = [
    { whose: 'the canary', points: experiment === null ? NOTHING : pointsOf(experiment, rule.missing) },
    { whose: 'the baseline', points: control === null ? NOTHING : pointsOf(control, rule.missing) },
  ] as const;
  const found = sides.map(({ points }) => (typeof points === 'string' ? NOTHING : points));
  const pairing = paired(found[0] ?? NOTHING, found[1] ?? NOTHING, room);
  const seen = {
    experiment: factsOf(pairing.experiment, rule.kind),
    control: factsOf(pairing.control, rule.kind),
    alone: pairing.alone,
  };
  const wrong = sides.flatMap(({ whose, points }) =>
    typeof points === 'string' ? [`${whose} ${points}`] : [],
  );
  if (wrong.length > 0) {
    return { ...seen, measured: { state: 'error', because: wrong.join('; '), remedy: 'Mend the data.' } };
  }
  const reported = (at: 0 | 1) => ({ whose: sides[at].whose, points: found[at] ?? NOTHING });
  const lacking =
    lackOf(rule, pairing) ?? tooMuchMissing(reported(0), reported(1)) ?? wrongCounts(rule, pairing);
  if (lacking !== null) return { ...seen, measured: lacking };
  const measure = rule.kind === 'counter' ? counterMeasured : gaugeMeasured;
  return { ...seen, measured: measure(rule, pairing, confidence) };
}

function lackOf({ minN, exposure }: MetricRule, { experiment, control }: Pairing): Unjudged | null {
  const counts = [experiment.values.length, control.values.length] as const;
  if (Math.min(...counts) >= minN) return null;
  const [one, other] = counts;
  const empty = [...(one === 0 ? ['the canary'] : []), ...(other === 0 ? ['the baseline'] : [])];
  const because =
    empty.length > 0
      ? `${empty.join(' and ')} ${empty.length > 1 ? 'have' : 'has'} no data`
      : `the canary has ${one} points and the baseline ${other}: ${minN} each are the least`;
  const reported = exposure === null ? 'the metric is' : `the metric and ${exposure} are`;
  const remedy = empty.length > 0 ? `See that ${reported} reported.` : 'Let the canary run longer.';
  return { state: 'inconclusive', because, remedy };
}

/** Of a series that lacks such a share of its points, or more, nothing is decided: Kayenta's limit for metrics without data. */
const MOST_MISSING = 0.5;

/** Nor where the canary lacks so many and more than the baseline, with so little chance (one-sided) as the reason. */
const MORE_MISSING = { share: 0.1, chance: 0.025 } as const;

/**
 * What is left of a series that did not report for half of the time says nothing of the rest; nor does what is left of a
 * canary that reports less often than its baseline, as what keeps it from reporting may be what is wrong with it.
 */
function tooMuchMissing(canary: Reported, baseline: Reported): Unjudged | null {
  const remedy = 'See why they are missing; missing: zero, where no report means that nothing happened.';
  const lack = ({ whose, points: { missing, values } }: Reported) =>
    `${whose} lacks ${missing} of its ${missing + values.length} points`;
  const count = ({ points: { missing, values } }: Reported) => ({
    events: missing,
    exposure: missing + values.length,
  });
  const lacks = (share: number) => (one: Reported) =>
    count(one).events > 0 && count(one).events >= share * count(one).exposure;
  const poor = [canary, baseline].filter(lacks(MOST_MISSING));
  if (poor.length > 0) return { state: 'inconclusive', because: poor.map(lack).join('; '), remedy };
  const { share, chance } = MORE_MISSING;
  if (!lacks(share)(canary) || ratioChance('above', count(canary), count(baseline)) > chance) return null;
  const because = `${lack(canary)}, ${lack(baseline)}: more than chance explains`;
  return { state: 'inconclusive', because, remedy };
}

interface Reported {
  readonly whose: string;
  readonly points: Points;
}

function wrongCounts({ kind }: MetricRule, { experiment, control }: Pairing): Unjudged | null {
  if (kind === 'gauge') return null;
  const all = [experiment, control].flatMap(({ values, exposure }) => [values, exposure ?? []]);
  const negative = all.some((values) => values.some((value) => !(value >= 0)));
  const remedy =
    'Give events of each interval, not a running total or a rate; and what they were counted in.';
  if (negative) return { state: 'error', because: 'a counter holds a number below 0', remedy };
  const exposed = [experiment, control].every(
    ({ exposure }) => exposure === null || exposure.some((value) => value > 0),
  );
  return exposed
    ? null
    : { state: 'inconclusive', because: 'nothing was exposed to the events on one side', remedy };
}
