/** What a pickle names by module and name, to be imported by whoever loads it. */
export interface Global {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
  /** of the opcode, from the start of the pickle's bytes */
  readonly offset: number;
}

/** Something a call of a global gave. */
interface Made {
  readonly kind: 'made';
  readonly by: Global;
  readonly args: Value;
  /** what BUILD handed to it */
  state: Value | null;
}

/** What is known of a thing on the stack of a pickle that is walked and not executed. */
export type Value =
  | Global
  | Made
  /** null: too long to be a name, or of characters that are not known */
  | { readonly kind: 'text'; readonly text: string | null }
  | { readonly kind: 'number'; readonly value: number | null }
  | { readonly kind: 'tuple'; readonly items: readonly Value[] }
  | { readonly kind: 'map'; readonly entries: Map<string, Value> }
  | { readonly kind: 'none' }
  /** anything else: it names nothing and calls nothing */
  | { readonly kind: 'data' };

export const DATA: Value = { kind: 'data' };
export const NONE: Value = { kind: 'none' };

/** Entries of a mapping that are remembered: enough for the state of what describes an array. */
const ENTRIES = 256;

/** There may be more entries than are remembered. */
export function isFull(entries: ReadonlyMap<string, Value>): boolean {
  return entries.size >= ENTRIES;
}

/** Sets what is known of a map; a key that is not known, or one too many, changes nothing. */
export function setEntry(map: Value, key: Value | undefined, value: Value | undefined): void {
  if (map.kind !== 'map' || key?.kind !== 'text' || key.text === null || value === undefined) return;
  if (map.entries.size < ENTRIES || map.entries.has(key.text)) map.entries.set(key.text, value);
}

/** A global as Python imports it: `sklearn.tree._tree.Tree`. */
export function fullName({ module, name }: Pick<Global, 'module' | 'name'>): string {
  return `${module}.${name}`;
}
