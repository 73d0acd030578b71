import type { EffectName } from './effect.ts';
import { isBreached } from './errand.ts';
import { reopenableSince, stepOf } from './issue.ts';
import type { Means } from './means.ts';
import { titleOf } from './page.ts';
import { effectFile } from './place.ts';
import { retrainRoute } from './retrain.ts';
import { ROLLBACK_ROUTE } from './rollback.ts';
import type { Signal } from './signal.ts';
import type { Known, Tracker } from './tracker/tracker.ts';
import { webhookBody } from './webhook.ts';
import type { FeedbackWish } from './wish.ts';

/** What an effect would do, in one sentence: method, route and title. Nothing is touched. */
export async function rehearse(
  effect: EffectName,
  signal: Signal,
  wish: FeedbackWish,
  tracker: Tracker | null,
  { host }: Means,
): Promise<string> {
  if (effect === 'issue') return tracker === null ? '' : rehearseIssue(signal, tracker, host.clock.now());
  const posts = `POST ${Buffer.byteLength(webhookBody(signal))} bytes of JSON to webhook-url`;
  const posting = effect === 'webhook' && wish.webhookUrl !== undefined;
  if (host.kind === 'local') {
    const file = effectFile(effect, host.clock.now());
    const runs = wish.effectRun === undefined ? '' : ' and run effect-run';
    return `would ${posting ? `${posts}, ` : ''}write ${file}${runs}`;
  }
  if (effect === 'webhook') return posting ? `would ${posts}` : 'would fail: webhook-url is not given';
  return `would ${effect === 'rollback' ? ROLLBACK_ROUTE : retrainRoute(wish.retrainWorkflow)}`;
}

async function rehearseIssue(signal: Signal, tracker: Tracker, now: Date): Promise<string> {
  const { routes } = tracker;
  const title = JSON.stringify(titleOf(signal));
  let known: Known | null;
  try {
    known = await tracker.find(reopenableSince(now));
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return `would ${routes.open} ${title}, or update the one there is; which of them is not known: ${why}`;
  }
  const number = known === null ? '' : ` #${known.number}`;
  switch (stepOf(known, isBreached(signal))) {
    case 'open':
      return `would ${routes.open} ${title}`;
    case 'reopen':
      return `would reopen${number}, ${routes.change}, and ${routes.comment}`;
    case 'update':
      return `would update${number}, ${routes.change}`;
    case 'close':
      return `would ${routes.comment} and close${number}, ${routes.change}`;
    case 'nothing':
      return 'would do nothing: the verdict passes and no issue is open';
  }
}
