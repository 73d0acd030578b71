import { Fault, Mistake } from '#kit/outcome';
import type { Ended } from '#kit/ports';

/** Words of uv for a network that does not answer. */
const NETWORK =
  /Failed to fetch|error sending request|dns error|Connect(ion)? (refused|reset)|network was disabled|timed out/i;

/**
 * What a failed uv means: a stale lock and a wrong hash are the user's to mend, as is what uv cannot install
 * here; an index that cannot be reached is the network's.
 *
 * @param lock path of the lock file as the user spells it
 */
export function failure(ended: Ended, lock: string): Mistake | Fault {
  if (ended.signal !== null) return new Fault(`uv was ended by ${ended.signal}`);
  const said = ended.stderr;
  if (/lockfile .* needs to be updated/.test(said)) {
    const what = 'is stale: pyproject.toml has changed since it was written';
    return new Mistake({
      subject: lock,
      what,
      remedy: 'Run `uv lock` and commit uv.lock.',
      at: { file: lock },
    });
  }
  const mismatch = /Hash mismatch for `([^`]+)`\s+Expected:\s+([\s\S]*?)\s+Computed:\s+(\S+)/.exec(said);
  if (mismatch !== null) return wrongHash(mismatch, lock);
  const words = errorOf(said);
  if (NETWORK.test(said)) return new Fault(`The package index could not be reached: ${words}`);
  return new Mistake({
    subject: lock,
    what: `uv cannot install it: ${words}`,
    remedy: remedyOf(said),
    at: { file: lock },
  });
}

function wrongHash([, name = '', expected = '', computed = '']: RegExpExecArray, lock: string): Mistake {
  const list = expected.split(/\s+/).join(', ');
  const what = `holds another hash for ${name} than the file the index serves: expected ${list}, found ${computed}`;
  const remedy = 'Find out why the file changed before you trust it; then lock again.';
  return new Mistake({ subject: lock, what, remedy, at: { file: lock } });
}

/** From `error:` on, hints left out, on one line; uv wraps its messages. Logins in addresses are blotted out. */
function errorOf(said: string): string {
  const from = said.search(/^error: /m);
  const text = from < 0 ? said.trim().split('\n').slice(-3).join('\n') : said.slice(from + 'error: '.length);
  const flat = text
    .replace(/^hint:[\s\S]*/m, '')
    .replace(/\s+/g, ' ')
    .trim();
  const safe = flat.replace(/:\/\/[^/@\s]*@/g, '://***@').replace(/\.$/, '');
  return safe === '' ? 'it gave no reason' : safe.length > 600 ? `${safe.slice(0, 600)}…` : safe;
}

function remedyOf(said: string): string {
  const hint = /^hint: ([\s\S]*?)(?:\n\n|$(?![\s\S]))/m.exec(said)?.[1];
  return hint === undefined ? 'See the lines of uv above.' : hint.replace(/\s+/g, ' ').trim();
}
