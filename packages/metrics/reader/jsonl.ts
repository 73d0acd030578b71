import { type Cell, ColumnBuilder } from '../table.ts';
import { chunksOf, takeRecords } from './chunks.ts';
import { type Reader, said, unreadable } from './format.ts';
import { CutShort } from './packing.ts';

/**
 * JSON Lines: one object a line, UTF-8, read as it comes. A key that a line lacks is an empty cell; blank lines are
 * passed over.
 */
export const readJsonLines: Reader = async (source, file, wanted) => {
  const builders = new Map<string, ColumnBuilder>();
  const names = new Set<string>();
  let [rows, line] = [0, 1];
  const add = (text: string) => {
    for (const [name, value] of Object.entries(parsed(text, file, line))) {
      names.add(name);
      if (wanted !== undefined && !wanted.has(name)) continue;
      let builder = builders.get(name);
      if (builder === undefined) {
        builder = new ColumnBuilder();
        builders.set(name, builder);
      }
      builder.addMissing(rows - builder.rows);
      builder.add(cellOf(value));
    }
    rows++;
  };
  try {
    await takeRecords(chunksOf(source), (bytes, last) => {
      let start = 0;
      while (start < bytes.length) {
        const newline = bytes.indexOf(10, start);
        if (newline === -1 && !last) break;
        const end = newline === -1 ? bytes.length : newline;
        const text = decoded(bytes.subarray(start, end), file, line);
        if (text !== '') add(text);
        start = end + 1;
        line++;
      }
      return Math.min(start, bytes.length);
    });
  } catch (error) {
    throw error instanceof CutShort ? error.of(file, rows) : error;
  }
  for (const builder of builders.values()) builder.addMissing(rows - builder.rows);
  const columns = new Map([...builders].map(([name, builder]) => [name, builder.finish()]));
  return { file, rows, names: [...names], columns };
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decoded(bytes: Uint8Array, file: string, line: number): string {
  try {
    return utf8.decode(bytes).trim();
  } catch (cause) {
    throw unreadable(file, 'is not UTF-8', 'Write it as UTF-8.', line, cause);
  }
}

const REMEDY = 'Write one JSON object a line, e.g. {"id": 1, "label": 0, "score": 0.25}.';

function parsed(text: string, file: string, line: number): object {
  let value: unknown;
  try {
    value = parseWithNaN(text);
  } catch (cause) {
    throw unreadable(file, `is not readable as JSON Lines: ${said(cause)}`, REMEDY, line, cause);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw unreadable(file, `holds ${text.slice(0, 40)} where an object belongs`, REMEDY, line);
}

/** Python's json writes NaN and Infinity, which JSON lacks; they come in as empty cells, and are counted there. */
export function parseWithNaN(text: string): unknown {
  try {
    return parseExactly(text);
  } catch (error) {
    const mended = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) =>
      token.startsWith('"') ? token : 'null',
    );
    if (mended === text) throw error;
    return parseExactly(mended);
  }
}

/** A reviver is slow; it is needed only where a number may be too long to be exact. */
function parseExactly(text: string): unknown {
  return /\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
}

/** Whole numbers beyond 2^53 stay as they are spelled: an id must not be rounded. */
function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? source : value;
}

/** Whatever stands in a line as a cell; lists and objects as their JSON. */
export function cellOf(value: unknown): Cell {
  if (
    value === null ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    typeof value === 'string'
  ) {
    return value;
  }
  return JSON.stringify(value);
}
