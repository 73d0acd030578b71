import { Broken, type Opcode, type OpcodeName } from './opcode.ts';
import { DATA, type Global, NONE, setEntry, type Value } from './value.ts';
import type { Visitor } from './walk.ts';

/** A tuple that says what an array or a call is has fewer. */
const ITEMS = 16;
const RECONSTRUCTOR = ['copyreg', 'copy_reg'];

/** Stack and memo of an unpickler that imports nothing and calls nothing. */
export class Machine {
  readonly #visitor: Visitor;
  readonly #memo = new Map<number, Value>();
  readonly #below: Value[][] = [];
  #stack: Value[] = [];
  /** the bytes begin as those of a pickle do since protocol 2 */
  announced = false;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
  }

  /** What lies on top, where something does. */
  top(): Value | null {
    return this.#stack.at(-1) ?? null;
  }

  /** One opcode. Throws `Broken` where an unpickler would go no further. */
  step(opcode: Opcode): void {
    STEPS[opcode.name](this, opcode);
  }

  push(value: Value): void {
    this.#stack.push(value);
  }

  mark(): void {
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** POP takes a mark where nothing lies above it. */
  drop(): void {
    if (this.#stack.length > 0) this.#stack.pop();
    else this.popMark();
  }

  /** `key`: null for the next that is free */
  remember(key: number | null): void {
    this.#memo.set(key ?? this.#memo.size, this.last());
  }

  extension(code: number, offset: number): void {
    this.#visitor.odd(offset, `takes the class ${code} of the registry of extensions`);
    this.push(DATA);
  }

  pop(): Value {
    const value = this.#stack.pop();
    if (value === undefined) throw new Broken('its stack is empty');
    return value;
  }

  last(): Value {
    const value = this.#stack.at(-1);
    if (value === undefined) throw new Broken('its stack is empty');
    return value;
  }

  take(amount: number): Value[] {
    if (this.#stack.length < amount) throw new Broken('its stack is empty');
    return this.#stack.splice(-amount);
  }

  popMark(): Value[] {
    const below = this.#below.pop();
    if (below === undefined) throw new Broken('it has no MARK');
    const items = this.#stack;
    this.#stack = below;
    return items;
  }

  recall(key: number): Value {
    const value = this.#memo.get(key);
    if (value === undefined) throw new Broken(`its memo has nothing under ${key}`);
    return value;
  }

  named(module: string, name: string, offset: number): Global {
    const found: Global = { kind: 'global', module, name, offset };
    this.#visitor.global(found);
    return found;
  }

  stackGlobal(offset: number): Value {
    const [module, name] = this.take(2);
    const isText = module?.kind === 'text' && name?.kind === 'text';
    if (isText && module.text !== null && name.text !== null)
      return this.named(module.text, name.text, offset);
    this.#visitor.odd(offset, 'makes up the name of what is to be imported while it is loaded');
    return DATA;
  }

  call(callee: Value, args: Value, offset: number): void {
    if (callee.kind !== 'global') {
      this.#visitor.odd(offset, 'calls something that is not named by module and name');
      this.push(DATA);
      return;
    }
    this.#visitor.call(callee, args, offset);
    this.push({ kind: 'made', by: classOf(callee, args), args, state: null });
  }

  /** Attributes and items of a class or function itself would be changed for everybody. */
  changed(offset: number, opcode: string): void {
    const target = this.last();
    if (target.kind !== 'global') return;
    this.#visitor.odd(offset, `changes ${target.module}.${target.name} itself (${opcode})`);
  }
}

type Step = (machine: Machine, opcode: Opcode) => void;

const pass: Step = () => undefined;
const data: Step = (machine) => machine.push(DATA);
const text = (value: string | null): Value => ({ kind: 'text', text: value });
const number = (value: number | null): Value => ({ kind: 'number', value });
const counted: Step = (machine, opcode) => machine.push(number(opcode.number));
const whole: Step = (machine, { lines }) => machine.push(number(wholeNumber(lines[0])));
const long: Step = (machine, { bytes }) => machine.push(number(longNumber(bytes)));
const latin: Step = (machine, { bytes }) => machine.push(text(bytes?.toString('latin1') ?? null));
const unicode: Step = (machine, { bytes }) => machine.push(text(bytes?.toString('utf8') ?? null));
const put: Step = (machine, opcode) => machine.remember(opcode.number);
const get: Step = (machine, opcode) => machine.push(machine.recall(opcode.number));
const extension: Step = (machine, opcode) => machine.extension(opcode.number, opcode.offset);
const some =
  (amount: number): Step =>
  (machine) =>
    machine.push(tuple(machine.take(amount)));
const opaque: Step = (machine) => {
  machine.popMark();
  machine.push(DATA);
};
const added: Step = (machine, { name, offset }) => {
  machine.popMark();
  machine.changed(offset, name);
};
/** The last so many: what is called, and its arguments behind it. */
const called =
  (amount: 2 | 3): Step =>
  (machine, { offset }) => {
    const [callee = NONE, args = NONE] = machine.take(amount);
    machine.call(callee, args, offset);
  };

/** What each opcode does to stack and memo (Python's Lib/pickle.py). */
const STEPS: Readonly<Record<OpcodeName, Step>> = {
  PROTO: (machine, opcode) => {
    if (opcode.number > 5) throw new Broken(`there is no protocol ${opcode.number}`);
    if (opcode.offset === 0) machine.announced = true;
  },
  FRAME: pass,
  READONLY_BUFFER: pass,
  MARK: (machine) => machine.mark(),
  STOP: (machine) => void machine.pop(),
  POP: (machine) => machine.drop(),
  POP_MARK: (machine) => void machine.popMark(),
  DUP: (machine) => machine.push(machine.last()),
  NONE: (machine) => machine.push(NONE),
  INT: whole,
  LONG: whole,
  FLOAT: (machine, { lines }) => {
    if (!/^\s*[-+]?(\d|\.\d|inf|nan)/i.test(textOf(lines[0]))) throw new Broken('FLOAT has no number');
    machine.push(DATA);
  },
  BININT: counted,
  BININT1: counted,
  BININT2: counted,
  LONG1: long,
  LONG4: long,
  STRING: (machine, { lines }) => machine.push(text(quoted(textOf(lines[0])))),
  UNICODE: (machine, { lines }) => machine.push(text(rawUnicode(textOf(lines[0])))),
  BINSTRING: latin,
  SHORT_BINSTRING: latin,
  BINUNICODE: unicode,
  SHORT_BINUNICODE: unicode,
  BINUNICODE8: unicode,
  BINFLOAT: data,
  NEWTRUE: data,
  NEWFALSE: data,
  BINBYTES: data,
  SHORT_BINBYTES: data,
  BINBYTES8: data,
  BYTEARRAY8: data,
  NEXT_BUFFER: data,
  EMPTY_LIST: data,
  EMPTY_SET: data,
  PERSID: data,
  BINPERSID: (machine) => {
    machine.pop();
    machine.push(DATA);
  },
  EMPTY_TUPLE: (machine) => machine.push(tuple([])),
  EMPTY_DICT: (machine) => machine.push({ kind: 'map', entries: new Map() }),
  TUPLE: (machine) => machine.push(tuple(machine.popMark())),
  TUPLE1: some(1),
  TUPLE2: some(2),
  TUPLE3: some(3),
  LIST: opaque,
  FROZENSET: opaque,
  DICT: (machine) => {
    const map: Value = { kind: 'map', entries: new Map() };
    setAll(map, machine.popMark());
    machine.push(map);
  },
  APPEND: (machine, { name, offset }) => {
    machine.pop();
    machine.changed(offset, name);
  },
  APPENDS: added,
  ADDITEMS: added,
  SETITEM: (machine, { name, offset }) => {
    const [key, value] = machine.take(2);
    machine.changed(offset, name);
    setEntry(machine.last(), key, value);
  },
  SETITEMS: (machine, { name, offset }) => {
    const items = machine.popMark();
    machine.changed(offset, name);
    setAll(machine.last(), items);
  },
  PUT: (machine, { lines }) => machine.remember(wholeNumber(lines[0]) ?? -1),
  BINPUT: put,
  LONG_BINPUT: put,
  MEMOIZE: (machine) => machine.remember(null),
  GET: (machine, { lines }) => machine.push(machine.recall(wholeNumber(lines[0]) ?? -1)),
  BINGET: get,
  LONG_BINGET: get,
  GLOBAL: (machine, { lines, offset }) => machine.push(globalIn(machine, lines, offset)),
  STACK_GLOBAL: (machine, { offset }) => machine.push(machine.stackGlobal(offset)),
  EXT1: extension,
  EXT2: extension,
  EXT4: extension,
  INST: (machine, { lines, offset }) => {
    const items = machine.popMark();
    machine.call(globalIn(machine, lines, offset), tuple(items), offset);
  },
  OBJ: (machine, { offset }) => {
    const [callee, ...args] = machine.popMark();
    if (callee === undefined) throw new Broken('OBJ has no class');
    machine.call(callee, tuple(args), offset);
  },
  REDUCE: called(2),
  NEWOBJ: called(2),
  NEWOBJ_EX: called(3),
  BUILD: (machine, { name, offset }) => {
    const state = machine.pop();
    machine.changed(offset, name);
    const target = machine.last();
    if (target.kind === 'made') target.state = state;
  },
};

function globalIn(machine: Machine, lines: readonly Buffer[], offset: number): Global {
  const [module, name] = lines.map((line) => textOf(line, 'utf8'));
  const named = machine.announced || (isName(module) && isName(name));
  if (!named) throw new Broken('what it names is no name of Python');
  return machine.named(module ?? '', name ?? '', offset);
}

/** Of bytes that do not say that they are a pickle: lines of a text are mostly no names of Python. */
function isName(text: string | undefined): boolean {
  return text !== undefined && /^[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}\p{Pc}.-]*$/u.test(text);
}

/** Protocols 0 and 1 have one function make objects of all classes. */
function classOf(callee: Global, args: Value): Global {
  const isReconstructor = RECONSTRUCTOR.includes(callee.module) && callee.name === '_reconstructor';
  const first = isReconstructor && args.kind === 'tuple' ? args.items[0] : undefined;
  return first?.kind === 'global' ? first : callee;
}

function tuple(items: readonly Value[]): Value {
  return { kind: 'tuple', items: items.length > ITEMS ? items.slice(0, ITEMS) : items };
}

function setAll(map: Value, items: readonly Value[]): void {
  if (items.length % 2 === 1) throw new Broken('a key has no value');
  for (let at = 0; at < items.length; at += 2) setEntry(map, items[at], items[at + 1]);
}

function textOf(line: Buffer | undefined, encoding: 'latin1' | 'utf8' = 'latin1'): string {
  return line?.toString(encoding) ?? '';
}

/** `I` and `L` lines: Python's int(), an `L` behind it, or 00 and 01 for false and true. */
function wholeNumber(line: Buffer | undefined): number | null {
  const text = textOf(line).trim().replace(/L$/, '');
  if (!/^[-+]?\d[\d_]*$/.test(text)) throw new Broken('a number is none');
  const value = Number(text.replaceAll('_', ''));
  return Number.isSafeInteger(value) ? value : null;
}

/** Little-endian two's complement; null where it is no safe integer. */
function longNumber(bytes: Buffer | null): number | null {
  if (bytes === null || bytes.length > 6) return null;
  return bytes.length === 0 ? 0 : bytes.readIntLE(0, bytes.length);
}

/** The text of a quoted Python 2 string; null where an escape makes it uncertain. */
function quoted(text: string): string | null {
  const found = /^\s*(['"])(.*)\1\s*$/s.exec(text);
  if (found === null) throw new Broken('STRING is not quoted');
  const inner = found[2] ?? '';
  return inner.includes('\\') ? null : inner;
}

/** Python's raw-unicode-escape. */
function rawUnicode(text: string): string | null {
  const decoded = text.replaceAll(
    /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g,
    (_, short?: string, long?: string) => {
      const code = Number.parseInt(short ?? long ?? '', 16);
      return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
    },
  );
  return decoded.length > 4096 ? null : decoded;
}
