/** How one value lies in the bytes: `f8`, `i4`, `b1`, `S10`, `U3`. */
export interface ValueType {
  readonly kind: 'f' | 'i' | 'u' | 'b' | 'S' | 'U';
  /** bytes */
  readonly size: number;
  readonly little: boolean;
}

/** A field of a structured array. */
export interface Field {
  readonly name: string;
  /** bytes from the start of the entry */
  readonly offset: number;
  readonly type: ValueType;
}

export interface Layout {
  readonly type: ValueType;
  /** null: each entry is one value of `type` */
  readonly fields: readonly Field[] | null;
  readonly rows: number;
  /** columns of an array of two dimensions; one is as good as none */
  readonly wide: number | null;
  /** column after column (Fortran's order), not row after row */
  readonly columnwise: boolean;
  /** bytes of an entry */
  readonly size: number;
  /** where the data begin */
  readonly start: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Reads the header, a Python dictionary in text (NEP 1). Throws a sentence where it is none, or not for columns. */
export function layoutOf(bytes: Uint8Array): Layout {
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) throw new Error('it does not begin as np.save begins');
  const major = bytes[6] ?? 0;
  if (major < 1 || major > 3) throw new Error(`its format ${major}.${bytes[7]} is not known`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const prefix = major === 1 ? 10 : 12;
  if (bytes.length < prefix) throw new Error('it ends in its header');
  const start = prefix + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) throw new Error('it ends in its header');
  const header = new Python(
    new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(prefix, start)),
  ).value();
  if (!(header instanceof Map)) throw new Error('its header is no dictionary');
  return {
    ...shapeOf(header.get('shape')),
    ...entryOf(header.get('descr')),
    columnwise: header.get('fortran_order') === true,
    start,
  };
}

function shapeOf(shape: Value | undefined): Pick<Layout, 'rows' | 'wide'> {
  if (!Array.isArray(shape)) throw new Error('its header has no shape');
  const sizes = shape.filter((size) => typeof size === 'number');
  const [rows, columns = null] = sizes;
  const wide = columns === 1 ? null : columns;
  if (rows === undefined || sizes.length > 2)
    throw new Error(`it has ${sizes.length} dimensions, where a column has one`);
  return { rows, wide };
}

function entryOf(descr: Value | undefined): Pick<Layout, 'type' | 'fields' | 'size'> {
  if (typeof descr === 'string') {
    const type = typeOf(descr);
    return { type, fields: null, size: type.size };
  }
  if (!Array.isArray(descr)) throw new Error('its header has no descr');
  const fields: Field[] = [];
  let size = 0;
  for (const part of descr) {
    const [name, spelled, shape] = Array.isArray(part) ? part : [];
    const known = Array.isArray(name) ? name[1] : name; // (title, name)
    if (typeof known !== 'string' || typeof spelled !== 'string' || shape !== undefined)
      throw new Error('its fields are not single values');
    const padding = /^\|V(\d+)$/.exec(spelled);
    if (padding !== null && known === '') {
      size += Number(padding[1]);
      continue;
    }
    const type = typeOf(spelled);
    fields.push({ name: known, offset: size, type });
    size += type.size;
  }
  const [first] = fields;
  if (first === undefined) throw new Error('it has no fields');
  return { type: first.type, fields, size };
}

function typeOf(spelled: string): ValueType {
  const [, order, letter, digits] = /^([<>|=]?)([a-zA-Z])(\d*)/.exec(spelled) ?? [];
  if (letter === 'O')
    throw new Error('it holds Python objects, pickled, which are code to run and are never opened');
  const kind = KINDS.find((one) => one === letter);
  const size = Number(digits) * (kind === 'U' ? 4 : 1);
  if (kind === undefined || !(SIZES[kind]?.includes(size) ?? true))
    throw new Error(`values of type ${spelled} are neither numbers, booleans nor fixed text`);
  return { kind, size, little: order !== '>' };
}

const KINDS = ['f', 'i', 'u', 'b', 'S', 'U'] as const;
const SIZES: Readonly<Record<(typeof KINDS)[number], readonly number[] | null>> = {
  f: [2, 4, 8],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  b: [1],
  S: null,
  U: null,
};

type Value = string | number | boolean | readonly Value[] | ReadonlyMap<string, Value>;

/** The few of Python's literals that headers are made of: texts, whole numbers, booleans, tuples, lists, dictionaries. */
class Python {
  readonly #tokens: string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = text.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\d+L?|\w+|[^\s]/g) ?? [];
  }

  value(): Value {
    const token = this.#tokens[this.#at++] ?? '';
    if (token === '{') return new Map(this.#items('}', () => this.#entry()));
    if (token === '(') return this.#items(')', () => this.value());
    if (token === '[') return this.#items(']', () => this.value());
    if (token === 'True' || token === 'False') return token === 'True';
    if (/^\d/.test(token)) return Number.parseInt(token, 10);
    if (/^['"]/.test(token)) return token.slice(1, -1).replace(/\\(.)/g, '$1');
    throw new Error(`its header has ${JSON.stringify(token)} where a value belongs`);
  }

  #entry(): [string, Value] {
    const key = this.value();
    if (typeof key !== 'string' || this.#tokens[this.#at++] !== ':') throw new Error('its header is damaged');
    return [key, this.value()];
  }

  #items<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    while (this.#tokens[this.#at] !== end) {
      items.push(item());
      if (this.#tokens[this.#at] === ',') this.#at++;
      else if (this.#tokens[this.#at] !== end) throw new Error('its header is damaged');
    }
    this.#at++;
    return items;
  }
}
