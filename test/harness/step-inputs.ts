import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const Manifest = z.object({
  inputs: z.record(z.string(), z.object({ default: z.unknown().optional() }).nullable()).nullish(),
});

/**
 * The `INPUT_*` a runner sets: every input that the action's manifest declares, empty where it has no default and none
 * is given, and whatever else `with:` names. Of expressions only `${{ github.token }}` is known here.
 */
export function stepInputs(
  folder: string,
  given: Readonly<Record<string, string>>,
  token: () => string,
): Record<string, string> {
  const file = join(folder, 'action.yml');
  const { inputs } = Manifest.parse(existsSync(file) ? parse(readFileSync(file, 'utf8')) : {});
  const defaults = Object.entries(inputs ?? {})
    .filter(([name]) => given[name] === undefined)
    .map(([name, input]) => [name, evaluated(String(input?.default ?? ''), token)] as const);
  const all = [...defaults, ...Object.entries(given)];
  return Object.fromEntries(all.map(([name, value]) => [variable(name), value]));
}

/** As the runner spells it: only spaces are replaced (actions/runner, src/Runner.Worker/Handlers/Handler.cs). */
function variable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

function evaluated(text: string, token: () => string): string {
  const value = text.replace(/^\$\{\{\s*github\.token\s*\}\}$/, token);
  if (value.includes('${{')) throw new Error(`the expression ${text} is not known here`);
  return value;
}
