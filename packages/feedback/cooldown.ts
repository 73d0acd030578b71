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
  let { claims, alarm } = { ...before, claims: alive(before.claims, now, cooldown) };
  let changed = false;
  for (const { effect, kind } of errands) {
    if (kind === 'none') continue;
    if (effect === 'issue') {
      granted.push(effect);
    } else if (kind === 'recover') {
      if (alarm === null) idle.push(effect);
      else {
        granted.push(effect);
        claims = claims.filter((one) => one.effect !== effect);
        [alarm, changed] = [null, true];
      }
    } else {
      const wanted: Claim = { effect, ...deedOf(signal), at: now.toISOString(), done: false };
      const earlier = claims.find((one) => covers(one, wanted));
      if (earlier !== undefined) cooling.set(effect, earlier.at);
      else {
        granted.push(effect);
        claims = [...claims, wanted];
        changed = true;
      }
    }
  }
  return { memory: changed ? { claims, alarm } : null, granted, cooling, idle };
}

/** Which of a run's claims were performed: those stay, the others are given back. */
export function settle(
  memory: Memory,
  outcome: { readonly performed: readonly EffectName[]; readonly failed: readonly EffectName[] },
  signal: Signal,
  at: Date,
): Memory {
  const time = at.toISOString();
  const mine = (one: Claim) => !one.done && one.at === time;
  const claims = memory.claims
    .filter((one) => !(mine(one) && outcome.failed.includes(one.effect)))
    .map((one) => (mine(one) && outcome.performed.includes(one.effect) ? { ...one, done: true } : one));
  return { claims, alarm: alarmAfter(memory.alarm, outcome, signal, time) };
}

function alarmAfter(
  before: string | null,
  { performed, failed }: Parameters<typeof settle>[1],
  signal: Signal,
  time: string,
): string | null {
  if (isBreached(signal)) return performed.includes('webhook') ? (before ?? time) : before;
  // the recovery could not be told: it is to be told next time
  return failed.includes('webhook') && signal.occasion === null ? time : before;
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
