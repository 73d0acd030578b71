import type { Decision } from '../verdict.ts';

/** What a monitor decides. keep: a routine run that asks for nothing; promote and hold only in a canary. */
export type Consequence = 'keep' | 'promote' | 'hold' | 'rollback' | 'retrain';

/** Why a retraining is asked for. */
export type Occasion = 'breach' | 'new data' | 'age';

/**
 * What a gate speaks of: how good the model is, how good it probably is on data without labels, whether its data are
 * another, or whether there are good data at all.
 */
export type Subject = 'performance' | 'estimate' | 'drift' | 'supply';

/** How a candidate does beside a fresh copy of what serves. `open`: it cannot be said yet. */
export interface Contrast {
  readonly state: 'worse' | 'as good' | 'open';
  readonly because: string;
}

export interface Situation {
  readonly decision: Decision;
  /** subjects of the gates of level fail that do not hold */
  readonly failed: ReadonlySet<Subject>;
  /** columns that moved, as far as they were compared */
  readonly moved: number;
  /** is there a revision to go back to */
  readonly previous: boolean;
  /** sentences; null where it is not so, or not asked for */
  readonly newData: string | null;
  readonly age: string | null;
  /** null in a routine run */
  readonly canary: Contrast | null;
}

export interface Conclusion {
  readonly consequence: Consequence;
  readonly occasion: Occasion | null;
  readonly because: string;
}

/** What follows from a verdict (docs/monitor-gate.md, the table). */
export function consequenceOf(situation: Situation): Conclusion {
  return situation.canary === null ? routine(situation) : canary(situation, situation.canary);
}

function routine({ decision, failed, moved, previous, newData, age }: Situation): Conclusion {
  const say = (consequence: Consequence, occasion: Occasion | null, because: string) => ({
    consequence,
    occasion,
    because,
  });
  if (failed.has('performance')) {
    if (previous && moved === 0)
      return say(
        'rollback',
        null,
        'the model does worse on data that have not moved, and there is a revision before it',
      );
    const why =
      moved > 0
        ? 'the model does worse on data that have moved'
        : 'the model does worse, and there is no revision before it';
    return say('retrain', 'breach', why);
  }
  if (failed.has('drift'))
    return say('retrain', 'breach', 'the data are no longer those the model was evaluated on');
  if (failed.has('estimate'))
    return say('retrain', 'breach', 'the model probably does worse on the data it now gets');
  if (newData !== null) return say('retrain', 'new data', newData);
  if (age !== null) return say('retrain', 'age', age);
  if (failed.has('supply'))
    return say('keep', null, 'what fails is the supply of data, which no other model mends');
  if (decision === 'error') return say('keep', null, 'a person has to look: it could not be judged');
  if (decision === 'inconclusive') return say('keep', null, 'too little is known to act on');
  return say('keep', null, 'nothing asks for a change');
}

function canary({ decision, failed }: Situation, { state, because }: Contrast): Conclusion {
  const say = (consequence: Consequence, why: string) => ({ consequence, occasion: null, because: why });
  if (state === 'worse') return say('rollback', because);
  if (failed.has('performance')) return say('rollback', 'the candidate does not hold what the gates ask');
  if (failed.has('drift'))
    return say('hold', 'candidate and control did not get alike requests, or answer them otherwise');
  if (failed.has('estimate')) return say('hold', 'what is estimated without labels does not hold');
  if (failed.has('supply')) return say('hold', 'there are not yet the data that the gates ask for');
  if (state === 'open') return say('hold', because);
  if (decision === 'error' || decision === 'inconclusive')
    return say('hold', 'not every gate could be judged');
  return say('promote', because);
}

const IN_A_CANARY: Readonly<Record<string, Decision>> = { rollback: 'fail', hold: 'inconclusive' };

/** The verdict over a canary is what it leads to: rollback fails, hold is inconclusive. */
export function canaryDecision(consequence: Consequence, decision: Decision): Decision {
  return IN_A_CANARY[consequence] ?? decision;
}
