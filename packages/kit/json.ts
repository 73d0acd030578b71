/** What a text, or UTF-8, holds as JSON; null where it is none, which the schema it is held against refuses as well. */
export function jsonOrNull(source: string | Uint8Array): unknown {
  try {
    return JSON.parse(
      typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source),
    );
  } catch {
    return null;
  }
}
