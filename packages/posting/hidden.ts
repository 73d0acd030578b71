/**
 * Lines of Markdown that nobody sees: a marker by which a text of ours is found again, and what it remembers of itself.
 * Nothing in them can end the comment.
 */
export function markerLine(kind: string, parts: readonly string[]): string {
  return `<!-- ${kind}: ${parts.map(encodeURIComponent).join('/')} -->`;
}

export function stateLine(kind: string, state: unknown): string {
  return `<!-- ${kind}-state: ${Buffer.from(JSON.stringify(state)).toString('base64url')} -->`;
}

/** What a text remembers, to be parsed; null where it was taken out or damaged by hand. `kind` holds no signs. */
export function readState(kind: string, body: string): unknown {
  const [, text] = new RegExp(`^<!-- ${kind}-state: ([\\w-]+) -->\\r?$`, 'm').exec(body) ?? [];
  if (text === undefined) return null;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return null;
  }
}
