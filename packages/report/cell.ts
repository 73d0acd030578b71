let segmenter: Intl.Segmenter | undefined;

/** Made on first use: most runs print nothing but plain text. */
function graphemes(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter;
}

/** Text in which every character is a grapheme of one column: Latin, general punctuation, arrows, boxes, ticks. */
const PLAIN =
  /^[\x20-\x7e\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u203a\u2190-\u2193\u2500-\u257f\u2713\u2717]*$/;

/** Scripts and signs that take two columns of a terminal (Unicode UAX 11, wide and fullwidth). */
const WIDE =
  /^(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

function columnsOf(grapheme: string): number {
  return WIDE.test(grapheme) || grapheme.includes('\ufe0f') ? 2 : 1;
}

/** Columns that text takes in a terminal. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes().segment(text)) columns += columnsOf(segment);
  return columns;
}

/** At most `width` columns; what is cut off is said by `mark`. */
export function cut(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let room = width - widthOf(mark);
  for (const { segment } of graphemes().segment(text)) {
    room -= columnsOf(segment);
    if (room < 0) break;
    kept += segment;
  }
  return `${kept}${mark}`;
}

/** Filled with spaces to exactly `width` columns where it is shorter. */
export function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + space : space + text;
}

/**
 * Lines of at most `width` columns, broken at spaces; a word that is longer than a line is broken where the
 * line ends. A number and the unit after it stay together.
 */
export function wrap(text: string, width: number): string[] {
  const words = text.replace(/(\d) (?=%|(?:ms|s|min|h|d|[kMGT]?B|rows?)\b)/g, '$1\u00a0').split(/ +/);
  const lines: string[] = [];
  let line = '';
  for (const word of words.flatMap((long) => pieces(long, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].filter((one) => one !== '').map((one) => one.replaceAll('\u00a0', ' '));
}

/**
 * A text whose sentences are broken for a terminal of `width` columns, where that is known. Rows of a table, whose cells
 * stand two spaces apart, stay as they are.
 */
export function fitted(text: string, width: number | undefined): string {
  if (width === undefined) return text;
  const lines = text.split('\n').flatMap((line) => {
    if (widthOf(line) <= width || line.includes('  ')) return [line];
    return wrap(line, width - 2).map((part, index) => (index === 0 ? part : `  ${part}`));
  });
  return lines.join('\n');
}

function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const first = cut(word, width, '');
  return first === '' ? [word] : [first, ...pieces(word.slice(first.length), width)];
}
