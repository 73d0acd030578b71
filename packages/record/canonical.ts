import canonicalize from 'canonicalize';

/**
 * Canonical JSON (RFC 8785): equal values give equal bytes on every machine. What JSON cannot hold (NaN, a
 * function, undefined at the top) throws: a record with a hole would have a digest nobody can recompute.
 */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a value that JSON cannot hold has no canonical form');
  return text;
}

/**
 * The value of a file that is its canonical form and a line end, as every record is. Any other text throws: with a
 * blank, another order or a name that stands twice (readers keep different ones of the two), what one reader sees
 * behind a digest need not be what another sees.
 */
export function readCanonical(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!isPlainlyCanonical(text, value) && `${canonical(value)}\n` !== text)
    throw new TypeError('is not canonical JSON (RFC 8785) and a line end');
  return value;
}

/**
 * Is the text canonical by what JSON.stringify says? It writes strings and numbers as RFC 8785 does (sections 3.2.2.2 and
 * 3.2.2.3) and keeps the order of keys, in a tenth of the time. A history has thousands of records. No: not known; a
 * lone surrogate, which it escapes, has no canonical form.
 */
function isPlainlyCanonical(text: string, value: unknown): boolean {
  return `${JSON.stringify(value)}\n` === text && !text.includes('\\ud') && hasKeysInOrder(value);
}

function hasKeysInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(hasKeysInOrder);
  let before: string | null = null;
  for (const [key, own] of Object.entries(value)) {
    if ((before !== null && key < before) || !hasKeysInOrder(own)) return false;
    before = key;
  }
  return true;
}
