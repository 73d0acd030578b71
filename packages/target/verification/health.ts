import type { Candidate } from '../target.ts';
import { addressOf, type Check, said, type World } from './check.ts';

/** Pauses between two looks, in milliseconds: the first, and the longest. */
const PAUSES = { first: 50, longest: 1000 } as const;

/** One look may last so long, in seconds. */
const LOOK = 5;

/**
 * Waits until `path` answers 200, at most `seconds`. One that ends meanwhile is told with its last words; one that is
 * late, with what it answered last.
 */
export async function waitForHealth(
  candidate: Candidate,
  { path, seconds }: { readonly path: string; readonly seconds: number },
  world: World,
): Promise<Check> {
  const { clock, log } = world;
  const start = clock.elapsed();
  const passed = () => (clock.elapsed() - start) / 1000;
  const progress = log.progress(`waits for ${path} to answer 200`);
  const ended = candidate.ended.then((how) => ({ how }));
  try {
    let last = 'was not asked';
    for (let pause: number = PAUSES.first; passed() < seconds; pause = Math.min(PAUSES.longest, pause * 2)) {
      const left = Math.max(0.1, Math.min(LOOK, seconds - passed()));
      const found = await Promise.race([look(candidate, path, left, world), ended]);
      if (typeof found !== 'string') return failed(`it ended before ${path} answered 200: ${found.how}`);
      if (found === HEALTHY)
        return { name: 'health', passed: true, found: `200 after ${passed().toFixed(1)} s` };
      last = found;
      progress.update(Math.round(passed()), seconds, 's');
      await Promise.race([world.pause(pause), ended]);
    }
    return failed(`${path} did not answer 200 within ${seconds} s; last it ${last}`);
  } finally {
    progress.end();
  }
}

const HEALTHY = '';

/** Empty when it is healthy, else what it did instead. */
async function look(
  { url }: Candidate,
  path: string,
  seconds: number,
  { web }: Pick<World, 'web'>,
): Promise<string> {
  const answer = await web.ask({ method: 'GET', url: addressOf(url, path), seconds, bytes: 1024 * 1024 });
  if ('none' in answer) return answer.none;
  return answer.status === 200 ? HEALTHY : said(answer);
}

function failed(found: string): Check {
  return { name: 'health', passed: false, found };
}
