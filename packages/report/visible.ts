/**
 * C0 and C1 controls, line separators, and the characters that reorder or hide text (bidirectional overrides
 * and isolates, zero-width ones, the byte order mark). Joiners U+200C and U+200D stay: scripts and emoji need them.
 */
const HIDDEN =
  /[\p{Cc}\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Foreign text on one line with everything hidden made visible: a line feed as \n, an escape as \u001b. What
 * comes out can neither leave its line nor steer a terminal, and shows what was there.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
    return SHORT[character] ?? `\\u${code}`;
  });
}

/** For a log: also apart what a runner would take for a workflow command (`::error::`, `##[group]`). */
export function loggable(text: string): string {
  return visible(text)
    .replace(/:(?=:)/g, ': ')
    .replaceAll('##[', '## [');
}
