import type { Done } from '#feedback/effect';
import { perform } from '#feedback/perform';
import type { Signal } from '#feedback/signal';
import type { FeedbackWish } from '#feedback/wish';
import type { Host } from '#kit/ports';
import { advance, patienceOf } from './advance.ts';

export type { FeedbackWish } from '#feedback/wish';

/** Sets off what a verdict asks for, with the refs of this host and its time. */
export function setOff(signal: Signal, wish: FeedbackWish, host: Host): Promise<readonly Done[]> {
  const patience = patienceOf(host);
  return perform(signal, wish, {
    host,
    advance: (model, name, next) => advance(host.refs, model, name, next, patience),
    pause: patience.pause,
  });
}
