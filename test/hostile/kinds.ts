import { deflateRawSync } from 'node:zlib';
import { PREDICTIONS } from '#harness/project';
import { rewritten } from './fork.ts';
import { type Lie, zipOf } from './zip.ts';

/** What a hostile run may leave, and what has to come of it: a part of the reason, or a judged result. */
export interface Kind {
  readonly kind: string;
  readonly artifact: () => Uint8Array;
  /** inconclusive, with this in the reason */
  readonly refused?: string;
  /** judged, with this decision */
  readonly judged?: string;
}

const file = (name: string | Buffer, data: string | Buffer, more: Partial<Lie> = {}): Lie => ({
  name,
  data,
  ...more,
});
const good = file('predictions.csv', PREDICTIONS);
const csv = (text: string | Buffer) => () => zipOf([file('predictions.csv', text)]);
const beside =
  (...more: readonly Lie[]) =>
  () =>
    zipOf([good, ...more]);
const zip64 = Buffer.concat([Buffer.from([1, 0, 16, 0]), Buffer.alloc(16, 1)]);
const unicodePath = Buffer.concat([Buffer.from([0x75, 0x70, 5, 0, 1]), Buffer.alloc(4)]);
const cell = (text: string) => csv(rewritten((line, row) => (row === 1 ? line.replace('AA', text) : line)));
const header = (text: string) => csv(rewritten((line, row) => (row === 0 ? text : line)));

/** A file whose bytes are another file with its header: small to send, and large where many do so. */
function overlapping(): Buffer {
  const inner: Lie = file('b.txt', 'b'.repeat(50));
  const outer = file('a', zipOf([inner]), { method: 0 });
  return zipOf([outer, { ...inner, offset: 30 + 'a'.length }, good]);
}

const NAME = 'whose name is no plain relative path';
const TWO_WAYS = 'may read in two ways';
const HEADERS = 'another in its own header';

export const ARCHIVES: readonly Kind[] = [
  { kind: 'no artifact’s bytes at all', artifact: () => Buffer.alloc(0), refused: 'is no zip archive' },
  { kind: 'no zip', artifact: () => Buffer.from('hello '.repeat(100)), refused: 'is no zip archive' },
  { kind: 'a gzip', artifact: () => deflateRawSync(PREDICTIONS), refused: 'is no zip archive' },
  { kind: 'an empty archive', artifact: () => zipOf([]), refused: 'holds no predictions.csv' },
  { kind: 'cut short', artifact: () => zipOf([good]).subarray(0, -40), refused: 'cut short' },
  {
    kind: 'bytes after the end',
    artifact: () => zipOf([good], { after: Buffer.from('x') }),
    refused: TWO_WAYS,
  },
  {
    kind: 'a second end in the comment',
    artifact: () => zipOf([good], { comment: `PK\u0005\u0006${'\0'.repeat(18)}` }),
    refused: TWO_WAYS,
  },
  { kind: 'a comment', artifact: () => zipOf([good], { comment: 'fixes #1' }), refused: TWO_WAYS },
  {
    kind: 'a program before it',
    artifact: () => zipOf([good], { before: Buffer.from('#!/bin/sh\n') }),
    refused: TWO_WAYS,
  },
  {
    kind: 'more files said than there are',
    artifact: () => zipOf([good], { entries: 9 }),
    refused: TWO_WAYS,
  },
  {
    kind: 'fewer files said than there are',
    artifact: () => zipOf([good, file('b', 'b')], { entries: 1 }),
    refused: TWO_WAYS,
  },
  { kind: 'a list that lies elsewhere', artifact: () => zipOf([good], { directory: 1 }), refused: TWO_WAYS },
  {
    kind: 'a bomb by count',
    artifact: () => zipOf([good, ...Array.from({ length: 600 }, (_, n) => file(`${n}.txt`, ''))]),
    refused: 'more files than an evaluation has',
  },
  {
    kind: 'a bomb by ratio',
    artifact: csv(Buffer.alloc(8 * 1024 * 1024, '1')),
    refused: 'unpacks to more than is read',
  },
  {
    kind: 'a bomb by size',
    artifact: () => zipOf([file('predictions.csv', '1', { size: 3_000_000_000 })]),
    refused: 'unpacks to more than is read',
  },
  {
    kind: 'a bomb beside the predictions',
    artifact: beside(file('weights.bin', 'x', { size: 300 * 1024 * 1024 })),
    refused: 'unpacks to more than is read',
  },
  { kind: 'an archive in the archive', artifact: beside(file('more.zip', zipOf([good]))), judged: 'pass' },
  {
    kind: 'only an archive in the archive',
    artifact: () => zipOf([file('a.zip', zipOf([good]))]),
    refused: 'holds no predictions.csv',
  },
  { kind: 'a path to the parent', artifact: beside(file('../../.bashrc', 'x')), refused: NAME },
  { kind: 'a path through a folder', artifact: beside(file('a/../../b', 'x')), refused: NAME },
  { kind: 'an absolute path', artifact: beside(file('/etc/passwd', 'x')), refused: NAME },
  { kind: 'a drive', artifact: beside(file('C:/x', 'x')), refused: NAME },
  { kind: 'a stream of a file', artifact: beside(file('a.txt:b', 'x')), refused: NAME },
  { kind: 'a backslash', artifact: beside(file('..\\x', 'x')), refused: NAME },
  { kind: 'a NUL in a name', artifact: beside(file('predictions.csv\0.txt', 'x')), refused: NAME },
  { kind: 'a name of 5,000 letters', artifact: beside(file('a'.repeat(5000), 'x')), refused: NAME },
  { kind: 'an empty name', artifact: beside(file('', 'x')), refused: NAME },
  { kind: 'a name that ends in a dot', artifact: beside(file('predictions.csv.', 'x')), refused: NAME },
  {
    kind: 'a name that is no UTF-8',
    artifact: beside(file(Buffer.from([0xff, 0xfe]), 'x', { flags: 0x800 })),
    refused: NAME,
  },
  { kind: 'a name in no encoding', artifact: beside(file('ä.txt', 'x')), refused: NAME },
  {
    kind: 'a name that is turned round',
    artifact: beside(file('a\u202ev', 'x', { flags: 0x800 })),
    refused: NAME,
  },
  {
    kind: 'another name in an extra field',
    artifact: beside(file('b', 'x', { extra: unicodePath })),
    refused: NAME,
  },
  {
    kind: 'a symbolic link',
    artifact: () => zipOf([file('predictions.csv', '/etc/passwd', { mode: 0o120777 })]),
    refused: 'holds a link',
  },
  { kind: 'a device', artifact: beside(file('null', '', { mode: 0o020666 })), refused: 'holds a link' },
  {
    kind: 'two files of a name',
    artifact: beside(file('predictions.csv', 'id\n')),
    refused: 'two files of one name',
  },
  {
    kind: 'names that differ by case',
    artifact: beside(file('Predictions.CSV', 'id\n')),
    refused: 'two files of one name',
  },
  { kind: 'an encrypted file', artifact: beside(file('b', 'x', { flags: 1 })), refused: 'encrypted' },
  { kind: 'masked headers', artifact: beside(file('b', 'x', { flags: 0x2000 })), refused: 'encrypted' },
  {
    kind: 'an unknown compression',
    artifact: beside(file('b', 'x', { method: 93 })),
    refused: 'compressed in a way',
  },
  {
    kind: 'a wrong checksum',
    artifact: () => zipOf([{ ...good, crc: 1 }]),
    refused: 'what its checksum says',
  },
  {
    kind: 'a size that is too small',
    artifact: () => zipOf([{ ...good, size: 10 }]),
    refused: 'what its checksum says',
  },
  {
    kind: 'a size that is too large',
    artifact: () => zipOf([{ ...good, size: PREDICTIONS.length + 1 }]),
    refused: 'what its checksum says',
  },
  { kind: 'zip64 in an extra field', artifact: beside(file('b', 'x', { extra: zip64 })), refused: 'zip64' },
  {
    kind: 'sizes that zip64 would have to tell',
    artifact: () => zipOf([{ ...good, size: 0xffffffff }]),
    refused: 'unpacks to more',
  },
  {
    kind: 'a count that zip64 would have to tell',
    artifact: () => zipOf([good], { entries: 0xffff }),
    refused: 'zip64',
  },
  {
    kind: 'another name in the header',
    artifact: () => zipOf([{ ...good, localName: 'predictions.cvs' }]),
    refused: HEADERS,
  },
  {
    kind: 'another compression in the header',
    artifact: () => zipOf([{ ...good, localMethod: 0 }]),
    refused: HEADERS,
  },
  {
    kind: 'another size in the header',
    artifact: () => zipOf([{ ...good, localSize: 3 }]),
    refused: HEADERS,
  },
  { kind: 'files that share bytes', artifact: overlapping, refused: 'lie over each other' },
];

export const TEXTS: readonly Kind[] = [
  {
    kind: 'no predictions',
    artifact: () => zipOf([file('record.json', '{}')]),
    refused: 'holds no predictions.csv',
  },
  {
    kind: 'Parquet',
    artifact: () => zipOf([file('predictions.parquet', 'PAR1')]),
    refused: 'another format than CSV',
  },
  {
    kind: 'NumPy objects, a pickle',
    artifact: () => zipOf([file('predictions.npy', '\x93NUMPY')]),
    refused: 'another format than CSV',
  },
  { kind: 'an empty file', artifact: csv(''), refused: 'holds no rows' },
  { kind: 'a header alone', artifact: csv('id,late,predicted,p_late,carrier\n'), refused: 'holds no rows' },
  { kind: 'JSON', artifact: csv('{"id": 1}\n{"id": 2}\n'), refused: 'lacks columns' },
  {
    kind: 'UTF-16',
    artifact: csv(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(PREDICTIONS, 'utf16le')])),
    refused: 'no text in UTF-8',
  },
  {
    kind: 'a lone surrogate',
    artifact: csv(
      Buffer.concat([
        Buffer.from(PREDICTIONS),
        Buffer.from('9999,0,0,0.1,'),
        Buffer.from([0xed, 0xa0, 0x80, 0x0a]),
      ]),
    ),
    refused: 'no text in UTF-8',
  },
  { kind: 'a byte order mark', artifact: csv(`\ufeff${PREDICTIONS}`), judged: 'pass' },
  { kind: 'a NUL', artifact: cell('A\0'), refused: 'no text in UTF-8' },
  {
    kind: 'a million columns',
    artifact: csv(`${Array.from({ length: 1_000_000 }, (_, n) => n).join(',')}\n`),
    refused: 'longer than is read',
  },
  {
    kind: 'ten thousand columns',
    artifact: csv(`${Array.from({ length: 10_000 }, (_, n) => n).join(',')}\n`),
    refused: 'more columns',
  },
  { kind: 'a header over many lines', artifact: csv(`"a\n${','.repeat(5000)}"\n`), refused: 'is no table' },
  {
    kind: 'a line of 100 MB',
    artifact: () =>
      zipOf([
        file('predictions.csv', Buffer.concat([Buffer.from(PREDICTIONS), Buffer.alloc(100_000_000, 'a')]), {
          method: 0,
        }),
      ]),
    refused: 'larger than is read',
  },
  {
    kind: 'a line of 1 MB',
    artifact: csv(Buffer.concat([Buffer.from(PREDICTIONS), Buffer.alloc(1_000_000, 'a')])),
    refused: 'longer than is read',
  },
  { kind: 'a quote that never ends', artifact: cell('"A'), refused: 'is no table' },
  { kind: 'ragged rows', artifact: csv(`${PREDICTIONS}1,2\n`), refused: 'is no table (line 4002)' },
  { kind: 'a column twice', artifact: header('id,late,predicted,p_late,p_late'), refused: 'is no table' },
  {
    kind: 'a column that is missing',
    artifact: header('id,late,predicted,p_late,carriers'),
    refused: 'lacks columns',
  },
  {
    kind: 'numbers beyond all',
    artifact: csv(rewritten((line) => line.replace('0.35', '1e999'))),
    judged: 'error',
  },
  { kind: 'NaN', artifact: csv(rewritten((line) => line.replace('0.35', 'NaN'))), judged: 'error' },
  {
    kind: 'Infinity',
    artifact: csv(rewritten((line) => line.replace('0.35', '-Infinity'))),
    judged: 'error',
  },
  {
    kind: 'a text where a score belongs',
    artifact: csv(rewritten((line) => line.replace('0.35', '@org/team'))),
    refused: 'do not fit',
  },
  {
    kind: 'an id twice',
    artifact: csv(`${PREDICTIONS}1,0,0,0.1,AA\n`),
    refused: 'without an id, or with the same',
  },
  {
    kind: 'a row without an id',
    artifact: csv(`${PREDICTIONS},0,0,0.1,AA\n`),
    refused: 'without an id, or with the same',
  },
  {
    kind: 'ten thousand slices',
    artifact: csv(rewritten((line, row) => line.replace(/(AA|BB)$/, `s${row}`))),
    refused: 'more values',
  },
  {
    kind: 'columns that nobody asked for',
    artifact: csv(
      rewritten((line, row) => `${line},${row === 0 ? '__proto__,constructor' : 'polluted,polluted'}`),
    ),
    judged: 'pass',
  },
  { kind: 'a slice called __proto__', artifact: cell('__proto__'), judged: 'pass' },
  {
    kind: 'a worse model',
    artifact: csv(rewritten((line) => line.replace(',0,0,0.1,', ',0,0,0.9,'))),
    judged: 'fail',
  },
];

/** Texts in a slice, each of which would do something where people look if it were shown as it is. */
export const SHOWN: readonly (readonly [string, string])[] = [
  ['a mention', '@org/everyone'],
  ['a closing word', 'fixes #1'],
  ['a reference', 'GH-12'],
  ['a reference to another repository', 'org/other#3'],
  ['a commit', '0123456789abcdef0123456789abcdef01234567'],
  ['an image that tells who looks', '![x](https://evil.example/beacon.png)'],
  ['a link', '[pass](https://evil.example)'],
  ['a bare link', 'www.evil.example'],
  ['HTML', '<img src=https://evil.example/b.png>'],
  ['a script', '<script>alert(1)</script>'],
  ['our own marker', '<!-- mlops-gate tiny -->'],
  ['the end of a folded block', '</details></table>'],
  ['a table', 'a | b | c'],
  ['a workflow command', '::set-output name=verdict::pass'],
  ['an error annotation', '##[error]forged'],
  ['an escape of a terminal', '\u001b[31mred\u001b[0m'],
  ['a text that is turned round', 'safe\u202egnp.exe'],
  ['a hidden text', 'AA\u200b\u2066'],
  ['a formula', '=HYPERLINK(1)'],
  ['an emoji code', ':tada::tada:'],
  ['a name that stands for another', 'value 1'],
];
