import type { Done, EffectName } from './effect.ts';
import { performHere } from './laptop.ts';
import type { Means } from './means.ts';
import { unperformed } from './refusal.ts';
import { performRetrain } from './retrain.ts';
import { performRollback } from './rollback.ts';
import type { Signal } from './signal.ts';
import { post } from './webhook.ts';
import type { FeedbackWish } from './wish.ts';

/** Performs one effect that is no issue: through GitHub on a runner, as a file and a command on a laptop. */
export async function deliver(
  effect: Exclude<EffectName, 'issue'>,
  kind: 'tell' | 'recover',
  signal: Signal,
  wish: FeedbackWish,
  means: Means,
): Promise<Done> {
  const { host } = means;
  const state = kind === 'recover' ? 'closed' : 'done';
  const posted = effect === 'webhook' ? await postSignal(signal, wish, means) : null;
  if (host.kind === 'local') {
    const { file, failure } = await performHere(effect, signal, wish.effectRun, host);
    if (failure !== null) return { effect, state: 'failed', detail: `${failure}; the signal is in ${file}` };
    const ran = wish.effectRun === undefined ? '' : ', and effect-run ended well';
    return { effect, state, detail: `${posted === null ? '' : `${posted}; `}wrote ${file}${ran}` };
  }
  if (posted !== null) return { effect, state, detail: posted };
  const api = await host.github();
  return effect === 'rollback'
    ? performRollback(api, signal)
    : performRetrain(api, signal, wish.retrainWorkflow, host.run);
}

/** Null on a laptop where no address is given: file and command do there. */
async function postSignal(signal: Signal, wish: FeedbackWish, means: Means): Promise<string | null> {
  const { webhookUrl, webhookSecret } = wish;
  if (webhookUrl !== undefined) {
    const status = await post({ url: webhookUrl, secret: webhookSecret }, signal, means);
    return `the webhook took it (${status})`;
  }
  if (means.host.kind === 'local') return null;
  const remedy = 'Give it a secret of the repository, or take webhook out of on-breach.';
  throw unperformed('lists webhook, and webhook-url is not given', remedy, null);
}
