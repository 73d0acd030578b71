import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { machineEnvironment } from '#harness/bundle';
import { pythonEnvironment } from '#harness/python';
import { diskFiles } from '#host/files';
import { allowanceOf } from '#image/pickle/allowance';
import { type Report, scanFiles } from '#image/pickle/scan';
import { fullName } from '#image/pickle/value';
import { walk } from '#image/pickle/walk';
import { ByteWindow } from '#image/pickle/window';

/** What real tools write, and CPython's word on what is in it: see python/pickles.py. */
const folder = mkdtempSync(join(tmpdir(), 'pickles-'));
const files = diskFiles({ root: folder, workspace: folder });
let told: Readonly<Record<string, readonly (readonly [number, string])[]>> = {};

beforeAll(async () => {
  const python = await pythonEnvironment('pickles', ['scikit-learn==1.9.1', 'joblib==1.6.0', 'numpy==2.4.6']);
  const script = join(import.meta.dirname, 'python/pickles.py');
  const options = { env: machineEnvironment(), encoding: 'utf8', maxBuffer: 1e8 } as const;
  told = JSON.parse(execFileSync(python, [script, folder], options));
}, 300_000);
afterAll(async () => {
  await files[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function* pieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function namesIn(bytes: Uint8Array, size = 1 << 16): Promise<[number, string][]> {
  const names: [number, string][] = [];
  const visitor = {
    global: (found: Parameters<typeof fullName>[0] & { offset: number }) =>
      void names.push([found.offset, fullName(found)]),
    call: () => undefined,
    odd: () => undefined,
  };
  const walked = await walk(new ByteWindow(pieces(bytes, size)), visitor, { joblib: false });
  expect(walked.broken).toBeNull();
  return names;
}

function scan(name: string, allowed: readonly string[] = []): Promise<Report> {
  const suspect = { path: name, name, size: statSync(join(folder, name)).size };
  return scanFiles([suspect], allowanceOf(allowed), files);
}

const opened = (name: string, bytes: Buffer) =>
  name.endsWith('.gz') ? gunzipSync(bytes) : name.endsWith('.zlib') ? inflateSync(bytes) : bytes;

test('every name that CPython would import is found, where pickletools sees it, in whatever pieces the bytes come', async () => {
  expect(Object.keys(told).length).toBeGreaterThan(80);
  for (const [name, names] of Object.entries(told)) {
    const bytes = opened(name, readFileSync(join(folder, name)));
    expect([name, await namesIn(bytes)]).toEqual([name, names]);
    if (bytes.length < 20_000) expect([name, await namesIn(bytes, 1)]).toEqual([name, names]);
  }
});

test('models of scikit-learn may be packed where sklearn is allowed, and not where it is not', async () => {
  const kinds = ['boosting', 'forest', 'pipeline', 'columns', 'neighbours', 'sgd'];
  const names = readdirSync(folder).filter((name) => kinds.some((kind) => name.startsWith(`${kind}.`)));
  const open = names.filter((name) => !/\.(bz2|xz|lzma)\./.test(name));
  expect(open.length).toBeGreaterThan(60);
  for (const name of open) {
    expect([name, (await scan(name, ['sklearn'])).findings]).toEqual([name, []]);
    const [first] = (await scan(name)).findings;
    expect([name, first?.what]).toEqual([
      name,
      expect.stringMatching(/^names sklearn\.[\w.]+, and sklearn is not allowed$/),
    ]);
  }
});

test('data without classes need no allowance, of any protocol, nor do arrays', async () => {
  for (const kind of ['plain', 'shared', 'sets', 'collections', 'times', 'big', 'numpy', 'structured'])
    for (let protocol = 0; protocol < 6; protocol += 1) {
      const name = `${kind}.${protocol}`;
      expect([name, (await scan(name)).findings]).toEqual([name, []]);
    }
  for (const name of [
    'structured.2.joblib',
    'objects.5.joblib',
    'objects.zlib.joblib',
    'numbers.npy',
    'torch.pt',
  ])
    expect([name, (await scan(name)).findings]).toEqual([name, []]);
});

test.each([
  ['objects.2', /^names __main__\.Point, and no model needs what __main__ can do$/],
  ['functions.4', /^names builtins\.len, and no model needs what builtins can do$/],
  ['objects.npy', /^names __main__\.Point/],
  ['both.npz', /^names json\.dumps/],
  ['forest.gz', /^names sklearn\./],
  ['forest.tar', /^names sklearn\./],
  ['forest.bz2.joblib', /^is compressed by bzip2, which cannot be opened here$/],
  ['forest.xz.joblib', /^is compressed by xz, which cannot be opened here$/],
  ['forest.lzma.joblib', /^is compressed by lzma, which cannot be opened here$/],
])('%s is refused', async (name, what) => {
  const [first] = (await scan(name)).findings;
  expect(first?.what).toMatch(what);
  expect(first?.place).toContain(name);
});

test('the places in archives are named', async () => {
  expect((await scan('forest.tar')).findings[0]?.place).toBe('forest.tar (model/forest.pkl)');
  expect((await scan('both.npz')).findings[0]?.place).toBe('both.npz (b.npy)');
  expect((await scan('forest.gz')).findings[0]?.place).toBe('forest.gz (gzip)');
});

test('a pickle cut at any byte is refused, or names nothing', async () => {
  const bytes = readFileSync(join(folder, 'pipeline.4'));
  for (let at = 64; at < bytes.length; at += 97) {
    writeFileSync(join(folder, 'cut'), bytes.subarray(0, at));
    expect((await scan('cut', ['sklearn'])).findings.length, `cut at ${at}`).toBeGreaterThan(0);
  }
});
