import { Fault } from '#kit/outcome';
import { statusOf } from '#kit/status';

/** How often something is tried that GitHub may have done without saying so. */
const TRIES = 3;

/** Waits so many seconds. */
export type Pause = (seconds: number) => Promise<void>;

/**
 * Makes something that must not be made twice. After a failure that may have come late, a 502 or a line that was cut, it
 * is looked for before it is asked for again.
 */
export async function once<T>(
  make: () => Promise<T>,
  find: () => Promise<T | null>,
  pause: Pause,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await make();
    } catch (error) {
      if (!mayBeDone(error) || attempt === TRIES) throw error;
      await pause(attempt);
      const found = await find();
      if (found !== null) return found;
    }
  }
}

/** Asks again for what was made a moment ago, which GitHub may not know everywhere yet (404). */
export async function known<T>(ask: () => Promise<T>, pause: Pause): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (statusOf(error) !== 404 || attempt === TRIES) throw error;
      await pause(attempt);
    }
  }
}

function mayBeDone(error: unknown): boolean {
  const status = statusOf(error);
  return error instanceof Fault && (status === null || status >= 500);
}
