import { type Global, isFull, type Value } from './value.ts';

/** What lies behind an array's description in joblib's files, instead of opcodes. */
export type ArrayBytes =
  | { readonly kind: 'numbers'; readonly bytes: number; readonly aligned: boolean }
  /** a pickle of its own */
  | { readonly kind: 'objects' }
  | { readonly kind: 'unknown'; readonly why: string };

const WRAPPER = { module: 'joblib.numpy_pickle', name: 'NumpyArrayWrapper' } as const;

/** Is what was just built joblib's note that an array follows? null: it is not. */
export function arrayOf(top: Value | null): ArrayBytes | null {
  if (top?.kind !== 'made' || !isNamed(top.by, WRAPPER)) return null;
  const state = top.state?.kind === 'map' ? top.state.entries : new Map<string, Value>();
  const [shape, dtype] = [state.get('shape'), state.get('dtype')];
  const items = shape?.kind === 'tuple' ? shape.items.map(numberOf) : null;
  const item = itemOf(dtype);
  if (items === null || items.includes(null) || item === null) {
    return { kind: 'unknown', why: 'it has an array whose shape or type cannot be told' };
  }
  if (item.objects) return { kind: 'objects' };
  const count = items.reduce<number>((product, one) => product * (one ?? 0), 1);
  const bytes = count * item.size;
  if (!Number.isSafeInteger(bytes) || bytes < 0)
    return { kind: 'unknown', why: 'it has an array of an impossible size' };
  const alignment = state.get('numpy_array_alignment_bytes');
  return { kind: 'numbers', bytes, aligned: alignment !== undefined && alignment.kind !== 'none' };
}

function isNamed(one: Pick<Global, 'module' | 'name'>, other: Pick<Global, 'module' | 'name'>): boolean {
  return one.module === other.module && one.name === other.name;
}

function numberOf(value: Value | undefined): number | null {
  if (value?.kind === 'number') return value.value;
  // numpy's own whole numbers are not used for shapes
  return null;
}

interface Item {
  readonly size: number;
  readonly objects: boolean;
}

/** Bytes of one character or unit by the letter of a type whose size is a length. */
const UNIT: Readonly<Record<string, number>> = { S: 1, a: 1, U: 4, V: 1 };
/** Bit of a dtype's flags: it holds references to objects. */
const HAS_OBJECT = 1;

/**
 * Size of an item of a numpy.dtype as its reduction says it: `dtype('f8', False, True)` with the state (version, order,
 * subdtype, names, fields, elsize, alignment, flags). null where it cannot be told for certain.
 */
function itemOf(dtype: Value | undefined): Item | null {
  if (dtype?.kind !== 'made' || dtype.by.name !== 'dtype' || !dtype.by.module.startsWith('numpy'))
    return null;
  const [code] = dtype.args.kind === 'tuple' ? dtype.args.items : [];
  const text = code?.kind === 'text' ? code.text : null;
  const found = /^[<>=|]?([a-zA-Z?])(\d*)(\[.*\])?$/.exec(text ?? '');
  if (found === null) return null;
  const [, letter = '', digits = ''] = found;
  const state = dtype.state?.kind === 'tuple' ? dtype.state.items : [];
  const [, , subdtype, , fields, elsize, , flags] = state;
  const said = numberOf(elsize) ?? -1;
  const flagged = ((numberOf(flags) ?? 0) & HAS_OBJECT) !== 0;
  if (letter === 'O' || flagged || holdsObjects(fields) || isOfObjects(subdtype))
    return { size: 8, objects: true };
  const own = digits === '' ? -1 : Number(digits) * (UNIT[letter] ?? 1);
  if (own < 0 && said < 0) return null;
  if (own > 0 && said >= 0 && own !== said) return null;
  return { size: Math.max(own, said), objects: false };
}

/** Is an item an array of objects itself? */
function isOfObjects(subdtype: Value | undefined): boolean {
  if (subdtype === undefined || subdtype.kind === 'none') return false;
  const item = subdtype.kind === 'tuple' ? itemOf(subdtype.items[0]) : null;
  return item === null || item.objects;
}

/** A field of objects somewhere below; what cannot be told counts as one. */
function holdsObjects(fields: Value | undefined): boolean {
  if (fields === undefined || fields.kind === 'none') return false;
  if (fields.kind !== 'map' || isFull(fields.entries)) return true;
  return [...fields.entries.values()].some((field) => {
    const item = field.kind === 'tuple' ? itemOf(field.items[0]) : null;
    return item === null || item.objects;
  });
}
