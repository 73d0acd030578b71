import type { Decision } from '#judge/verdict';
import type { EffectName } from './effect.ts';
import { type Errand, isBreached } from './errand.ts';
import { type Claim, deedOf, type Memory } from './memory.ts';
import type { Signal } from './signal.ts';

/** A claim that its run did not settle by then is void: the run was killed, and the effect is to be had again. */
const LEASE_SECONDS = 15 * 60;

/** What may be performed now, and what cools down since when. `memory` is null where nothing has to be kept. */
export interface Granted {
  readonly memory: Memory | null;
  readonly granted: readonly EffectName[];
  readonly cooling: ReadonlyMap<EffectName, string>;
  /** recoveries that nobody has to be told of */
  readonly idle: readonly EffectName[];
  /** since when the webhook knew of the breach that is over now; null where it knew of none */
  readonly relieved: string | null;
}

/**
 * Claims every errand that does not cool down. An effect cools down while a claim of it that is younger than the
 * cooldown covers it: same decision and occasion, no other gate breached, and the verdict no worse. So a partial
 * recovery is quiet, and a breach that comes and goes within the cooldown sets off once. The issue never cools down:
 * an edit tells nobody. A webhook is told of a recovery once, when it had been told of the breach, and forgets its
 * claims with it: a new breach is told at once, lest the last word be that all is well.
 */
export function grant(
  before: Memory,
  errands: readonly Errand[],
  signal: Signal,
  now: Date,
  cooldown: number,
): Granted {
  const cooling = new Map<EffectName, string>();
  const [granted, idle]: [EffectName[], EffectName[]] = [[], []];
  const relieved = isBreached(signal) ? null : before.alarm;
  let claims = alive(before.claims, now, cooldown);
  let changed = false;
  for (const { effect, kind } of errands) {
    if (kind === 'none') continue;
    const over = effect === 'webhook' && relieved !== null;
    if (over) claims = claims.filter((one) => one.effect !== effect);
    if (kind === 'recover' && effect !== 'issue') {
      (over ? granted : idle).push(effect);
      changed ||= over;
      continue;
    }
    const wanted: Claim | null =
      effect === 'issue' ? null : { effect, ...deedOf(signal), at: now.toISOString(), done: false };
    const earlier = wanted === null ? undefined : claims.find((one) => covers(one, wanted));
    if (earlier !== undefined) {
      cooling.set(effect, earlier.at);
      continue;
    }
    granted.push(effect);
    if (wanted !== null) [claims, changed] = [[...claims, wanted], true];
  }
  const alarm = granted.includes('webhook') && relieved !== null ? null : before.alarm;
  return { memory: changed ? { claims, alarm } : null, granted, cooling, idle, relieved };
}

/** How the effects ended that a run had claimed. */
interface Outcome extends Pick<Granted, 'relieved'> {
  readonly performed: readonly EffectName[];
  readonly failed: readonly EffectName[];
}

/** Which of a run's claims were performed: those stay, the others are given back. */
export function settle(memory: Memory, outcome: Outcome, signal: Signal, at: Date): Memory {
  const time = at.toISOString();
  const mine = (one: Claim) => !one.done && one.at === time;
  const claims = memory.claims
    .filter((one) => !(mine(one) && outcome.failed.includes(one.effect)))
    .map((one) => (mine(one) && outcome.performed.includes(one.effect) ? { ...one, done: true } : one));
  return { claims, alarm: alarmAfter(memory.alarm, outcome, signal, time) };
}

function alarmAfter(
  before: string | null,
  { performed, failed, relieved }: Outcome,
  signal: Signal,
  time: string,
): string | null {
  if (isBreached(signal)) return performed.includes('webhook') ? (before ?? time) : before;
  // a recovery that could not be told is to be told next time
  return failed.includes('webhook') ? (before ?? relieved) : before;
}

function alive(claims: readonly Claim[], now: Date, cooldown: number): Claim[] {
  return claims.filter(({ at, done }) => {
    const age = (now.getTime() - Date.parse(at)) / 1000;
    return age < (done ? cooldown : Math.min(LEASE_SECONDS, cooldown));
  });
}

/** How bad a verdict is; of two that are as bad, fail and error are not the same matter. */
const BADNESS: Readonly<Record<Decision, number>> = {
  pass: 0,
  marginal: 0,
  inconclusive: 1,
  fail: 2,
  error: 2,
};

function covers(earlier: Claim, wanted: Claim): boolean {
  return (
    earlier.effect === wanted.effect &&
    earlier.decision === wanted.decision &&
    earlier.occasion === wanted.occasion &&
    isNoWorse(wanted.verdict, earlier.verdict) &&
    wanted.gates.every((gate) => earlier.gates.includes(gate))
  );
}

function isNoWorse(verdict: Decision, than: Decision): boolean {
  const [one, other] = [BADNESS[verdict], BADNESS[than]];
  return verdict === than || one < other || (one === 0 && other === 0);
}
