import { Mistake, type Problem } from '#kit/outcome';
import { type LockedPackage, normalized } from './locked.ts';

/** One requirement or option of the file, backslashes joined and comments gone. */
interface Line {
  readonly text: string;
  readonly number: number;
}

/** How a file of requirements gets its hashes. */
export const HASHING = 'uv pip compile --generate-hashes requirements.in -o requirements.txt';

/**
 * A requirements.txt in which every requirement is `name==version` (or `name @ address`) with hashes: a lock. Null
 * when none has a hash: a wish, not a lock. Options such as `--index-url` are uv's to read.
 *
 * @throws Mistake that names each line without a hash or an exact version when others have them
 */
export function parseRequirements(content: string, path: string): LockedPackage[] | null {
  const all = logicalLines(content);
  const lines = all.filter(
    ({ text }) => !text.startsWith('-') || /^(-e|--editable|-r|--requirement)\b/.test(text),
  );
  if (lines.length > 0 && !lines.some(({ text }) => HASH.test(text))) return null;
  const read = lines.map((line) => locked(line, path));
  const problems = read.filter((one) => 'what' in one);
  if (problems.length > 0) throw new Mistake(problems);
  return read.filter((one) => 'name' in one);
}

const HASH = /\s--hash[=\s]\s*(\S+)/;
const EXACT = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*={2,3}\s*([^\s;,*]+)\s*(?:;\s*(.+))?$/;
const DIRECT = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*@\s*(\S+)(?:\s+;\s*(.+))?$/;

function locked({ text, number }: Line, file: string): LockedPackage | Problem {
  const where = `${file}:${number}`;
  const at = { file, line: number };
  const hashes = [...text.matchAll(new RegExp(HASH, 'g'))].map(([, hash = '']) => hash.toLowerCase()).sort();
  const wish = text.replace(/\s--?[a-z].*$/, '').trim();
  const subject = wish.split(/[\s=<>!~;@[]/)[0] || wish;
  if (hashes.length === 0) {
    const what = `has no hash, and other lines have: ${wish}`;
    return { subject, what, where, at, remedy: `Give every line its hashes: ${HASHING}` };
  }
  const exact = EXACT.exec(wish);
  const [, name = '', version = null, marker = null] = exact ?? direct(wish) ?? [];
  if (version === null) {
    const what = `is not held at one version: ${wish}`;
    return { subject, what, where, at, remedy: `Write ${subject}==<version>, or lock again: ${HASHING}` };
  }
  return { name: normalized(name ?? ''), version, hashes, source: exact === null ? 'url' : null, marker };
}

/** A direct address: the version stands in the name of the wheel or source archive. */
function direct(wish: string): (string | null)[] | null {
  const [, name = '', address = '', marker] = DIRECT.exec(wish) ?? [];
  const version = /\/[^/]+?-(\d[^-/]*?)(?:-[^/]*\.whl|\.tar\.gz|\.zip)(?:[?#]|$)/.exec(address)?.[1];
  return version === undefined ? null : ['', name, decodeURIComponent(version), marker ?? null];
}

function logicalLines(content: string): Line[] {
  const lines: Line[] = [];
  let joined = '';
  let first = 1;
  for (const [at, raw] of content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (joined === '') first = at + 1;
    const line = raw.replace(/(^|\s)#.*$/, '');
    joined += line.replace(/\\\s*$/, ' ');
    if (/\\\s*$/.test(line)) continue;
    if (joined.trim() !== '') lines.push({ text: joined.trim(), number: first });
    joined = '';
  }
  if (joined.trim() !== '') lines.push({ text: joined.trim(), number: first });
  return lines;
}
