/** What a file is, by its first bytes; its name says nothing. */
export type ContentKind =
  | 'zip'
  | 'tar'
  | 'npy'
  | 'gzip'
  | 'zlib'
  | 'zstd'
  /** what Node cannot open */
  | { readonly closed: string }
  /** a pickle, or none: the opcodes tell */
  | 'open';

/** Bytes that have to be known to tell. */
export const HEAD = 512;

const CLOSED: readonly (readonly [name: string, start: string])[] = [
  ['bzip2', '425a68'],
  ['xz', 'fd377a585a00'],
  ['lzma', '5d0000'],
  ['lz4', '04224d18'],
  ['7-Zip', '377abcaf271c'],
  ['RAR', '526172211a07'],
  ['compress', '1f9d'],
  ["joblib's old compression", '5a463078'],
];

/** `head`: the first `HEAD` bytes, or all there are. */
export function kindOf(head: Buffer): ContentKind {
  const starts = (hex: string) => head.subarray(0, hex.length / 2).toString('hex') === hex;
  if (starts('504b0304') || starts('504b0506')) return 'zip';
  if (starts('934e554d5059')) return 'npy';
  if (starts('1f8b')) return 'gzip';
  if (starts('28b52ffd')) return 'zstd';
  if (isTar(head)) return 'tar';
  const closed = CLOSED.find(([name, start]) => starts(start) && (name !== 'bzip2' || isBzip2(head)));
  if (closed !== undefined) return { closed: closed[0] };
  return isZlib(head) ? 'zlib' : 'open';
}

/** RFC 1950, 2.2: method 8, and the two first bytes as a number are a multiple of 31. */
function isZlib(head: Buffer): boolean {
  const [first = 0, second = 0] = head;
  return (first & 0x8f) === 0x08 && head.length > 2 && (first * 256 + second) % 31 === 0;
}

/** A digit of the block size, and the first block's magic or the end's. */
function isBzip2(head: Buffer): boolean {
  return /^425a683[1-9](314159265359|177245385090)/.test(head.subarray(0, 10).toString('hex'));
}

/** The sum of the header's bytes, its own field as blanks, stands in it (POSIX pax, ustar; old tars too). */
function isTar(head: Buffer): boolean {
  if (head.length < 512) return false;
  const said = Number.parseInt(head.subarray(148, 156).toString('latin1').replaceAll('\0', ' ').trim(), 8);
  let sum = 8 * 32;
  for (const [at, byte] of head.subarray(0, 512).entries()) if (at < 148 || at >= 156) sum += byte;
  return said === sum && sum > 8 * 32;
}

/** Letters, tabs and line ends only. */
export function isText(head: Buffer): boolean {
  const text = head.toString('utf8');
  // the last character may have been cut
  return ![...text.slice(0, -1)].some((one) => one === '\ufffd' || (one < ' ' && !'\t\n\r\f'.includes(one)));
}
