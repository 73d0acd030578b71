import { Collection } from './collection.ts';
import { isTree, type Tree } from './tree.ts';
import type { Kind, MetricsFile } from './written.ts';

/** Names and numbers, nested or not: `a.b.c`. What is no number is left out. */
export function readPlain(tree: Tree, kind: Kind): MetricsFile {
  const found = new Collection();
  collect('', tree, found);
  return found.finish(kind);
}

/** Adds every number below a name. */
export function collect(prefix: string, value: unknown, found: Collection): void {
  if (typeof value === 'number' || typeof value === 'bigint') found.add(prefix, Number(value));
  else if (isTree(value))
    for (const [key, inner] of Object.entries(value))
      collect(prefix === '' ? key : `${prefix}.${key}`, inner, found);
}
