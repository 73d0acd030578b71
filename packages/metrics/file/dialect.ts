import type { Tree } from './tree.ts';
import type { MetricsFile } from './written.ts';

/** A tool's way of writing metrics as nested names: recognised by what is in the file, whatever the file is called. */
export interface Dialect {
  recognises(tree: Tree): boolean;
  read(tree: Tree): MetricsFile;
}
