import { Collection } from './collection.ts';
import type { Dialect } from './dialect.ts';
import { gateName } from './name.ts';
import { below, isTree, type Tree } from './tree.ts';

/**
 * What `promptfoo eval --output <file>.json` writes (src/types, OutputFile, version 3): `results.stats` counts the
 * tests, `results.prompts` has the scores of each prompt and provider. An evaluation without an error passes at the
 * rate `pass_rate` = successes / tests; an error is a test that did not pass.
 */
export const promptfoo: Dialect = {
  recognises: (tree) =>
    typeof below(tree, 'results', 'stats', 'successes') === 'number' &&
    typeof below(tree, 'results', 'stats', 'failures') === 'number',
  read(tree) {
    const found = new Collection();
    const stats = below(tree, 'results', 'stats');
    const [successes, failures, errors] = ['successes', 'failures', 'errors'].map((name) =>
      count(below(stats, name)),
    );
    addCounts('', { successes: successes ?? 0, failures: failures ?? 0, errors: errors ?? 0 }, found);
    for (const name of ['total', 'prompt', 'completion', 'cached']) {
      const tokens = below(stats, 'tokenUsage', name);
      if (typeof tokens === 'number') found.add(`tokens.${name}`, tokens, { direction: 'lower-is-better' });
    }
    const prompts = below(tree, 'results', 'prompts');
    const each = Array.isArray(prompts) ? prompts.filter(isTree) : [];
    for (const [at, prompt] of each.entries())
      addPrompt(`${nameOf(prompt)}${again(each, at)}`, prompt, found);
    return found.finish('promptfoo');
  },
};

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

interface Counts {
  readonly successes: number;
  readonly failures: number;
  readonly errors: number;
}

function addCounts(prefix: string, counts: Counts, found: Collection): void {
  const tests = counts.successes + counts.failures + counts.errors;
  const [lower, higher] = [{ direction: 'lower-is-better' }, { direction: 'higher-is-better' }] as const;
  found.add(`${prefix}pass_rate`, counts.successes / tests, {
    ...higher,
    rows: tests,
    ...(tests === 0 ? { because: 'no test was run' } : {}),
  });
  found.add(`${prefix}successes`, counts.successes, { ...higher, rows: tests });
  found.add(`${prefix}failures`, counts.failures, { ...lower, rows: tests });
  found.add(`${prefix}errors`, counts.errors, { ...lower, rows: tests });
}

/** `openai_gpt-5`; the second prompt of a provider is `openai_gpt-5-2`. */
function nameOf(prompt: Tree): string {
  return gateName(String(prompt['provider'] ?? 'prompt').replaceAll(/[./\\]+/g, '_'));
}

function again(prompts: readonly Tree[], at: number): string {
  const before = prompts.slice(0, at).filter((one) => one['provider'] === prompts[at]?.['provider']).length;
  return before === 0 ? '' : `-${before + 1}`;
}

function addPrompt(name: string, prompt: Tree, found: Collection): void {
  const metrics = prompt['metrics'];
  if (!isTree(metrics)) return;
  const counts = {
    successes: count(metrics['testPassCount']),
    failures: count(metrics['testFailCount']),
    errors: count(metrics['testErrorCount']),
  };
  const tests = counts.successes + counts.failures + counts.errors;
  addCounts(`${name}.`, counts, found);
  if (tests > 0)
    found.add(`${name}.score`, count(metrics['score']) / tests, {
      direction: 'higher-is-better',
      rows: tests,
    });
  const [cost, latency] = [metrics['cost'], metrics['totalLatencyMs']];
  if (typeof cost === 'number')
    found.add(`${name}.cost`, cost, { direction: 'lower-is-better', rows: tests });
  if (typeof latency === 'number' && tests > 0)
    found.add(`${name}.latency`, latency / 1000 / tests, {
      direction: 'lower-is-better',
      unit: 'seconds',
      rows: tests,
    });
  const scores = metrics['namedScores'];
  if (!isTree(scores)) return;
  for (const [named, sum] of Object.entries(scores)) {
    const rows = count(below(metrics, 'namedScoresCount', named));
    const weights = count(below(metrics, 'namedScoreWeights', named)) || rows;
    if (typeof sum === 'number' && weights > 0)
      found.add(`${name}.${named}`, sum / weights, { direction: 'higher-is-better', rows });
  }
}
