import { shorten } from '../markdown.ts';

/** One part of a summary. */
export interface Part {
  readonly name: string;
  /** what is ranked highest is shortened and left out first; 0 is shortened last and never left out */
  readonly rank: number;
  /** the longest first; empty text is no part */
  readonly versions: readonly (() => string)[];
}

/**
 * The parts in their order, in at most `limit` bytes of UTF-8. While they are too long, the part of the highest rank is
 * taken in its next shorter version and at last left out, then the one before it in rank; the text ends with what was
 * left out. What is too long even so is cut after a whole line.
 */
export function within(parts: readonly Part[], limit: number): string {
  const shown = parts.map(({ versions }) => versions[0]?.() ?? '');
  const out = new Set<string>();
  const joined = () => `${[...shown, leftOut([...out])].filter((part) => part !== '').join('\n\n')}\n`;
  const size = () => Buffer.byteLength(joined());
  const order = parts.map((part, at) => ({ part, at })).toSorted((one, two) => two.part.rank - one.part.rank);
  for (const { part, at } of order) {
    for (const version of part.versions.slice(1)) {
      if (size() <= limit) return joined();
      shown[at] = version();
    }
    if (size() <= limit) return joined();
    if (part.rank === 0 || shown[at] === '') continue;
    shown[at] = '';
    out.add(part.name);
  }
  return shorten(joined(), limit);
}

function leftOut(names: readonly string[]): string {
  return names.length === 0
    ? ''
    : `*Left out here for its length: ${names.join(', ')}. The report has all of it.*`;
}
