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
  if (`${canonical(value)}\n` !== text)
    throw new TypeError('is not canonical JSON (RFC 8785) and a line end');
  return value;
}
