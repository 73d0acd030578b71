import type { ByteWindow } from './window.ts';

/** How the argument of an opcode lies behind it (Python's pickletools, protocols 0 to 5). */
type Argument =
  | { readonly of: 'nothing' }
  /** a whole number of so many bytes, little-endian */
  | { readonly of: 'number'; readonly bytes: 1 | 2 | 4 | 8; readonly signed?: true }
  /** bytes behind their length */
  | { readonly of: 'counted'; readonly bytes: 1 | 4 | 8; readonly signed?: true }
  | { readonly of: 'lines'; readonly lines: 1 | 2 };

const nothing: Argument = { of: 'nothing' };
const line: Argument = { of: 'lines', lines: 1 };
const number = (bytes: 1 | 2 | 4 | 8, signed?: true): Argument =>
  signed ? { of: 'number', bytes, signed } : { of: 'number', bytes };
const counted = (bytes: 1 | 4 | 8, signed?: true): Argument =>
  signed ? { of: 'counted', bytes, signed } : { of: 'counted', bytes };

const TABLE = {
  MARK: ['(', nothing],
  STOP: ['.', nothing],
  POP: ['0', nothing],
  POP_MARK: ['1', nothing],
  DUP: ['2', nothing],
  FLOAT: ['F', line],
  INT: ['I', line],
  BININT: ['J', number(4, true)],
  BININT1: ['K', number(1)],
  LONG: ['L', line],
  BININT2: ['M', number(2)],
  NONE: ['N', nothing],
  PERSID: ['P', line],
  BINPERSID: ['Q', nothing],
  REDUCE: ['R', nothing],
  STRING: ['S', line],
  BINSTRING: ['T', counted(4, true)],
  SHORT_BINSTRING: ['U', counted(1)],
  UNICODE: ['V', line],
  BINUNICODE: ['X', counted(4)],
  APPEND: ['a', nothing],
  BUILD: ['b', nothing],
  GLOBAL: ['c', { of: 'lines', lines: 2 }],
  DICT: ['d', nothing],
  EMPTY_DICT: ['}', nothing],
  APPENDS: ['e', nothing],
  GET: ['g', line],
  BINGET: ['h', number(1)],
  INST: ['i', { of: 'lines', lines: 2 }],
  LONG_BINGET: ['j', number(4)],
  LIST: ['l', nothing],
  EMPTY_LIST: [']', nothing],
  OBJ: ['o', nothing],
  PUT: ['p', line],
  BINPUT: ['q', number(1)],
  LONG_BINPUT: ['r', number(4)],
  SETITEM: ['s', nothing],
  TUPLE: ['t', nothing],
  EMPTY_TUPLE: [')', nothing],
  SETITEMS: ['u', nothing],
  BINFLOAT: ['G', number(8)],
  BINBYTES: ['B', counted(4)],
  SHORT_BINBYTES: ['C', counted(1)],
  PROTO: ['\x80', number(1)],
  NEWOBJ: ['\x81', nothing],
  EXT1: ['\x82', number(1)],
  EXT2: ['\x83', number(2)],
  EXT4: ['\x84', number(4, true)],
  TUPLE1: ['\x85', nothing],
  TUPLE2: ['\x86', nothing],
  TUPLE3: ['\x87', nothing],
  NEWTRUE: ['\x88', nothing],
  NEWFALSE: ['\x89', nothing],
  LONG1: ['\x8a', counted(1)],
  LONG4: ['\x8b', counted(4, true)],
  SHORT_BINUNICODE: ['\x8c', counted(1)],
  BINUNICODE8: ['\x8d', counted(8)],
  BINBYTES8: ['\x8e', counted(8)],
  EMPTY_SET: ['\x8f', nothing],
  ADDITEMS: ['\x90', nothing],
  FROZENSET: ['\x91', nothing],
  NEWOBJ_EX: ['\x92', nothing],
  STACK_GLOBAL: ['\x93', nothing],
  MEMOIZE: ['\x94', nothing],
  FRAME: ['\x95', number(8)],
  BYTEARRAY8: ['\x96', counted(8)],
  NEXT_BUFFER: ['\x97', nothing],
  READONLY_BUFFER: ['\x98', nothing],
} as const satisfies Record<string, readonly [string, Argument]>;

export type OpcodeName = keyof typeof TABLE;

interface Kind {
  readonly name: OpcodeName;
  readonly argument: Argument;
}

const KINDS: readonly (Kind | undefined)[] = Object.entries(TABLE).reduce<(Kind | undefined)[]>(
  (kinds, [name, [code, argument]]) => {
    // the keys of the table are the names
    kinds[code.charCodeAt(0)] = { name: name as OpcodeName, argument };
    return kinds;
  },
  [],
);

/** An opcode with its argument as far as it matters: a long one is passed over. */
export interface Opcode {
  readonly name: OpcodeName;
  readonly offset: number;
  readonly number: number;
  /** bytes of a counted argument; null where they are more than a name has */
  readonly bytes: Buffer | null;
  readonly lines: readonly Buffer[];
}

/** Names are shorter; what is longer is passed over. */
const LONGEST = 4096;
/** The longest line: a text or number of protocol 0. */
const LINE = 256 * 1024 * 1024;

/** The bytes are no pickle from here on: whoever loads them stops. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

const EMPTY: readonly Buffer[] = [];

/** The next opcode. Throws `Broken` where there is none. */
export async function nextOpcode(window: ByteWindow): Promise<Opcode> {
  const { offset } = window;
  if (window.ready < 1 && !(await window.need(1))) throw new Broken('it ends without STOP');
  const [code = 0] = window.take(1);
  const kind = KINDS[code];
  if (kind === undefined) throw new Broken(`0x${code.toString(16).padStart(2, '0')} is no opcode`);
  const { name, argument } = kind;
  if (argument.of === 'nothing') return { name, offset, number: 0, bytes: null, lines: EMPTY };
  if (argument.of === 'number') {
    const value = await numberAt(window, argument.bytes, argument.signed === true);
    return { name, offset, number: value, bytes: null, lines: EMPTY };
  }
  if (argument.of === 'lines') {
    const lines: Buffer[] = [];
    for (let count = 0; count < argument.lines; count += 1) lines.push(Buffer.from(await lineAt(window)));
    return { name, offset, number: 0, bytes: null, lines };
  }
  const size = await numberAt(window, argument.bytes, argument.signed === true);
  if (size < 0) throw new Broken(`${name} has a negative length`);
  return { name, offset, number: size, bytes: await bytesAt(window, size), lines: EMPTY };
}

async function numberAt(window: ByteWindow, size: 1 | 2 | 4 | 8, signed: boolean): Promise<number> {
  if (window.ready < size && !(await window.need(size))) throw cut();
  const bytes = window.take(size);
  if (size === 8) return Number(bytes.readBigUInt64LE());
  return signed ? bytes.readIntLE(0, size) : bytes.readUIntLE(0, size);
}

async function lineAt(window: ByteWindow): Promise<Buffer> {
  const found = await window.line(LINE);
  if (found === null) throw cut();
  return found;
}

async function bytesAt(window: ByteWindow, size: number): Promise<Buffer | null> {
  if (size > LONGEST) {
    if (!(await window.skip(size))) throw cut();
    return null;
  }
  if (window.ready < size && !(await window.need(size))) throw cut();
  return Buffer.from(window.take(size));
}

function cut(): Broken {
  return new Broken('it ends in the middle of an opcode');
}
