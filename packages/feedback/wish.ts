import type { EffectName } from './effect.ts';

/** What the user wants a verdict to set off; the inputs of monitor-gate. */
export interface FeedbackWish {
  readonly effects: readonly EffectName[];
  /** as the user wrote it: `24 h` */
  readonly cooldown: string;
  readonly retrainWorkflow: string | undefined;
  readonly effectRun: string | undefined;
  /** a secret */
  readonly webhookUrl: string | undefined;
  readonly webhookSecret: string | undefined;
  readonly dryRun: boolean;
}
