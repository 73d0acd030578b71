import { isUtf8 } from 'node:buffer';
import { LIMIT } from './limit.ts';
import { Refused } from './refusal.ts';

const [LINE_FEED, RETURN, COMMA, QUOTE] = [0x0a, 0x0d, 0x2c, 0x22] as const;

/**
 * Looks at the bytes of an untrusted CSV before any reader does: UTF-8 without NUL, no line and no header that is too
 * long, not too many rows. What readers do in the square of the columns, or hold as one line, is bounded by this.
 */
export function demandPlainText(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new Refused('no rows');
  if (!isUtf8(bytes) || bytes.includes(0)) throw new Refused('no text');
  let [lines, start] = [0, 0];
  let headed = false;
  while (start < bytes.length) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found === -1 ? bytes.length : found;
    if (end - start > LIMIT.line) throw new Refused('long line');
    if (++lines > LIMIT.rows + 1) throw new Refused('many rows');
    if (!headed) headed = demandHeader(bytes.subarray(start, end));
    start = end + 1;
  }
}

/** Each sign that could part columns counts, be it in quotes. False: there is nothing on this line. */
function demandHeader(line: Uint8Array): boolean {
  let [commas, quotes] = [0, 0];
  for (const byte of line) {
    if (byte === COMMA) commas++;
    if (byte === QUOTE) quotes++;
  }
  if (commas >= LIMIT.columns) throw new Refused('many columns');
  // a name that goes on in the next line
  if (quotes % 2 === 1) throw new Refused('no table');
  return line.some((byte) => byte !== RETURN);
}
