import type { Host } from '#kit/ports';
import { differences, type Recipe, stageKey } from '#record/stagekey';
import { readStatement, type Statement, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import type { Code } from './code.ts';
import { measure } from './digest.ts';

/** A stage's artifact folder as it lies under `.mlops/stage/`, with its record read. */
export interface Kept {
  readonly folder: string;
  readonly record: Statement;
}

/** Where a stage assembles its artifact; also what its cache entry holds. */
export function stageFolder(stage: string, name: string | null): string {
  return `${FILE.state}/stage/${[stage, ...(name === null ? [] : [name])].join('-')}`;
}

const entry = (key: string) => `mlops-stage-1-${key}`;

/**
 * What an earlier run with the same key made, re-hashed: null on a miss. An entry that is poisoned, cut or
 * unreadable is a miss with a notice and never a wrong result. `outputs`: subject name -> path in the folder.
 */
export async function recall(
  recipe: Recipe,
  outputs: Readonly<Record<string, string>>,
  host: Host,
): Promise<Kept | null> {
  const key = stageKey(recipe);
  const folder = stageFolder(recipe.stage, recipe.name);
  if (!(await host.cache.restore(entry(key), [folder]))) return null;
  try {
    const record = readStatement(await host.files.text(`${folder}/${FILE.record}`));
    for (const [subject, path] of Object.entries(outputs)) {
      const as = subject.startsWith('data:') ? 'dataset' : 'model';
      const { digest } = await measure(`${folder}/${path}`, as, host);
      if (digest !== subjectDigest(record, subject))
        throw new Error(`${subject} is not what its record says`);
    }
    return { folder, record };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    host.log.notice(`The cached result of ${recipe.stage} was not used: ${why}. It is made again.`);
    await host.files.remove(folder);
    return null;
  }
}

/** Keeps a stage's folder for the next run with the same key. Only what succeeded is kept. */
export async function remember(recipe: Recipe, host: Host): Promise<void> {
  await host.cache.save(entry(stageKey(recipe)), [stageFolder(recipe.stage, recipe.name)]);
}

interface Memory {
  readonly recipe: Recipe;
  readonly code: Readonly<Record<string, string>>;
}

const memoryOf = (recipe: Recipe) =>
  `${FILE.state}/last/${recipe.stage}${recipe.name ? `-${recipe.name}` : ''}.json`;

/** Why the stage runs: what differs from the last time it ran here, one line a part. Remembers this time. */
export async function explainMiss(recipe: Recipe, code: Code, host: Host): Promise<string> {
  const now: Memory = {
    recipe,
    code: Object.fromEntries(code.files.map((file) => [file.path, file.sha256])),
  };
  const path = memoryOf(recipe);
  const before = (await host.files.exists(path)) === 'file' ? parse(await host.files.text(path)) : null;
  await host.files.write(path, JSON.stringify(now));
  if (before === null) return 'no earlier run is known here';
  const { code: _, ...rest } = now.recipe;
  const { code: __, ...earlier } = before.recipe;
  const changed = [...differences(earlier, rest), ...differences(before.code, now.code, 'code')];
  return changed.length === 0 ? 'the cached result is gone' : summarise(changed);
}

function summarise(changed: readonly string[]): string {
  const shown = changed.slice(0, 5).join('; ');
  return changed.length > 5 ? `${shown}; and ${changed.length - 5} more` : shown;
}

function parse(text: string): Memory | null {
  try {
    const value: unknown = JSON.parse(text);
    const whole = typeof value === 'object' && value !== null && 'recipe' in value && 'code' in value;
    return whole ? (value as Memory) : null;
  } catch {
    return null;
  }
}
