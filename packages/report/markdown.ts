import { visible } from './visible.ts';

/**
 * Foreign text that shows as it is in GitHub's Markdown, in a table cell too: punctuation with a meaning is
 * written as character references, which are text by definition (GFM 6.2). A zero-width space keeps @name,
 * #12, GH-12 and :tada: from becoming a mention, a link to an issue or a picture, since GitHub looks for those after
 * rendering.
 */
export function text(foreign: string): string {
  return visible(foreign.trim())
    .replace(/[&<>`*[\]|~\\$"]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, reference)
    .replace(/^[-+=]|(?<=^\d+)[.)](?=\s|$)/g, reference)
    .replace(/:(?=:|\/\/|[a-z0-9_+-]+:)|(?<=\bwww)\./gi, (sign) => `${reference(sign)}\u200b`)
    .replace(/@|(?<!&)#(?=\d)|^#|(?<=\bGH)-(?=\d)/gi, (sign) => `${reference(sign)}\u200b`);
}

/** Foreign text in the font of code. */
export function code(foreign: string): string {
  return `<code>${text(foreign)}</code>`;
}

/** A link to an address that is known to be http(s). */
export function anchor(address: string, shown: string): string {
  return `<a href="${address.replace(/[^\w/:.?=%-]/g, reference)}">${shown}</a>`;
}

function reference(sign: string): string {
  return `&#${sign.codePointAt(0)};`;
}

export type Align = 'left' | 'right';

/** A table of cells that are Markdown already. */
export function table(header: readonly string[], align: readonly Align[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = line(align.map((side) => (side === 'right' ? '---:' : '---')));
  return [line(header), rule, ...rows.map(line)].join('\n');
}

/** A part that opens on a click. */
export function details(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** A block of code in a language GitHub draws or colours; `source` holds no back quotes. */
export function fence(language: string, source: string): string {
  return `${FENCE}${language}\n${source.trimEnd()}\n${FENCE}`;
}

const FENCE = '```';

/** What GitHub takes of a step's summary; above it shows nothing at all. */
export const SUMMARY_LIMIT = 1024 * 1024;

const CUT = '\n\n*Cut here: the rest is in the report.*\n';

/** At most `limit` bytes of UTF-8: cut after a whole line, open parts closed, and said. */
export function shorten(markdown: string, limit: number = SUMMARY_LIMIT): string {
  if (size(markdown) <= limit) return markdown;
  const close = '\n\n</details>';
  let room = limit - size(CUT) - size(close) - size(FENCE) - 1;
  let kept = '';
  for (const line of markdown.split('\n')) {
    room -= size(line) + 1;
    if (room < 0) break;
    kept += `${line}\n`;
  }
  if (kept.split(`\n${FENCE}`).length % 2 === 0) kept += FENCE;
  const open = kept.split('<details>').length > kept.split('</details>').length;
  return `${kept.trimEnd()}${open ? close : ''}${CUT}`;
}

function size(markdown: string): number {
  return Buffer.byteLength(markdown);
}
