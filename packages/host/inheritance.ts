import { delimiter } from 'node:path';
import type { ExecOptions } from '#kit/ports';

/** With these a child could write our outputs, summary or verdict, read our inputs, or act in our name. */
const WITHHELD = /^(INPUT_.*|ACTIONS_.*|STATE_.*|GITHUB_TOKEN|GITHUB_(OUTPUT|ENV|PATH|STATE|STEP_SUMMARY))$/i;

/** The environment of a child: ours less what is withheld, what the caller adds, its folders first on PATH. */
export function inherited(
  env: Readonly<Record<string, string | undefined>>,
  { env: added = {}, path = [] }: Pick<ExecOptions, 'env' | 'path'>,
): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !WITHHELD.test(name)) merged[name] = value;
  }
  Object.assign(merged, added);
  const folders = [...path, ...(merged['PATH'] ?? '').split(delimiter)].filter((folder) => folder !== '');
  return { ...merged, PATH: folders.join(delimiter) };
}
