import type { Signal } from '#feedback/signal';
import { URI } from '#record/vocabulary';
import type { Scene } from '../scene.ts';
import type { Monitored } from './monitoring.ts';
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
