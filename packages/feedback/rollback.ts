import type { GitHub } from '#kit/ports';
import { lacking } from '#posting/permission';
import type { Done } from './effect.ts';
import { EVENTS_ROUTE, sendEvent } from './event.ts';
import type { Signal } from './signal.ts';

const ROLLBACK_EVENT = 'mlops-rollback';

export const ROLLBACK_ROUTE = `${EVENTS_ROUTE} with event_type ${ROLLBACK_EVENT}`;

/**
 * Asks for the revision before, by the event `mlops-rollback`: a workflow that lists it calls `deploy` with
 * `action: rollback` where it may reach the environment. The monitor itself holds no right to deploy.
 */
export async function performRollback(api: GitHub, signal: Signal): Promise<Done> {
  await sendEvent(api, ROLLBACK_EVENT, signal).catch((error: unknown) => {
    throw lacking(error, { contents: 'write' }, 'or roll back by hand (deploy with action: rollback)');
  });
  const detail = `sent the event ${ROLLBACK_EVENT} for ${signal.environment}`;
  return { effect: 'rollback', state: 'done', detail };
}
