import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** The structure of docs/design.md, held: which layer may import which, and what a file may be called. */
const root = join(import.meta.dirname, '..');

const LAYERS: Readonly<Record<string, readonly string[]>> = {
  kit: [],
  record: ['kit'],
  metrics: ['kit', 'record'],
  judge: ['kit', 'record', 'metrics'],
  report: ['kit', 'record', 'metrics', 'judge'],
  project: ['kit', 'record', 'metrics', 'judge'],
  environment: ['kit', 'record'],
  survey: ['kit', 'project', 'environment'],
  engine: ['kit', 'record'],
  image: ['kit', 'record'],
  target: ['kit', 'record', 'image'],
  source: ['kit', 'record', 'metrics'],
  posting: ['kit', 'record', 'judge', 'report'],
  feedback: ['kit', 'record', 'judge', 'report', 'posting'],
  stage: [
    'kit',
    'record',
    'metrics',
    'judge',
    'report',
    'project',
    'engine',
    'image',
    'target',
    'source',
    'posting',
    'feedback',
  ],
  foreign: ['kit', 'record', 'metrics', 'judge', 'report', 'project', 'posting', 'stage'],
  host: ['kit'],
};

const TOP = [
  '.ci',
  '.git',
  '.gitattributes',
  '.github',
  '.gitignore',
  '.npmrc',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'action.yml',
  'actions',
  'biome.json',
  'cli',
  'docs',
  'examples',
  'knip.json',
  'package-lock.json',
  'package.json',
  'packages',
  'scripts',
  'test',
  'tsconfig.build.json',
  'tsconfig.json',
  'vitest.config.ts',
  'workflows-templates',
];
const IGNORED = ['node_modules', 'dist', 'build', '.cache', '.mlops', '.demo'];

function files(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/${path}`);
}

function imports(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

const packages = files('packages').filter((file) => !file.endsWith('.test.ts'));
const all = [
  ...files('packages'),
  ...files('actions'),
  ...files('cli'),
  ...files('scripts'),
  ...files('test'),
];

test('every package is a layer that is known here', () => {
  expect(readdirSync(join(root, 'packages')).sort()).toEqual(Object.keys(LAYERS).sort());
});

test.each(packages.map((file) => [file]))('%s imports only the layers below its own', (file) => {
  const layer = file.split('/')[1] ?? '';
  const strange = imports(file)
    .filter((name) => name.startsWith('#'))
    .map((name) => name.slice(1).split('/')[0] ?? '')
    .filter((other) => other !== layer && !LAYERS[layer]?.includes(other));
  expect(strange).toEqual([]);
});

test('no relative import leaves its package, action or folder', () => {
  const strays = packages.flatMap((file) => {
    const home = file.split('/').slice(0, 2).join('/');
    return imports(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => relative(root, join(root, file, '..', name)))
      .filter((target) => !target.startsWith(`${home}/`) && target !== 'package.json')
      .map((target) => `${file} -> ${target}`);
  });
  expect(strays).toEqual([]);
});

test('only packages/host imports @actions/*', () => {
  const importers = all.filter((file) => imports(file).some((name) => name.startsWith('@actions/')));
  expect(importers.filter((file) => !file.startsWith('packages/host/') && !file.startsWith('test/'))).toEqual(
    [],
  );
});

test('the packages have no import cycles', () => {
  const edges = new Map<string, Set<string>>();
  for (const file of packages) {
    const home = file.split('/')[1] ?? '';
    const targets = imports(file)
      .filter((name) => name.startsWith('#'))
      .map((name) => name.slice(1).split('/')[0] ?? '');
    edges.set(home, new Set([...(edges.get(home) ?? []), ...targets.filter((target) => target !== home)]));
  }
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...(edges.get(from) ?? [])].some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  expect([...edges.keys()].filter((name) => reaches(name, name))).toEqual([]);
});

test('a file is a noun: none is called util, helper, common, misc, manager or impl', () => {
  const bad = all.filter((file) =>
    /(^|[-.])(utils?|helpers?|common|misc|manager|impl)([-.]|$)/.test(basename(file)),
  );
  expect(bad).toEqual([]);
});

test('an action is action.ts, main.ts of at most 60 lines, and a README', () => {
  for (const name of readdirSync(join(root, 'actions'))) {
    expect(
      readdirSync(join(root, 'actions', name))
        .filter((file) => !file.endsWith('.test.ts'))
        .sort(),
    ).toEqual(['README.md', 'action.ts', 'main.ts']);
    const lines = readFileSync(join(root, 'actions', name, 'main.ts'), 'utf8')
      .trimEnd()
      .split('\n').length;
    expect(lines, `actions/${name}/main.ts`).toBeLessThanOrEqual(60);
  }
});

test('the top level holds what docs/design.md names and nothing else', () => {
  const found = readdirSync(root).filter(
    (name) => !IGNORED.includes(name) && statSync(join(root, name)) !== undefined,
  );
  expect(found.filter((name) => !TOP.includes(name))).toEqual([]);
});
