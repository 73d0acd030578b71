import { passes } from '#judge/verdict';
import { EFFECTS, type EffectName } from './effect.ts';
import type { Signal } from './signal.ts';

/** What an effect has to do about a signal. `tell`: something is wrong or asked for; `recover`: nothing is any more. */
export interface Errand {
  readonly effect: EffectName;
  readonly kind: 'tell' | 'recover' | 'none';
  /** of `none`: why */
  readonly because: string;
}

/** A verdict that does not pass: fail, error, and inconclusive too, since nobody knows then whether all is well. */
export function isBreached({ verdict }: Pick<Signal, 'verdict'>): boolean {
  return !passes(verdict);
}

/**
 * What a signal sets off, for every effect that is listed.
 *
 * | effect   | tells when                                   | recovers when       |
 * | issue    | the verdict does not pass                    | the verdict passes  |
 * | webhook  | the same, or a retraining is asked for       | the verdict passes  |
 * | retrain  | a retraining is asked for (`occasion`)       | never               |
 * | rollback | the decision is rollback                     | never               |
 *
 * A canary on hold neither tells nor recovers. New data and age ask for a retraining by inputs of their own: `retrain`
 * need not be listed for them.
 */
export function errandsOf(listed: readonly EffectName[], signal: Signal): readonly Errand[] {
  const own = signal.occasion !== null && signal.occasion !== 'breach';
  const asked = EFFECTS.filter((effect) => listed.includes(effect) || (own && effect === 'retrain'));
  return asked.map((effect) => errandOf(effect, signal));
}

/** Few requests yet are no breach: nobody has to act. */
const WAITS = 'the canary is still watched';

function errandOf(effect: EffectName, signal: Signal): Errand {
  const { verdict, decision, occasion } = signal;
  const tell = { effect, kind: 'tell', because: '' } as const;
  const none = (because: string): Errand => ({ effect, kind: 'none', because });
  switch (effect) {
    case 'retrain':
      return occasion === null ? none('no retraining is asked for') : tell;
    case 'rollback':
      return decision === 'rollback' ? tell : none(`the decision is ${decision}`);
    case 'webhook':
      if (decision === 'hold') return none(WAITS);
      if (occasion !== null) return tell;
      return isBreached(signal) ? tell : { effect, kind: 'recover', because: `the verdict is ${verdict}` };
    case 'issue':
      if (decision === 'hold') return none(WAITS);
      return isBreached(signal) ? tell : { effect, kind: 'recover', because: `the verdict is ${verdict}` };
  }
}
