import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import type { Refs } from '#kit/ports';
import { folderRefs } from './refs.ts';

let home: string;
let refs: Refs;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'refs-'));
  refs = folderRefs(home);
});
afterEach(() => rmSync(home, { recursive: true }));

const tree = (...paths: string[]) => new Map(paths.map((path) => [path, Buffer.from(`content of ${path}`)]));
const to = (digest: string, files: ReadonlyMap<string, Uint8Array> = tree('record.json')) => ({
  digest,
  files,
  message: 'moved',
});

test('a ref that was never moved is not there', async () => {
  expect(await refs.read('flights', 'baseline')).toBeNull();
});

test('a ref gives back digest and files, those in folders too', async () => {
  const files = tree('record.json', 'records/a.json');
  expect(await refs.move('flights', 'baseline', to('d1', files), null)).toBe('moved');
  const ref = await refs.read('flights', 'baseline');
  expect(ref).toMatchObject({ name: 'baseline', digest: 'd1' });
  expect(new Map([...(ref?.files ?? [])].sort())).toEqual(files);
});

test('a move from what was read moves; from anything else it raced', async () => {
  await refs.move('flights', 'baseline', to('d1'), null);
  const first = (await refs.read('flights', 'baseline'))?.version ?? null;
  expect(await refs.move('flights', 'baseline', to('d2'), null)).toBe('raced');
  expect(await refs.move('flights', 'baseline', to('d2'), first)).toBe('moved');
  expect(await refs.move('flights', 'baseline', to('d3'), first)).toBe('raced');
  expect(await refs.move('flights', 'baseline', to('d3'), 'nonsense')).toBe('raced');
  expect((await refs.read('flights', 'baseline'))?.digest).toBe('d2');
});

test('files of the state before are gone from the next one', async () => {
  await refs.move('flights', 'baseline', to('d1', tree('a', 'b')), null);
  await refs.move('flights', 'baseline', to('d2', tree('b')), '1');
  expect([...((await refs.read('flights', 'baseline'))?.files.keys() ?? [])]).toEqual(['b']);
});

test('models and names are apart, also where one continues another', async () => {
  await refs.move('flights', 'deployed', to('d1'), null);
  await refs.move('flights', 'deployed/production', to('d2'), null);
  await refs.move('trains', 'deployed', to('d3'), null);
  const digests = await Promise.all(
    [
      ['flights', 'deployed'],
      ['flights', 'deployed/production'],
      ['trains', 'deployed'],
    ].map(async ([model = '', name = '']) => (await refs.read(model, name))?.digest),
  );
  expect(digests).toEqual(['d1', 'd2', 'd3']);
});

test.each([['../x'], ['a/../b'], ['/a'], ['a//b'], ['.hidden'], ['a.lock'], [''], ['@1'], ['a\\b']])(
  'the name %j is a mistake',
  async (name) => {
    await expect(refs.read('flights', name)).rejects.toThrow(Mistake);
  },
);

test('a file of more than 10 MiB is refused with its size', async () => {
  const files = new Map([['predictions.csv', new Uint8Array(10 * 1024 * 1024 + 1)]]);
  await expect(refs.move('flights', 'baseline', to('d1', files), null)).rejects.toThrow(
    'predictions.csv: has 10.5 MB',
  );
});

test.each<[string, number, number, string]>([
  ['1001 files', 1001, 1, 'would hold 1001 files, and a ref holds at most 1000 files'],
  ['40 files of 1 MiB', 40, 2 ** 20, 'would hold 41.9 MB in 40 files, and a ref holds at most 32 MiB'],
])('%s are too much for a ref', async (_, count, bytes, said) => {
  const content = new Uint8Array(bytes);
  const files = new Map(Array.from({ length: count }, (__, index) => [`f${index}`, content]));
  const moved = refs.move('flights', 'baseline', to('d1', files), null);
  await expect(moved).rejects.toThrow(Mistake);
  await expect(moved).rejects.toThrow(said);
  expect(readdirSync(home)).toEqual([]);
});

test('1000 small files are a small tree', async () => {
  const files = tree(...Array.from({ length: 1000 }, (_, index) => `records/${index}.json`));
  expect(await refs.move('flights', 'baseline', to('d1', files), null)).toBe('moved');
});

test.each([['../escape'], ['a/../../escape'], ['/escape'], ['.git/hooks']])(
  'the file %j has no place in a ref',
  async (path) => {
    await expect(refs.move('flights', 'baseline', to('d1', tree(path)), null)).rejects.toThrow(
      'is no path in a ref',
    );
  },
);

test('a writer that was killed in the middle leaves the ref as it was', async () => {
  await refs.move('flights', 'baseline', to('d1'), null);
  mkdirSync(join(home, 'flights/baseline/.draft-dead/files'), { recursive: true });
  writeFileSync(join(home, 'flights/baseline/.draft-dead/ref.json'), '{"digest":"d9"}');
  expect((await refs.read('flights', 'baseline'))?.digest).toBe('d1');
});

test('old states give up their files and never their numbers', async () => {
  for (let state = 0; state < 25; state++)
    await refs.move('flights', 'baseline', to(`d${state}`), String(state || '') || null);
  const folder = join(home, 'flights/baseline');
  expect(readdirSync(folder)).toHaveLength(25);
  expect([existsSync(join(folder, '@5/files')), existsSync(join(folder, '@6/files'))]).toEqual([false, true]);
  expect((await refs.read('flights', 'baseline'))?.digest).toBe('d24');
});

test('refs are listed by the beginning of their names, with the version they are at', async () => {
  for (const name of ['baseline', 'store/b1/evaluate', 'store/a1/evaluate-x', 'store/a1/evaluate', 'storey'])
    await refs.move('flights', name, to('d1'), null);
  await refs.move('flights', 'store/b1/evaluate', to('d2'), '1');
  await refs.move('trains', 'store/c1/evaluate', to('d1'), null);
  const names = async (prefix: string) => (await refs.list('flights', prefix)).map(({ name }) => name);
  expect(await refs.list('flights', 'store/')).toEqual([
    { name: 'store/a1/evaluate', version: '1' },
    { name: 'store/a1/evaluate-x', version: '1' },
    { name: 'store/b1/evaluate', version: '2' },
  ]);
  expect(await names('store/a')).toEqual(['store/a1/evaluate', 'store/a1/evaluate-x']);
  expect(await names('store')).toHaveLength(4);
  expect(await names('')).toHaveLength(5);
  expect(await names('champion')).toEqual([]);
  expect(await refs.list('ships', '')).toEqual([]);
  await expect(refs.list('flights', '../')).rejects.toThrow(Mistake);
});

test('a ref that was taken away is absent, and frees its files', async () => {
  await refs.move('flights', 'store/a/evaluate', to('d1'), null);
  await refs.move('flights', 'store/a/evaluate', to('d2'), '1');
  expect(await refs.remove('flights', 'store/a/evaluate', '2')).toBe('removed');
  expect(await refs.read('flights', 'store/a/evaluate')).toBeNull();
  expect(await refs.list('flights', 'store/')).toEqual([]);
  const left = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.includes('files'),
  );
  expect(left).toEqual([]);
});

test.each<[string, string, string]>([
  ['the version that is there', '2', 'removed'],
  ['a version from before', '1', 'raced'],
  ['a version that never was', '7', 'raced'],
])('a removal that expects %s', async (_, expected, came) => {
  await refs.move('flights', 'baseline', to('d1'), null);
  await refs.move('flights', 'baseline', to('d2'), '1');
  expect(await refs.remove('flights', 'baseline', expected)).toBe(came);
  expect((await refs.read('flights', 'baseline'))?.digest).toBe(came === 'removed' ? undefined : 'd2');
});

test('what is not there cannot be taken away, nor twice', async () => {
  expect(await refs.remove('flights', 'baseline', '1')).toBe('absent');
  await refs.move('flights', 'baseline', to('d1'), null);
  await refs.remove('flights', 'baseline', '1');
  expect(await refs.remove('flights', 'baseline', '1')).toBe('absent');
  expect(await refs.remove('flights', 'baseline', '2')).toBe('absent');
});

test('the name may be used again, the numbers never: who read it before it went has raced', async () => {
  await refs.move('flights', 'baseline', to('d1'), null);
  await refs.remove('flights', 'baseline', '1');
  expect(await refs.move('flights', 'baseline', to('late'), '1')).toBe('raced');
  expect(await refs.move('flights', 'baseline', to('late'), '2')).toBe('raced');
  expect(await refs.move('flights', 'baseline', to('d2'), null)).toBe('moved');
  expect(await refs.read('flights', 'baseline')).toMatchObject({ digest: 'd2', version: '3' });
  expect(await refs.remove('flights', 'baseline', '1')).toBe('raced');
  expect(await refs.move('flights', 'baseline', to('d3'), '3')).toBe('moved');
});

test('of eight who take it away or move it on at once one does', async () => {
  await refs.move('flights', 'baseline', to('d0'), null);
  const came = await Promise.all(
    Array.from({ length: 8 }, (_, id) =>
      id % 2 === 0
        ? refs.remove('flights', 'baseline', '1')
        : refs.move('flights', 'baseline', to(`d${id}`), '1'),
    ),
  );
  expect(came.filter((one) => one === 'removed' || one === 'moved')).toHaveLength(1);
});

/** A process that adds its own file to the ref `times` times, each on top of what it reads. */
function writer(id: number, times: number): Promise<number | null> {
  const story = `
    const { folderRefs } = await import(${JSON.stringify(join(import.meta.dirname, 'refs.ts'))});
    const refs = folderRefs(${JSON.stringify(home)});
    for (let done = 0; done < ${times}; ) {
      const before = await refs.read('flights', 'baseline');
      const files = new Map(before?.files ?? []);
      files.set('w${id}-' + done, Buffer.from('x'));
      const to = { digest: 'd', files, message: 'added' };
      if ((await refs.move('flights', 'baseline', to, before?.version ?? null)) === 'moved') done++;
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', story], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

test('of eight writers at once nothing is lost', async () => {
  const codes = await Promise.all(Array.from({ length: 8 }, (_, id) => writer(id, 5)));
  expect(codes).toEqual(Array(8).fill(0));
  const ref = await refs.read('flights', 'baseline');
  const expected = Array.from({ length: 40 }, (_, index) => `w${Math.floor(index / 5)}-${index % 5}`);
  expect([...(ref?.files.keys() ?? [])].sort()).toEqual(expected);
  expect(ref?.version).toBe('40');
}, 30_000);
