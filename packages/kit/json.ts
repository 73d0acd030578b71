/** What a text holds as JSON; null where it is none, which the schema it is held against refuses as well. */
export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
