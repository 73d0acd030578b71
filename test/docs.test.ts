import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { pages } from '#harness/pages';
import { tinyProject } from '#harness/project';

/** docs/records.md, held against what the program does and leaves. */
const page = readFileSync(join(import.meta.dirname, '../docs/records.md'), 'utf8');

/** Blocks of the page without a language: output. */
const blocks = [...page.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);

/** What is another each time, made alike: digests, times, run ids. */
const form = (text: string) =>
  text
    .replaceAll(/\b\d{8}T\d{9}Z-\d+\b/g, 'RUN')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'TIME')
    .replaceAll(/\b[0-9a-f]{12}\b/g, 'DIGEST')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');

const blockWith = (text: string) => blocks.find((block) => block.includes(text)) ?? '';

const FLIGHTS = {
  'mlops.yml': `schema: 1
model: flights
data:
  flights: { path: data/ }
train: { run: bash train.sh, code: [train.sh], data: [flights], params: params.yml, model: out/model.bin }
`,
  'params.yml': 'lr: 0.01\n',
  'train.sh': 'cat "$MLOPS_PARAMS" "$MLOPS_DATA_FLIGHTS"/* > "$MLOPS_MODEL"\n',
  'data/train.parquet': 'rows',
  '.gitignore': 'out/\n',
};

test('what explain says is what the page shows', async () => {
  using project = tinyProject(FLIGHTS);
  expect((await runCli(['train'], project)).status).toBe(0);
  project.write({ 'params.yml': 'lr: 0.02\n', 'data/train.parquet': 'other rows' });
  const { stdout } = await runCli(['explain', 'train'], project);
  // the order in which the reasons stand is that of the parts of the key
  expect(form(stdout).sort()).toEqual(form(blockWith('would run  key')).sort());
});

test('what lineage draws is what the page shows', async () => {
  using project = tinyProject();
  expect((await runCli(['run'], project)).status).toBe(0);
  const artifact = project
    .tree('.mlops/artifacts')
    .find((path) => /^mlops-tiny-train\/.*\/model\/model\.bin$/.test(path));
  project.replace(`.mlops/artifacts/${artifact}`, 'changed');
  const ran = await runCli(['lineage'], project, { env: { COLUMNS: '80' } });
  expect(ran.status, ran.log).toBe(1);
  expect(form(ran.stdout)).toEqual(form(blockWith('evaluate tiny: pass')));
});

test('an artifact and the state hold what the page lists', async () => {
  using project = tinyProject();
  expect((await runCli(['run'], project)).status).toBe(0);
  const table = page.slice(page.indexOf('| below `.mlops/`'), page.indexOf('All of it can be removed'));
  const folders = [...table.matchAll(/^\| `([a-z]+)\/(?:<[^`]*)?`/gm)].map(([, name = '']) => name);
  expect(folders.length).toBeGreaterThan(5);
  const there = new Set(project.tree('.mlops').map((path) => path.split('/')[0] ?? ''));
  // nothing was set aside, deployed, pulled or set off
  const idle = ['aside', 'deployments', 'images', 'feedback'];
  expect(folders.filter((name) => !there.has(name)).sort()).toEqual(idle.sort());
  const known = [...table.matchAll(/`([a-z]+)\//g)].map(([, name = '']) => name);
  const files = ['.gitignore', 'report.html', 'comment.md', 'params.json', 'lock'];
  expect([...there].filter((name) => !known.includes(name) && !files.includes(name))).toEqual([]);
});

/** Where a heading is found, as GitHub makes its anchor. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .trim()
    .replaceAll(' ', '-');

test.each(pages().map((path) => [path]))(
  'every link of %s leads to a file, and to a heading in it',
  (path) => {
    const root = join(import.meta.dirname, '..');
    const prose = readFileSync(join(root, path), 'utf8').replaceAll(/```[\s\S]*?```/g, '');
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const dead = links
      .filter((link) => !link.includes('://'))
      .filter((link) => {
        const [file = '', heading] = link.split('#');
        const to = file === '' ? join(root, path) : join(root, dirname(path), file);
        if (!existsSync(to)) return true;
        if (heading === undefined) return false;
        const headings = [...readFileSync(to, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => text);
        return !headings.some((text) => anchorOf(text) === heading);
      });
    expect(dead).toEqual([]);
  },
);
