import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Published by Node for every connection that this process makes, whoever makes it (diagnostics_channel, TCP socket). */
const CONNECTION = 'net.client.socket';

/** Tells of each connection until it is disposed of. */
export function watchNetwork(tell: () => void): Disposable {
  subscribe(CONNECTION, tell);
  return { [Symbol.dispose]: () => void unsubscribe(CONNECTION, tell) };
}
