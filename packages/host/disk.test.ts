import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskFiles } from './files.ts';
import { folderArtifacts } from './local/artifacts.ts';
import { folderRefs } from './local/refs.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mlops-disk-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test.each([['../x'], ['/etc/passwd'], ['a/../../x'], ['link/x']])(
  '%s leads out of the workspace',
  async (path) => {
    symlinkSync(tmpdir(), join(root, 'link'));
    await expect(diskFiles(root, root).resolve(path, 'model-path')).rejects.toThrow(
      'leads out of the workspace',
    );
  },
);

test.each([['a/b/c'], ['.'], ['a/../b'], ['..x/y']])('%s stays inside', async (path) => {
  expect(await diskFiles(root, root).resolve(path, 'data')).toBe(join(root, path));
});

test('files are listed by code point, links inside followed, a link out of the workspace refused', async () => {
  const files = diskFiles(root, root);
  for (const name of ['b', 'B', 'a/x', '😀', 'Ａ']) await files.write(`data/${name}`, name);
  expect((await files.list('data')).map(({ path }) => path)).toEqual(['B', 'a/x', 'b', 'Ａ', '😀']);
  symlinkSync(join(root, 'data/b'), join(root, 'data/inside'));
  expect((await files.list('data')).map(({ path }) => path)).toContain('inside');
  symlinkSync('/etc/hostname', join(root, 'data/outside'));
  await expect(files.list('data')).rejects.toThrow('outside');
});

test('a named pipe is refused by name', async () => {
  mkdirSync(join(root, 'data'));
  execFileSync('mkfifo', [join(root, 'data/pipe')]);
  await expect(diskFiles(root, root).list('data')).rejects.toThrow('pipe: is neither a file nor a folder');
});

test('the newest attempt of an artifact wins, and one run cannot publish a name twice', async () => {
  const at = (path: string) => join(root, path);
  mkdirSync(at('out'));
  writeFileSync(at('out/model'), 'one');
  const first = folderArtifacts(at('artifacts'), 'run-1', at);
  await first.publish('mlops-m-train', 'out');
  await expect(first.publish('mlops-m-train', 'out')).rejects.toThrow('Give name: to tell the two apart');
  writeFileSync(at('out/model'), 'two');
  const second = folderArtifacts(at('artifacts'), 'run-2', at);
  await second.publish('mlops-m-train', 'out');
  const [newest] = await second.list();
  expect(newest).toMatchObject({ name: 'mlops-m-train', id: 'run-2' });
});

test('of eight processes that move a ref at once none is lost', async () => {
  const script = join(root, 'count.ts');
  const refs = join(import.meta.dirname, 'local/refs.ts');
  writeFileSync(
    script,
    `import { folderRefs } from '${refs}';
const refs = folderRefs(process.argv[2]);
for (;;) {
  const before = await refs.read('m', 'baseline');
  const count = Number(new TextDecoder().decode(before?.files.get('count') ?? new Uint8Array([48]))) + 1;
  const files = new Map([['count', new TextEncoder().encode(String(count))]]);
  if ((await refs.move('m', 'baseline', { digest: 'd', files, message: '' }, before?.version ?? null)) === 'moved') break;
}
`,
  );
  const home = join(root, 'refs');
  const ended = await Promise.all(
    Array.from({ length: 8 }, () => {
      const child = spawn(process.execPath, [script, home], { stdio: ['ignore', 'ignore', 'inherit'] });
      return new Promise((resolve) => child.on('close', resolve));
    }),
  );
  expect(ended).toEqual(Array(8).fill(0));
  const last = await folderRefs(home).read('m', 'baseline');
  expect(new TextDecoder().decode(last?.files.get('count'))).toBe('8');
});
