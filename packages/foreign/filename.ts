import { LIMIT } from './limit.ts';
import { Refused } from './refusal.ts';

/** Bit 11 of the flags: the name is UTF-8. */
const UTF8 = 0x800;

/**
 * The name of a file in an untrusted archive: a plain relative path with `/` between its parts. Refused is whatever
 * some system takes for something else: a parent, a root, a drive, a backslash, a control or formatting character,
 * bytes of which the archive does not say how they are to be read.
 */
export function fileName(raw: Buffer, flags: number): string {
  if (raw.length === 0 || raw.length > LIMIT.name) throw new Refused('name');
  const ascii = raw.every((byte) => byte < 0x80);
  if (!ascii && (flags & UTF8) === 0) throw new Refused('name');
  const name = decoded(raw);
  if (/[\p{Cc}\p{Cf}\p{Cs}\\:\u2028\u2029]/u.test(name)) throw new Refused('name');
  const parts = name.replace(/\/$/, '').split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[. ]$/.test(part)))
    throw new Refused('name');
  return name;
}

function decoded(raw: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw new Refused('name');
  }
}
