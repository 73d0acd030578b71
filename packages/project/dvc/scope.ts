import type { Files } from '#kit/ports';
import { within } from './place.ts';
import { isMapping, isSequence, type Mapping, readValues, spelled, type Value } from './value.ts';

/** What `${…}` may name in a dvc.yaml: params.yaml beside it, then `vars`: files (`path[:keys]`) and mappings. */
export async function variables(
  vars: Value,
  folder: string,
  files: Pick<Files, 'text' | 'exists'>,
): Promise<Mapping> {
  const params = within(folder, 'params.yaml');
  const start = (await files.exists(params)) === 'file' ? await fromFile(params, [], files) : {};
  return withVars(start, vars, folder, files);
}

/** Variables with those of a stage's own `vars` laid over them. */
export async function withVars(
  start: Mapping,
  vars: Value,
  folder: string,
  files: Pick<Files, 'text'>,
): Promise<Mapping> {
  let values = start;
  for (const entry of isSequence(vars) ? vars : []) {
    if (isMapping(entry)) values = merged(values, entry);
    if (typeof entry !== 'string') continue;
    const [path = '', keys = ''] = entry.split(':');
    values = merged(values, await fromFile(within(folder, path), keys.split(',').filter(Boolean), files));
  }
  return values;
}

async function fromFile(path: string, keys: readonly string[], files: Pick<Files, 'text'>): Promise<Mapping> {
  const values = readValues(await files.text(path), path);
  if (!isMapping(values)) return {};
  return keys.length === 0
    ? values
    : Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key)));
}

/** DVC refuses to set a value twice, so that mappings are all there is to merge. */
function merged(into: Mapping, from: Mapping): Mapping {
  const found: Record<string, Value> = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const before = found[key];
    found[key] = isMapping(before) && isMapping(value) ? merged(before, value) : value;
  }
  return found;
}

/** A value as a note shows it, not longer than a line. */
export function shown(value: Value): string {
  const text = whole(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function whole(value: Value): string {
  if (isSequence(value)) return `[${value.map(whole).join(', ')}]`;
  if (!isMapping(value)) return spelled(value);
  return `{${Object.entries(value)
    .map(([key, below]) => `${key}: ${whole(below)}`)
    .join(', ')}}`;
}
