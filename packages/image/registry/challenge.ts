/** What a registry asks for with a 401 (RFC 9110 section 11.6.1; distribution's docs/spec/auth/token.md). */
export interface Challenge {
  /** lower case */
  readonly scheme: string;
  /** names in lower case */
  readonly parameters: Readonly<Record<string, string>>;
}

const TOKEN = /[A-Za-z0-9!#$%&'*+.^_`|~-]+/y;

/** All challenges of a WWW-Authenticate header; several may stand in one, joined by commas. */
export function parseChallenges(header: string): Challenge[] {
  const found: { scheme: string; parameters: Record<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match === null) return null;
    at = pattern.lastIndex;
    return match[1] ?? match[0];
  };
  while (at < header.length) {
    take(/[\s,]+/y);
    const word = take(TOKEN);
    if (word === null) break;
    const current = found.at(-1);
    if (take(/\s*=\s*/y) === null || current === undefined) {
      found.push({ scheme: word.toLowerCase(), parameters: {} });
      continue;
    }
    const quoted = take(/"((?:[^"\\]|\\.)*)"/y);
    current.parameters[word.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, '$1') ?? take(TOKEN) ?? '';
  }
  return found;
}
