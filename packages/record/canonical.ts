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
