import type { GitHub } from '#kit/ports';
import type { Signal } from './signal.ts';

/** GitHub takes less than 64 KB of `client_payload`, and ten properties at its top. */
const PAYLOAD_LIMIT = 60_000;
const REASON_LIMIT = 2_000;

export const EVENTS_ROUTE = 'POST /repos/{owner}/{repo}/dispatches';

/** A signal as the workflow finds it in `github.event.client_payload`. Breaches that do not fit are left out. */
export function payloadOf(signal: Signal): Readonly<Record<string, unknown>> {
  const { model, environment, name, decision, occasion, record, served, url } = signal;
  const reason = shortened(signal.reason);
  const facts = { model, environment, name, decision, occasion, reason, record, served, url };
  return { ...facts, breaches: fitting(signal.breaches, PAYLOAD_LIMIT - size(facts)) };
}

/** The first of a list, as many as `room` bytes of JSON hold. */
export function fitting<T>(list: readonly T[], room: number): readonly T[] {
  let left = room;
  const end = list.findIndex((one) => {
    left -= size(one) + 1;
    return left < 0;
  });
  return end === -1 ? list : list.slice(0, end);
}

/** A reason of at most the letters that an event has room for. */
export function shortened(text: string): string {
  return text.length <= REASON_LIMIT ? text : `${text.slice(0, REASON_LIMIT - 1).toWellFormed()}…`;
}

function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/**
 * `repository_dispatch`: starts every workflow of the default branch that lists the event, also when a job's own token
 * sends it, which of all events only this one and `workflow_dispatch` do. It needs `contents: write`.
 */
export async function sendEvent(api: GitHub, type: string, signal: Signal): Promise<void> {
  await api.request(EVENTS_ROUTE, { event_type: type, client_payload: payloadOf(signal) });
}
