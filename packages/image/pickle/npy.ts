import type { ByteWindow } from './window.ts';

/** numpy.lib.format: magic, version, length of the header, header. */
const MAGIC = 6;

/**
 * Passes over the header of an .npy file. `objects`: what follows is a pickle. null where the header is none that
 * NumPy would read.
 */
export async function npyHeader(window: ByteWindow): Promise<{ readonly objects: boolean } | null> {
  if (!(await window.need(MAGIC + 6))) return null;
  window.take(MAGIC);
  const [major = 0] = window.take(2);
  if (major < 1 || major > 3) return null;
  const length = major === 1 ? window.take(2).readUInt16LE() : window.take(4).readUInt32LE();
  if (length > 1_000_000 || !(await window.need(length))) return null;
  const header = window.take(length).toString('latin1');
  if (!/^\s*\{.*'descr'\s*:.*\}\s*$/s.test(header)) return null;
  // 'O' is the one type of objects; in a description of fields it stands as a text too
  return { objects: /['"][<>=|]?O\d*['"]/.test(header) };
}
