import { posix } from 'node:path';
import { DATA_FILE } from '#project/dvc/inputs';
import { modelNameFrom } from '#project/project';
import type { Spelled } from './python.ts';
import { type Guess, isInGit, isThere, type Sight } from './sight.ts';

/** A dataset that code reads. */
export interface FoundData extends Guess<string> {
  /** as under `data:` */
  readonly name: string;
  /** does git have it? What git ignores is not in a workflow's checkout */
  readonly inGit: boolean;
  /** DVC tracks it */
  readonly tracked: boolean;
  /** a script that may make it; null: none looks so */
  readonly producer: string | null;
}

/** Folders that hold data by their name. */
export const DATA_FOLDERS = ['data', 'dataset', 'datasets', 'input', 'inputs'];

/**
 * Datasets: what DVC tracks, and what code spells out and is there; where that is nothing, a folder of a telling name.
 * Files of one such folder are one dataset, unless code writes into it: its digest would be another after each run.
 */
export function dataOf(sight: Sight, read: readonly Spelled[], outputs: readonly string[]): FoundData[] {
  const pointers = sight.paths
    .filter((path) => /[^/]\.dvc$/.test(path) && !path.startsWith('.dvc/'))
    .map((path): Guess<string> => ({ value: path.slice(0, -'.dvc'.length), from: path }));
  const files = read.filter(
    ({ value, before }) =>
      (DATA_FILE.test(value) || DATA_FOLDERS.includes(value.split('/')[0] ?? '')) &&
      isThere(value, sight) &&
      !outputs.includes(value) &&
      !WRITES.test(before),
  );
  const folder = DATA_FOLDERS.find(
    (name) => isThere(name, sight) && !outputs.some((path) => within(path, name)),
  );
  const bare = folder === undefined ? [] : [{ value: folder, from: `the folder ${folder}` }];
  const found = [...pointers, ...files.map(({ value, from }) => ({ value: whole(value, outputs), from }))];
  const chosen = outermost(found.length === 0 ? bare : found);
  const names = new Set<string>();
  return chosen.map(({ value, from }) => ({
    value,
    from,
    name: unused(modelNameFrom(posix.basename(value).replace(/\.\w+$/, '')), names),
    inGit: isInGit(value, sight),
    tracked: pointers.some((pointer) => pointer.value === value),
    producer: sight.paths.find((path) => PRODUCER.test(path)) ?? null,
  }));
}

/** Files of data that code reads and that are not here. */
export function absentIn(
  sight: Sight,
  read: readonly Spelled[],
  outputs: readonly string[],
): Guess<string>[] {
  return read
    .filter(
      ({ value, before }) =>
        DATA_FILE.test(value) && !WRITES.test(before) && !outputs.includes(value) && !isThere(value, sight),
    )
    .map(({ value, from }) => ({ value, from }));
}

const WRITES = /\b(to_\w+|write\w*|save\w*|dump|mkdir|makedirs)\([^()]*$/;

const PRODUCER =
  /^((src|scripts)\/(\w+\/)?)?(prepare|preprocess|download|make_dataset|get_data|prepare_data)\.py$/;

/** The folder of data that a file lies in, where nothing is written to it; else the file. */
function whole(path: string, outputs: readonly string[]): string {
  const parts = path.split('/');
  if (!DATA_FOLDERS.includes(parts[0] ?? '')) return path;
  const folders = parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join('/'));
  return folders.find((folder) => !outputs.some((output) => within(output, folder))) ?? path;
}

function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Each place once, without what lies in another of them. */
function outermost(found: readonly Guess<string>[]): Guess<string>[] {
  return found.filter(
    ({ value }, at) =>
      found.findIndex((other) => other.value === value) === at &&
      !found.some((other) => other.value !== value && within(value, other.value)),
  );
}

function unused(name: string, names: Set<string>): string {
  let free = name;
  for (let number = 2; names.has(free); number++) free = `${name}-${number}`;
  names.add(free);
  return free;
}
