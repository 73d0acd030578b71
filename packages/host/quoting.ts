/**
 * Lines another program wrote, made harmless. The runner reads a line as a command when, after leading white
 * space, it starts with `::`, and reads `##[…]` anywhere (actions/runner, ActionCommand.TryParseV2 and
 * TryParse). Both marks are broken up with a word joiner, which shows as nothing.
 */
export function quoteForeign(text: string): string {
  const oneLine = text.replaceAll(/[\r\n\u0085\u2028\u2029]+/g, ' ');
  return oneLine.replaceAll('::', ':\u2060:').replaceAll('##[', '#\u2060#[');
}

/** Replaces every secret by ***, longest first so that no tail of one shows. */
export class Redaction {
  readonly #secrets = new Set<string>();

  add(secret: string): void {
    for (const line of [secret, ...secret.split('\n')]) if (line.trim().length > 3) this.#secrets.add(line);
  }

  apply(text: string): string {
    const longestFirst = [...this.#secrets].sort((one, other) => other.length - one.length);
    return longestFirst.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
  }
}
