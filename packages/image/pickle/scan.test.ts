import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, expect, test } from 'vitest';
import { diskFiles } from '#host/files';
import { Mistake } from '#kit/outcome';
import { allowanceOf } from './allowance.ts';
import { scanFiles } from './scan.ts';

const folder = mkdtempSync(join(tmpdir(), 'scan-'));
const files = diskFiles({ root: folder, workspace: folder });
afterAll(async () => {
  await files[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const bytes = (text: string) => Buffer.from(text, 'latin1');
/** A text as protocol 4 writes short ones. */
const word = (text: string) => `\x8c${String.fromCharCode(text.length)}${text}`;

async function found(content: Uint8Array | string, allowed: readonly string[] = [], name = 'model.bin') {
  const data = typeof content === 'string' ? bytes(content) : content;
  writeFileSync(join(folder, name), data);
  const suspect = { path: name, name, size: data.length };
  const { findings } = await scanFiles([suspect], allowanceOf(allowed), files);
  return findings.map(({ place, offset, what }) => `${place} ${offset}: ${what}`);
}

/** What pickle.loads(data) runs, as CPython does. */
const SYSTEM = "cos\nsystem\n(S'id'\ntR.";
const ANSWER = 'model.bin 0: names os.system, and no model needs what os can do';

test.each<[string, string, RegExp]>([
  ['GLOBAL of protocol 0', SYSTEM, /names os\.system/],
  ['GLOBAL behind a protocol', `\x80\x02${SYSTEM}`, /2: names os\.system/],
  ['STACK_GLOBAL', `\x80\x04${word('posix')}${word('system')}\x93${word('id')}\x85R.`, /names posix\.system/],
  [
    'STACK_GLOBAL by the memo (BINPUT, MEMOIZE, GET)',
    `\x80\x04${word('system')}q\x070${word('os')}\x940h\x01g7\n\x93${word('id')}\x85R.`,
    /names os\.system/,
  ],
  ['STACK_GLOBAL with DUP', `\x80\x04${word('os')}2\x93.`, /names os\.os/],
  ['STACK_GLOBAL of protocol 0 texts', '\x80\x04Vos\n\x8c\x06system\x93.', /names os\.system/],
  ['STACK_GLOBAL of escaped texts', '\x80\x04V\\u006fs\n\x8c\x06system\x93.', /names os\.system/],
  [
    'STACK_GLOBAL of what was computed',
    `\x80\x04cbuiltins\nstr\n)R${word('system')}\x93.`,
    /makes up the name/,
  ],
  ['INST', "(S'id'\nios\nsystem\n.", /names os\.system/],
  ['OBJ', "(cos\nsystem\nS'id'\no.", /names os\.system/],
  ['NEWOBJ', '\x80\x02csubprocess\nPopen\n)\x81.', /names subprocess\.Popen/],
  ['NEWOBJ_EX', '\x80\x04csubprocess\nPopen\n)}\x92.', /names subprocess\.Popen/],
  [
    'BUILD on a class itself',
    '\x80\x02ccollections\nOrderedDict\n}b.',
    /changes collections\.OrderedDict itself/,
  ],
  [
    'SETITEM on a class itself',
    '\x80\x02ccollections\nOrderedDict\nK\x01K\x02s.',
    /changes collections\.OrderedDict/,
  ],
  [
    'a call of what was made',
    '\x80\x02cfunctools\npartial\ncbuiltins\nlist\n\x85R)R.',
    /calls something that is not named/,
  ],
  ['EXT1', '\x80\x02\x82\x05.', /takes the class 5 of the registry/],
  ['EXT4', '\x80\x02\x84\x05\x00\x00\x00.', /takes the class 5 of the registry/],
  [
    'pkgutil.resolve_name',
    `\x80\x04cpkgutil\nresolve_name\n${word('os:system')}\x85R${word('id')}\x85R.`,
    /names pkgutil/,
  ],
  ['pip.main', "cpip\nmain\n((lp0\nS'install'\natR.", /names pip\.main/],
  [
    'numpy.f2py',
    "cnumpy.f2py.crackfortran\ngetlincoef\n(S'1'\ntR.",
    /names numpy\.f2py\.crackfortran\.getlincoef/,
  ],
  ['numpy.testing', "cnumpy.testing._private.utils\nrunstring\n(S'1'\ntR.", /names numpy\.testing/],
  [
    'a ufunc by its module',
    "cnumpy._core\n_ufunc_reconstruct\n(S'os'\nS'system'\ntR.",
    /names numpy\._core\._ufunc/,
  ],
  [
    'torch.load in torch',
    "ctorch.storage\n_load_from_bytes\n(S''\ntR.",
    /names torch\.storage\._load_from_bytes/,
  ],
  ['a codec that runs', "c_codecs\nencode\n(S'x'\nS'bz2'\ntR.", /with another codec than latin1/],
  ['codecs.decode', "ccodecs\ndecode\n(S'x'\nS'bz2'\ntR.", /names codecs\.decode/],
  ['eval', "cbuiltins\neval\n(S'1'\ntR.", /names builtins\.eval/],
  ['getattr', "cbuiltins\ngetattr\n(cbuiltins\nlist\nS'x'\ntR.", /names builtins\.getattr/],
  ['__builtin__', "c__builtin__\nexec\n(S'1'\ntR.", /names __builtin__\.exec/],
  [
    'an attribute of an attribute',
    `\x80\x04${word('collections')}${word('OrderedDict.fromkeys')}\x93.`,
    /OrderedDict\.fromkeys/,
  ],
  ['a broken pickle that called', "cos\nsystem\n(S'id'\ntR\xff\xff\xff", /names os\.system/],
  [
    'a broken pickle that called what is allowed',
    '\x80\x02ccollections\nOrderedDict\n)R\xff',
    /is a pickle that is broken/,
  ],
  ['no STOP', "cos\nsystem\n(S'id'\ntR", /names os\.system/],
  ['a second pickle behind the first', `N.${SYSTEM}`, /names os\.system/],
  [
    'bytes behind a pickle',
    '\x80\x02ccollections\nOrderedDict\n)R.\xff\xfe',
    /bytes behind its pickle that are none/,
  ],
  ['a protocol that is none', '\x80\x09\x80\x09', /^$/],
])('%s is seen', async (_, content, what) => {
  const [first = ''] = await found(content);
  expect(first).toMatch(what);
});

test('what is never executed is not refused: a pickle in bytes, texts and comments', async () => {
  const inner = bytes(SYSTEM);
  expect(
    await found(Buffer.concat([bytes(`\x80\x03C${String.fromCharCode(inner.length)}`), inner, bytes('.')])),
  ).toEqual([]);
  expect(await found(`\x80\x04${word('cos')}${word('system')}\x86.`)).toEqual([]);
});

test.each([
  ['JSON', '{"objective": "binary", "trees": [1, 2]}'],
  ['a text of LightGBM', 'tree\nversion=v4\nnum_class=1\n'],
  ['a table', 'carrier,origin\nAA,JFK\n'],
  ['a list of words', 'cat\ndog\nbird\nhorse\n'],
  ['a program', 'import os\n\n\nclass Server:\n    pass\n'],
  ['a picture', '\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR'],
  ['safetensors', '\x40\x00\x00\x00\x00\x00\x00\x00{"__metadata__":{"format":"pt"}}'],
  ['GGUF', 'GGUF\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00'],
  ['numbers that begin as a pickle', '\x80\x02\x00\x00\x80\x3f\x00\x00'],
  ['nothing', ''],
])('%s is no pickle', async (_, content) => {
  expect(await found(content)).toEqual([]);
});

test('the name of a file says nothing', async () => {
  expect(await found(SYSTEM, [], 'weights.safetensors')).toEqual([
    'weights.safetensors 0: names os.system, and no model needs what os can do',
  ]);
});

test.each<[string, (content: Buffer) => Buffer, string]>([
  ['gzip', (content) => gzipSync(content), 'model.bin (gzip)'],
  ['zlib', (content) => deflateSync(content), 'model.bin (zlib)'],
  ['zstd', (content) => zstdCompressSync(content), 'model.bin (zstd)'],
  ['zip', (content) => zipOf('data.pkl', content), 'model.bin (data.pkl)'],
  ['zip in gzip', (content) => gzipSync(zipOf('data.pkl', content)), 'model.bin (gzip) (data.pkl)'],
  ['gzip in zip', (content) => zipOf('x', gzipSync(content)), 'model.bin (x) (gzip)'],
  ['zip in zip', (content) => zipOf('x', zipOf('y', content)), 'model.bin (x) (y)'],
])('a pickle in %s is seen', async (_, wrap, place) => {
  expect(await found(wrap(bytes(SYSTEM)))).toEqual([ANSWER.replace('model.bin', place)]);
});

test('a pickle in a tar is seen', async () => {
  const packing = pack();
  packing.entry({ name: 'a/b.pkl' }, SYSTEM);
  packing.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packing) chunks.push(Buffer.from(chunk as Uint8Array));
  expect(await found(Buffer.concat(chunks))).toEqual([ANSWER.replace('model.bin', 'model.bin (a/b.pkl)')]);
});

test('archives in archives end somewhere', async () => {
  const deep = Array.from({ length: 8 }).reduce<Buffer>((inner) => gzipSync(inner), bytes(SYSTEM));
  expect((await found(deep))[0]).toMatch(/has more than 5 archives in each other/);
});

test.each<[string, string]>([
  ['7z\xbc\xaf\x27\x1c\x00\x04', '7-Zip'],
  ['\xfd7zXZ\x00\x00', 'xz'],
  ['\x04\x22\x4d\x18\x64', 'lz4'],
  ['BZh91AY&SY\x00', 'bzip2'],
])('what cannot be opened is refused by its name', async (content, name) => {
  expect(await found(content)).toEqual([
    `model.bin null: is compressed by ${name}, which cannot be opened here`,
  ]);
});

/** A zip of one file; `change` may damage it before it is looked at. */
function zipOf(name: string, content: Buffer, change: (zip: Buffer) => void = () => undefined): Buffer {
  const packed = deflateRawSync(content);
  const crc = crc32(content);
  const sizes = (at: number, header: Buffer) => {
    header.writeUInt16LE(8, at);
    header.writeUInt32LE(crc, at + 6);
    header.writeUInt32LE(packed.length, at + 10);
    header.writeUInt32LE(content.length, at + 14);
    header.writeUInt16LE(name.length, at + 18);
  };
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  sizes(8, local);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  sizes(10, central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  const zip = Buffer.concat([local, bytes(name), packed, central, bytes(name), end]);
  change(zip);
  return zip;
}

function crc32(content: Buffer): number {
  let crc = -1;
  for (const byte of content) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}

test.each<[string, (zip: Buffer) => void, RegExp]>([
  [
    'flipped flags in the file',
    (zip) => void zip.writeUInt16LE(1, 6),
    /is encrypted, or its flags were changed/,
  ],
  [
    'flipped flags in the directory',
    (zip) => void zip.writeUInt16LE(1, zip.indexOf('PK\x01\x02', 0, 'latin1') + 8),
    /is encrypted, or its flags were changed/,
  ],
  ['another name in the file', (zip) => void zip.write('evil.pkl', 30), /is "evil\.pkl" in its own header/],
  ['another method', (zip) => void zip.writeUInt16LE(12, 8), /is compressed in a way that is not known/],
  ['a cut end', (zip) => void zip.fill(0, zip.length - 22), /that cannot be opened/],
])('a zip with %s is refused', async (_, change, what) => {
  expect((await found(zipOf('data.pkl', bytes(SYSTEM), change)))[0]).toMatch(what);
});

test('a wrong checksum hides nothing', async () => {
  const zip = zipOf('data.pkl', bytes(SYSTEM), (made) => void made.writeUInt32LE(1, 14));
  expect((await found(zip))[0]).toMatch(/names os\.system/);
});

test('a zip behind other bytes is seen from its end', async () => {
  const zip = Buffer.concat([bytes('#!/bin/sh\n'), zipOf('data.pkl', bytes(SYSTEM))]);
  expect((await found(zip))[0]).toMatch(/a zip archive with something in front of it that cannot be opened/);
});

test('a package that is allowed is allowed with its classes, not with whatever can be reached through it', async () => {
  const names = (module: string, name: string) => found(`\x80\x04c${module}\n${name}\n.`, ['sklearn']);
  expect(await names('sklearn.linear_model._logistic', 'LogisticRegression')).toEqual([]);
  expect(await names('sklearn._loss._loss', '__pyx_unpickle_CyHalfBinomialLoss')).toEqual([]);
  expect(await names('sklearn.feature_selection._univariate_selection', 'f_classif')).toEqual([]);
  for (const [module, name] of [
    ['sklearn.utils._testing', 'SkipTest'],
    ['sklearn.datasets._openml', 'TemporaryDirectory'],
    ['sklearn.externals._arff', 'ArffDecoder'],
    ['sklearn.datasets._base', 'urlretrieve'],
    ['sklearn.utils.fixes', 'os'],
    ['sklearn.utils.parallel', 'Parallel.__call__'],
    ['sklearnx', 'Model'],
    ['joblib.numpy_pickle', 'NDArrayWrapper'],
    ['sklearn', '__builtins__'],
  ] as const)
    expect((await names(module, name)).length, `${module}.${name}`).toBe(1);
});

test('a function or a nested class is allowed by its full name', async () => {
  const entry = 'mine.prices.log_price';
  expect(await found(`\x80\x04cmine.prices\nlog_price\n.`, [entry])).toEqual([]);
  expect(await found(`\x80\x04cmine.prices\nlog_price\n.`, ['mine'])).toEqual([
    'model.bin 2: names mine.prices.log_price, which is no class',
  ]);
  expect(await found(`\x80\x04${word('mine')}${word('Outer.Inner')}\x93.`, ['mine.Outer.Inner'])).toEqual([]);
});

test.each([
  ['os', 'runs what it is given, and cannot be allowed'],
  ['builtins.getattr', 'runs what it is given, and cannot be allowed'],
  ['scikit-learn', 'is no name of a Python package. Write it as Python imports it: sklearn.'],
  ['*', 'is no name of a Python package'],
])('allow-pickle: %s is a mistake', (entry, what) => {
  expect(() => allowanceOf([entry])).toThrow(Mistake);
  expect(() => allowanceOf([entry])).toThrow(what);
});

test('where joblib puts arrays, their bytes are looked at as opcodes too: another loader would run them', async () => {
  const wrapper = '\x80\x04cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(';
  const dtype = 'cnumpy\ndtype\n\x8c\x02u1\x89\x88\x87R';
  const evil = SYSTEM;
  const state = `${word('shape')}K${String.fromCharCode(evil.length)}\x85${word('dtype')}${dtype}ub`;
  expect((await found(`${wrapper}${state}${evil}.`))[0]).toMatch(/names os\.system/);
  const harmless = '\x00'.repeat(evil.length);
  expect(await found(`${wrapper}${state}${harmless}.`)).toEqual([]);
  const objects = state.replace('\x8c\x02u1', '\x8c\x02O8');
  expect((await found(`${wrapper}${objects}${evil}.`))[0]).toMatch(/names os\.system/);
});
