import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ACTIONS } from '#cli/actions';
import { actionYml } from '#kit/manifest';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

function digests(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return Object.fromEntries(
    files.sort().map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex'),
    ]),
  );
}

test('the same sources built in another folder give the same tree', () => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const other = mkdtempSync(join(root, '.cache', 'build-'));
  for (const name of [
    'actions',
    'cli',
    'packages',
    'scripts',
    'workflows-templates',
    'action.yml',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ]) {
    cpSync(join(root, name), join(other, name), { recursive: true });
  }
  execFileSync('cp', ['-al', join(root, 'node_modules'), other]);
  execFileSync(process.execPath, [join(other, 'scripts/build.ts')], { stdio: 'ignore' });
  expect(digests(join(other, 'dist'))).toEqual(digests(dist));
  rmSync(other, { recursive: true });
});

test.each(ACTIONS.map((action) => [action.name, action] as const))(
  '%s has a stub, a README and the action.yml of its declaration',
  (name, action) => {
    expect(readFileSync(join(dist, name, 'action.yml'), 'utf8')).toBe(actionYml(action));
    expect(readFileSync(join(dist, 'lib', `${name}.js`), 'utf8')).toBe(
      `import { start } from './index.js';\n\nawait start('${name}');\n`,
    );
    expect(statSync(join(dist, name, 'README.md')).size).toBeGreaterThan(0);
  },
);

test('the root of the release is the one-step pipeline, that of the source a guard', () => {
  const manifest = readFileSync(join(dist, 'action.yml'), 'utf8');
  expect(manifest).toContain('name: mlops\n');
  expect(manifest).toContain('main: lib/pipeline.js');
  expect(readFileSync(join(dist, 'lib/pipeline.js'), 'utf8')).toContain("await start('pipeline');");
  expect(readFileSync(join(root, 'action.yml'), 'utf8')).toContain('This is the source, not a release.');
});

test('the package of the release has no dependencies and one program', () => {
  const manifest = JSON.parse(readFileSync(join(dist, 'package.json'), 'utf8'));
  expect(manifest).toMatchObject({ type: 'module', bin: { mlops: 'lib/mlops.js' } });
  expect(manifest.dependencies).toBeUndefined();
});

test('the release commit is a child of HEAD that holds the overlay, and leaves branch and index alone', () => {
  const git = (...words: string[]) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
  const before = [git('rev-parse', 'HEAD'), git('status', '--porcelain')];
  const release = () =>
    execFileSync(process.execPath, [join(root, 'scripts/release.ts'), '--built'], {
      cwd: root,
      encoding: 'utf8',
    }).trim();
  const commit = release();
  expect(git('rev-parse', `${commit}^`)).toBe(before[0]);
  const listed = git('ls-tree', '-r', '--name-only', commit).split('\n');
  expect(listed).toEqual(
    expect.arrayContaining([
      ...ACTIONS.map(({ name }) => `${name}/action.yml`),
      'lib/index.js',
      'lib/mlops.js',
      'packages/kit/run.ts',
    ]),
  );
  expect([git('rev-parse', 'HEAD'), git('status', '--porcelain')]).toEqual(before);
  const archive = gzipSync(execFileSync('git', ['archive', commit], { cwd: root, maxBuffer: 1 << 28 }));
  process.stdout.write(`archive of the release: ${(archive.length / 1e6).toFixed(2)} MB\n`);
});

test('what is generated is fresh: README tables and JSON Schema', () => {
  execFileSync(process.execPath, [join(root, 'scripts/readme.ts'), '--check'], {
    cwd: root,
    stdio: 'inherit',
  });
});
