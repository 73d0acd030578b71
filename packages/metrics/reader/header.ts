import { Quoted } from './quoted.ts';
import { lineEnd, NoRecord } from './records.ts';

const [QUOTE, LINE_FEED, RETURN] = [0x22, 0x0a, 0x0d] as const;

/** The names of the columns, the byte after them, and the line on which they end. */
export interface Header {
  readonly names: readonly string[];
  readonly end: number;
  readonly lines: number;
}

/** The first record that is no empty line, after a byte order mark; null where it is not there, or not whole yet. */
export function header(bytes: Uint8Array, delimiter: number, last: boolean): Header | null {
  if (bytes.length < 3 && !last) return null;
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let lines = 1;
  for (let after = at; ; lines++, at = after) {
    after = lineEnd(bytes, at, last);
    if (after === -1 || (after === at && at === bytes.length)) return null;
    if (after === at) break;
  }
  const [names, decoder, quoted] = [[] as string[], new TextDecoder(), new Quoted()];
  for (;;) {
    if (bytes[at] === QUOTE) {
      if (!quoted.read(bytes, at, bytes.length)) {
        if (!last) return null;
        throw new NoRecord('the header opens a quote that is never closed', lines);
      }
      names.push(decoder.decode(quoted.text));
      at = quoted.end;
      lines += quoted.lines;
    } else {
      const from = at;
      while (at < bytes.length && !ends(bytes[at], delimiter)) at++;
      names.push(decoder.decode(bytes.subarray(from, at)));
    }
    if (at === bytes.length && !last) return null;
    if (bytes[at] !== delimiter) break;
    at++;
  }
  const end = lineEnd(bytes, at, last);
  if (end === at && at < bytes.length) throw new NoRecord('the header goes on after a closing quote', lines);
  return end === -1 ? null : { names, end, lines };
}

function ends(byte: number | undefined, delimiter: number): boolean {
  return byte === delimiter || byte === LINE_FEED || byte === RETURN;
}
