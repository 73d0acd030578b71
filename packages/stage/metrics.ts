import { Mistake } from '#kit/outcome';
import { metricsOf } from '#metrics/file/read';
import { isTree, parseJson, type Tree } from '#metrics/file/tree';
import type { MetricsFile } from '#metrics/file/written';

/**
 * Metrics a training command wrote as JSON, flattened: nested names are joined with `.`, what is no number is left out.
 * What a tool that is known wrote is read as its own. NaN and Infinity, which Python writes though JSON has none, are
 * kept as NaN: a gate on them is an error.
 */
export function flatMetrics(source: string, file: string): Record<string, number> {
  return numbersIn(metricsOf(parse(source, file), 'json'));
}

/** Names and values alone. */
export function numbersIn({ metrics }: MetricsFile): Record<string, number> {
  return Object.fromEntries([...metrics].map(([name, { value }]) => [name, value]));
}

function parse(source: string, file: string): Tree {
  const remedy = 'Write an object of names and numbers.';
  try {
    const value = parseJson(source);
    if (isTree(value)) return value;
  } catch (cause) {
    const what = `is no JSON: ${cause instanceof Error ? cause.message : cause}`;
    throw new Mistake({ subject: file, what, remedy }, { cause });
  }
  throw new Mistake({ subject: file, what: 'is no JSON object', remedy });
}
