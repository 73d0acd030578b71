import { nearest } from '#kit/nearness';
import { Mistake } from '#kit/outcome';

/** What a breach can set off. The most urgent goes first; the issue is written last, since it tells of the others. */
export const EFFECTS = ['rollback', 'retrain', 'webhook', 'issue'] as const;
export type EffectName = (typeof EFFECTS)[number];

/**
 * What became of an effect. `done`: performed, an issue opened or opened again. `updated` and `closed`: of an issue;
 * `closed` of a webhook too, which was told of the recovery. `refused`: this run may not act.
 */
type State =
  | 'done'
  | 'updated'
  | 'closed'
  | 'cooling down'
  | 'nothing to do'
  | 'dry run'
  | 'refused'
  | 'failed';

export interface Done {
  readonly effect: EffectName;
  readonly state: State;
  /** one sentence a person can act on */
  readonly detail: string;
  /** of the issue */
  readonly number?: number;
  /** where people can look at it */
  readonly url?: string;
}

/** The effects that `on-breach` lists, each once, one a line or with commas. Mistake: a word that is none. */
export function readEffects(words: readonly string[] | undefined): readonly EffectName[] {
  const said = (words ?? []).flatMap((line) => line.split(',')).map((word) => word.trim());
  const strange = said.filter((word) => word !== '' && !EFFECTS.some((effect) => effect === word));
  if (strange.length > 0)
    throw new Mistake(
      strange.map((value) => {
        const meant = nearest(value, EFFECTS);
        const remedy =
          meant === null ? `Effects are issue, retrain, rollback and webhook.` : `Did you mean ${meant}?`;
        return { subject: 'on-breach', what: 'is no effect', remedy, value };
      }),
    );
  return EFFECTS.filter((effect) => said.includes(effect));
}
