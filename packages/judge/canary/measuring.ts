import type { Room } from '../room.ts';
import { counterMeasured } from './events.ts';
import type { Measured, SideFacts, Unjudged } from './finding.ts';
import { gaugeMeasured } from './gauge.ts';
import { type Pairing, paired } from './pairing.ts';
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
  const gaps = sides.map(({ whose }, at) => ({ whose, points: found[at] ?? NOTHING }));
  const lacking = lackOf(rule, pairing) ?? mostlyMissing(gaps) ?? wrongCounts(rule, pairing);
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

/** What is left of a series that mostly did not report says nothing of the rest. */
function mostlyMissing(
  sides: readonly { readonly whose: string; readonly points: Points }[],
): Unjudged | null {
  const poor = sides.filter(({ points: { missing, values } }) => missing > values.length);
  if (poor.length === 0) return null;
  const because = poor
    .map(
      ({ whose, points: { missing, values } }) =>
        `${whose} lacks ${missing} of its ${missing + values.length} points`,
    )
    .join('; ');
  const remedy = 'See why they are missing; missing: zero, where no report means that nothing happened.';
  return { state: 'inconclusive', because, remedy };
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
