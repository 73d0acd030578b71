import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout in which a folder lies: the nearest one above that git has; where there is none, the folder itself. */
export function checkoutAround(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}
