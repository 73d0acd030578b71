import { createHmac } from 'node:crypto';
import { Fault } from '#kit/outcome';
import { fitting, shortened } from './event.ts';
import type { Means } from './means.ts';
import { sentenceOf } from './page.ts';
import { unperformed } from './refusal.ts';
import type { Signal } from './signal.ts';

/** Asked again so often after the first time, with these pauses (milliseconds) where the server names none. */
const PAUSES = [1_000, 2_000, 4_000];
const LONGEST_PAUSE = 30_000;
const TIMEOUT = 10_000;
const REDIRECTS = 3;
const BODY_LIMIT = 60_000;

interface Target {
  readonly url: string;
  readonly secret: string | undefined;
}

/** What is posted: the signal, with the verdict in one sentence as `text`, which is what chats show. */
export function webhookBody(signal: Signal): string {
  const reason = shortened(signal.reason);
  const { breaches, ...facts } = { text: sentenceOf({ ...signal, reason }), ...signal, reason };
  const room = BODY_LIMIT - Buffer.byteLength(JSON.stringify(facts));
  return JSON.stringify({ ...facts, breaches: fitting(breaches, room) });
}

/** HMAC-SHA-256 of the body's bytes by the secret, as GitHub signs its own webhooks (X-Hub-Signature-256). */
function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/**
 * Posts the signal. A failing server (5xx, 429) and a network that fails are asked again, up to three times; any other
 * answer is final. A redirect is followed (307, 308) only within the same origin, since a body with a signature is for
 * nobody else. The address is a secret and stands in no message. Gives the status that was answered.
 */
export async function post(target: Target, signal: Signal, means: Means): Promise<number> {
  const url = addressOf(target.url);
  const body = webhookBody(signal);
  for (let attempt = 0; ; attempt++) {
    const answer = await ask(url, body, target.secret, signal, means.host.cancelled);
    if (typeof answer !== 'string' && answer.status < 300) return answer.status;
    const pause = PAUSES[attempt];
    const passing = typeof answer === 'string' || answer.status >= 500 || answer.status === 429;
    if (!passing || pause === undefined) throw refused(answer, attempt + 1);
    const why = typeof answer === 'string' ? answer : `it answered ${answer.status}`;
    means.host.log.debug(`The webhook is asked again: ${why}`);
    await means.pause(typeof answer === 'string' ? pause : waitOf(answer, pause));
  }
}

/** Mistake: no address of a web server. */
function addressOf(text: string): URL {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  const fine = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (fine) return url;
  throw unperformed(
    'webhook-url is no address of a web server',
    'Give one that begins with https:// and holds no user and password.',
    null,
  );
}

/** The answer, or why there was none. */
async function ask(
  first: URL,
  body: string,
  secret: string | undefined,
  signal: Signal,
  cancelled: AbortSignal,
): Promise<Response | string> {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'mlops',
    // the same in every attempt, so that a receiver can tell a repeated delivery
    'x-mlops-delivery': signal.record,
    ...(secret === undefined ? {} : { 'x-mlops-signature-256': signatureOf(body, secret) }),
  };
  let url = first;
  for (let hops = 0; ; hops++) {
    const limit = AbortSignal.any([cancelled, AbortSignal.timeout(TIMEOUT)]);
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: limit });
      await answer.body?.cancel();
      const next = redirectOf(answer, url);
      if (next === null || hops === REDIRECTS) return answer;
      url = next;
    } catch (error) {
      cancelled.throwIfAborted();
      return reason(error);
    }
  }
}

/** Where a redirect leads that may be followed. */
function redirectOf({ status, headers }: Response, from: URL): URL | null {
  const location = headers.get('location');
  if (![307, 308].includes(status) || location === null || !URL.canParse(location, from.href)) return null;
  const to = new URL(location, from);
  return to.origin === from.origin ? to : null;
}

/** fetch says only "fetch failed"; its cause says why. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `it did not answer within ${TIMEOUT / 1000} s`;
  const cause = error.cause;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  return typeof code === 'string' ? code : error.message;
}

function waitOf({ headers }: Response, pause: number): number {
  const asked = Number(headers.get('retry-after')) * 1000;
  return asked > 0 ? Math.min(asked, LONGEST_PAUSE) : pause;
}

function refused(answer: Response | string, attempts: number): Error {
  const tries = attempts === 1 ? '' : ` ${attempts} times in a row`;
  if (typeof answer === 'string') return new Fault(`the webhook could not be reached${tries}: ${answer}`);
  const { status } = answer;
  if (status >= 300 && status < 400)
    return unperformed(
      `the webhook answered ${status} and sends us elsewhere, which is not followed`,
      'Give webhook-url the address it leads to.',
      null,
    );
  if (status >= 500 || status === 429) return new Fault(`the webhook answered ${status}${tries}`);
  return unperformed(`the webhook answered ${status}`, 'Check webhook-url and webhook-secret.', null);
}
