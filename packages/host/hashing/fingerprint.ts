import { createHash } from 'node:crypto';
import type { Stamp } from './stamp.ts';

/** Of all paths and stamps, in the order given: another order is another fingerprint, which costs a look at each file, no more. */
export function fingerprintOf(listed: readonly ({ readonly path: string } & Stamp)[]): string {
  const numbers = new Float64Array(4 * listed.length);
  let at = 0;
  for (const { size, mtimeMs, ctimeMs, ino } of listed) {
    numbers[at++] = size;
    numbers[at++] = mtimeMs;
    numbers[at++] = ctimeMs;
    numbers[at++] = ino;
  }
  const paths = listed.map(({ path }) => path).join('\0');
  return createHash('sha256').update(paths).update(numbers).digest('hex');
}
