import { Cancelled } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { Authorization } from './authorization.ts';
import { Connection } from './connection.ts';
import { explained } from './explanation.ts';
import { findLogin, type Given } from './login.ts';
import { type Patience, patienceOf, Tries } from './patience.ts';
import { originOf, type Reference, showReference } from './reference.ts';

export type Ports = Pick<Host, 'kind' | 'clock' | 'log' | 'files' | 'digests' | 'env' | 'exec' | 'cancelled'>;

/** How a registry is reached, where that is not as usual. */
export interface Access {
  /** wins over every login that is found */
  readonly given?: Given;
  /** registries besides this machine's own that are spoken to without TLS */
  readonly insecure?: readonly string[];
  /** default: 5 tries, pauses that double up to 30 s */
  readonly patience?: Patience;
  /** bytes a request of an upload carries; default: as large as the registry takes */
  readonly part?: number;
}

/** Work with one repository of a registry: its connection, how often it is tried, and what was tried again. */
export interface Session {
  readonly connection: Connection;
  readonly host: Ports;
  /** requests that were sent again */
  readonly retries: number;
  tries(what: string): Tries;
  /** ends everything under way */
  stop(): void;
}

/**
 * Opens a session, does the work, and says in words for a person what went wrong. Ends with everything else under way
 * when one part of the work has failed for good.
 */
export async function withSession<T>(
  doing: 'push' | 'pull',
  reference: Reference,
  access: Access,
  ports: Ports,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const stopped = new AbortController();
  const host = { ...ports, cancelled: AbortSignal.any([ports.cancelled, stopped.signal]) };
  const patience = access.patience ?? patienceOf(host);
  const { registry, repository, digest } = reference;
  const find = () => findLogin(registry, repository, access.given ?? null, host);
  const origin = originOf(registry, access.insecure);
  const authorization = new Authorization(origin, find, host);
  const actions = doing === 'push' ? 'pull,push' : 'pull';
  const connection = new Connection({ origin, repository, actions }, authorization, host);
  const counted = { retries: 0 };
  const session: Session = {
    connection,
    host,
    get retries() {
      return counted.retries;
    },
    tries: (what) =>
      new Tries(patience, (text) => {
        counted.retries++;
        host.log.info(`${what}: ${text}`);
      }),
    stop: () => stopped.abort(),
  };
  try {
    return await work(session);
  } catch (error) {
    if (ports.cancelled.aborted)
      throw new Cancelled(`the ${doing} of ${showReference(reference)} was cancelled`, { cause: error });
    const { login, basic } = authorization;
    throw explained(error, { doing, registry, repository, digest, login, basic, tries: patience.tries });
  }
}

/**
 * Does the work for each item, several at a time. The first that fails ends the others (`stop`), and is what is thrown
 * once they have ended.
 */
export async function forEach<T>(
  items: readonly T[],
  atOnce: number,
  stop: () => void,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const errors: unknown[] = [];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined && errors.length === 0; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        errors.push(error);
        stop();
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (errors.length > 0) throw errors[0];
}
