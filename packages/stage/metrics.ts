import { Mistake } from '#kit/outcome';

/**
 * Metrics a training command wrote, flattened: nested names are joined with `.`, what is no number is left out.
 * NaN and Infinity, which Python writes though JSON has none, are kept as NaN: a gate on them is an error.
 */
export function flatMetrics(source: string, file: string): Record<string, number> {
  const found: Record<string, number> = {};
  collect('', parse(source, file), found);
  return found;
}

function parse(source: string, file: string): unknown {
  const strict = source.replaceAll(/(?<=[:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, '"NaN"');
  try {
    const value: unknown = JSON.parse(strict);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    const what = `is no JSON: ${cause instanceof Error ? cause.message : cause}`;
    throw new Mistake({ subject: file, what, remedy: 'Write an object of names and numbers.' }, { cause });
  }
  throw new Mistake({
    subject: file,
    what: 'is no JSON object',
    remedy: 'Write an object of names and numbers.',
  });
}

function collect(prefix: string, value: unknown, found: Record<string, number>): void {
  if (typeof value === 'number') found[prefix] = value;
  else if (value === 'NaN') found[prefix] = Number.NaN;
  else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, below] of Object.entries(value))
      collect(prefix === '' ? key : `${prefix}.${key}`, below, found);
  }
}
