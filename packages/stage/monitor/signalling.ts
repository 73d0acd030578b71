import { readEffects } from '#feedback/effect';
import type { Signal } from '#feedback/signal';
import type { FeedbackWish } from '#feedback/wish';
import { seconds } from '#judge/gate/duration';
import { URI } from '#record/vocabulary';
import type { Scene } from '../scene.ts';
import type { Monitored } from './monitored.ts';
import type { SealedMonitoring } from './sealing.ts';

/** What the verdict has to say to whoever has to act. */
export function signalOf(
  { plan, name, deployed, verdict }: Monitored,
  { recordDigest }: Pick<SealedMonitoring, 'recordDigest'>,
  { host, model }: Scene,
): Signal {
  const { decision, consequence, because, breaches, occasion, mode, reason } = verdict;
  return {
    schema: URI.signal,
    model,
    environment: plan.environment,
    name,
    verdict: decision,
    decision: consequence,
    reason: mode === 'canary' ? reason : `${reason} (${consequence}: ${because})`,
    breaches,
    occasion,
    served: deployed.model,
    record: recordDigest,
    url: host.run.url,
    time: host.clock.now().toISOString(),
  };
}

/** Inputs on effects, as the user gave them. */
interface EffectWish {
  readonly 'on-breach': readonly string[];
  readonly cooldown: string;
  readonly 'retrain-workflow': string | undefined;
  readonly 'effect-run': string | undefined;
  readonly 'webhook-url': string | undefined;
  readonly 'webhook-secret': string | undefined;
  readonly 'dry-run': boolean;
}

/** What is to be set off. Read before any file is opened: a typo must not wait for the verdict. */
export function feedbackOf(wish: EffectWish): FeedbackWish {
  seconds(wish.cooldown, 'cooldown');
  return {
    effects: readEffects(wish['on-breach']),
    cooldown: wish.cooldown,
    retrainWorkflow: wish['retrain-workflow'],
    effectRun: wish['effect-run'],
    webhookUrl: wish['webhook-url'],
    webhookSecret: wish['webhook-secret'],
    dryRun: wish['dry-run'],
  };
}
