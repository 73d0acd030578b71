import type { Guess } from './sight.ts';

export type Columns = Readonly<Partial<Record<'id' | 'label' | 'prediction' | 'score', string>>>;

const ROLES: readonly (readonly [role: keyof Columns, name: RegExp])[] = [
  ['id', /^(id|idx|index|key|uuid|.*_id)$/i],
  ['prediction', /^(prediction|predicted|pred|y_pred|y_hat|guess|output|predicted_label|.*_pred)$/i],
  ['score', /^(score|prob|proba|probability|p|y_score|y_prob|y_proba|p_[a-z0-9]+|.*_(prob|proba|score))$/i],
  ['label', /^(label|labels|target|y|y_true|actual|truth|true|gold|expected|reference|.*_true)$/i],
];

/** Which column of the predictions holds what, as their names tell. */
export function columnsFrom(names: readonly string[]): Columns {
  const found: { -readonly [role in keyof Columns]: string } = {};
  const taken = new Set<string>();
  for (const [role, pattern] of ROLES) {
    const name = names.find((one) => pattern.test(one) && !taken.has(one));
    if (name === undefined) continue;
    found[role] = name;
    taken.add(name);
  }
  // one name is left, and only what the truth is has no name yet: a domain's own word, such as late
  const [left, ...more] = names.filter((one) => !taken.has(one));
  if (found.label === undefined && left !== undefined && more.length === 0) found.label = left;
  return found;
}

/** Names of columns that a script writes: keys of a DataFrame, field names of a CSV writer, or a header as a text. */
export function columnsWritten(source: string, file: string): Guess<string[]> | null {
  const ways: readonly (readonly [RegExp, RegExp])[] = [
    [/\bDataFrame\(\s*\{([^{}]*)\}/, /["']([\w.-]+)["']\s*:/g],
    [/\b(?:fieldnames|columns)\s*=\s*\[([^\]]*)\]/, /["']([\w.-]+)["']/g],
    [/\bwriterow\(\s*[[(]([^\])]*)[\])]/, /["']([\w.-]+)["']/g],
    [/["']([a-z_]\w*(?:,[a-z_]\w*)+)(?:\\n)?["']/i, /(\w+)/g],
  ];
  for (const [outer, inner] of ways) {
    const found = outer.exec(source);
    const names = [...(found?.[1] ?? '').matchAll(inner)].map(([, name = '']) => name);
    if (found === null || names.length < 2) continue;
    return { value: names, from: `${file}:${source.slice(0, found.index).split('\n').length}` };
  }
  return null;
}
