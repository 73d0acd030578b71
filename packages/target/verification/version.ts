import type { Candidate } from '../target.ts';
import { askJson, brief, type Check, type World } from './check.ts';

/** Asks which model answers there, by its SHA-256, and compares it with the one that was to be started. */
export async function checkVersion(candidate: Candidate, path: string, world: World): Promise<Check> {
  const { model } = candidate.release;
  const failed = (found: string): Check => ({ name: 'version', passed: false, found });
  const answer = await askJson(candidate, path, undefined, world);
  if ('wrong' in answer) return failed(answer.wrong);
  const found = modelIn(answer.value);
  if (found === null) {
    const shown = brief(answer.value);
    return failed(
      `${path} does not say which model it serves: {"model": "<sha256>"} is needed, found ${shown}`,
    );
  }
  if (found === model) return { name: 'version', passed: true, found: `serves model ${model.slice(0, 12)}` };
  return failed(`wrong model behind the port: ${path} says ${found}, and ${model} was to be started`);
}

/** 64 hexadecimal digits, with or without `sha256:` before them. */
function modelIn(value: unknown): string | null {
  const model: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'model') : null;
  return typeof model === 'string' ? (/^(?:sha256:)?([0-9a-f]{64})$/.exec(model)?.[1] ?? null) : null;
}
