import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ACTIONS } from '#cli/actions';
import { DIST } from '#harness/bundle';
import { actionlint, zizmor } from '#harness/linters';
import { asWorkflow, pages, yamlBlocks } from '#harness/pages';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'workflows-templates');
const names = readdirSync(folder).filter((name) => name.endsWith('.yml'));
const text = (name: string) => readFileSync(join(folder, name), 'utf8');
const inPlace = (change: (text: string) => string = (same) => same) =>
  Object.fromEntries(names.map((name) => [`.github/workflows/${name}`, change(text(name))]));

/** Every action.yml of the release, by its path in it. */
const manifests = Object.fromEntries(
  readdirSync(DIST, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('action.yml'))
    .map((path) => [path, readFileSync(join(DIST, path), 'utf8')]),
);
/** Their code, by name only: that it is there is checked. */
const stubs = Object.fromEntries(
  Object.keys(manifests)
    .filter((path) => path.includes('/'))
    .map((path) => [`lib/${path.split('/')[0]}.js`, '']),
);

test('actionlint and zizmor (pedantic) find nothing in the templates', async () => {
  expect(await actionlint(inPlace())).toBe('');
  expect(await zizmor(inPlace(), 'pedantic')).toBe('');
});

test('the templates give the actions inputs that they have, and use outputs that they have', async () => {
  // actionlint knows the action.yml of an action of the same repository
  const used = names.flatMap((name) => [...text(name).matchAll(/org\/mlops\/([\w-]+)@/g)]);
  expect(Object.keys(manifests)).toEqual(
    expect.arrayContaining(used.map(([, action]) => `${action}/action.yml`)),
  );
  const local = inPlace((yml) => yml.replaceAll(/org\/mlops\/([\w-]+)@v1/g, './$1'));
  expect(await actionlint({ ...local, ...manifests, ...stubs })).toBe('');
});

test('actionlint and zizmor find nothing in any workflow, job or step that a page shows', async () => {
  const shown = pages().flatMap((page) =>
    yamlBlocks(page).flatMap((block, index) => {
      const workflow = asWorkflow(block);
      const path = `.github/workflows/${page.replaceAll(/[/.]/g, '-')}-${index}.yml`;
      return workflow === null ? [] : [[path, workflow] as const];
    }),
  );
  expect(shown.map(([path]) => path)).toContain('.github/workflows/README-md-0.yml');
  expect(shown.length).toBeGreaterThanOrEqual(5);
  expect(await actionlint(Object.fromEntries(shown))).toBe('');
  expect(await zizmor(Object.fromEntries(shown), 'regular')).toBe('');
});

test('zizmor finds nothing in the action.yml of any action', async () => {
  expect(Object.keys(manifests)).toContain('train/action.yml');
  expect(await zizmor(manifests, 'pedantic')).toBe('');
});

const BAD = `name: bad
on: { pull_request_target: { types: [opened] } }
jobs:
  bad:
    runs-on: ubuntu-latest
    needs: nobody
    steps:
      - uses: actions/checkout@v5
      - run: echo "\${{ github.event.pull_request.title }}"
`;

test('a bad workflow is refused by both', async () => {
  const bad = { '.github/workflows/bad.yml': BAD };
  const mistakes = await actionlint(bad);
  expect(mistakes).toContain('needs job "nobody" which does not exist');
  expect(mistakes).toContain('"github.event.pull_request.title" is potentially untrusted');
  const risks = await zizmor(bad, 'pedantic');
  for (const rule of ['unpinned-uses', 'excessive-permissions', 'template-injection', 'dangerous-triggers'])
    expect(risks).toContain(`[${rule}]`);
});

test('an input that an action does not have is refused', async () => {
  const workflow = inPlace()['.github/workflows/mlops-pr-gate.yml'] ?? '';
  const bad = workflow.replace('org/mlops/report@v1', './report').replace('model: flights', 'modle: flights');
  const found = await actionlint({ '.github/workflows/bad.yml': bad, ...manifests, ...stubs });
  expect(found).toContain('input "modle" is not defined in action "mlops report"');
});

test('a file that cannot be read is a finding of both', async () => {
  const torn = { '.github/workflows/torn.yml': 'name: a: b\n' };
  expect(await actionlint(torn)).toContain('could not parse as YAML');
  expect(await zizmor(torn, 'regular')).toContain('invalid YAML syntax');
});

const Level = z.enum(['read', 'write']);
const Template = z.object({
  permissions: z.object({}).strict(),
  jobs: z.record(
    z.string(),
    z.object({
      permissions: z.record(z.string(), Level),
      uses: z.string().optional(),
      steps: z.array(z.object({ uses: z.string().optional() })).optional(),
      'timeout-minutes': z.number().optional(),
    }),
  ),
});
const RUNS_USER_CODE = ['setup', 'train', 'evaluate'].map((action) => `org/mlops/${action}@v1`);

test.each(names)('%s: nothing is granted at the top, and no job that trains or scores may write', (name) => {
  const { jobs } = Template.parse(parse(text(name)));
  for (const { permissions, steps = [] } of Object.values(jobs)) {
    if (!steps.some(({ uses = '' }) => RUNS_USER_CODE.includes(uses))) continue;
    expect(Object.values(permissions)).not.toContain('write');
  }
});

/** What inputs of the templates ask for beyond what their actions always need. */
const BESIDE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // push: true
  containerize: { packages: 'write' },
  // on-breach: issue, retrain
  monitor: { issues: 'write', actions: 'write' },
};

test.each(names)('%s: no job may do more than what its steps declare that they need', (name) => {
  const { jobs } = Template.parse(parse(text(name)));
  for (const [id, { permissions, uses, steps = [] }] of Object.entries(jobs)) {
    if (uses !== undefined) continue;
    const allowed = new Set(Object.entries(BESIDE[id] ?? {}).map(([scope, level]) => `${scope}: ${level}`));
    for (const { uses: used = '' } of steps) {
      const [, action] = /^org\/mlops\/(.+)@v1$/.exec(used) ?? [];
      const declared = ACTIONS.find(({ name: known }) => known === action)?.permissions ?? {};
      const needs = used.startsWith('actions/checkout@') ? { contents: 'read' } : declared;
      for (const [scope, level] of Object.entries(needs)) {
        allowed.add(`${scope}: read`);
        allowed.add(`${scope}: ${level}`);
      }
    }
    const granted = Object.entries(permissions).map(([scope, level]) => `${scope}: ${level}`);
    expect(
      granted.filter((one) => !allowed.has(one)),
      id,
    ).toEqual([]);
  }
});

test.each(names)('%s: every job that runs steps has a limit of time', (name) => {
  const { jobs } = Template.parse(parse(text(name)));
  const endless = Object.values(jobs).filter(
    (job) => job.uses === undefined && job['timeout-minutes'] === undefined,
  );
  expect(endless).toEqual([]);
});

test.each(names)('%s: third parties are pinned by commit, with their version beside it', (name) => {
  const uses = [...text(name).matchAll(/uses: (\S+)(.*)/g)].map(([, what = '', rest = '']) => ({
    what,
    rest,
  }));
  const third = uses.filter(({ what }) => !what.startsWith('org/mlops/') && !what.startsWith('./'));
  for (const { what, rest } of third) expect(what + rest).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

const Started = z.object({
  on: z.object({
    workflow_dispatch: z.object({ inputs: z.record(z.string(), z.unknown()) }).optional(),
    repository_dispatch: z.object({ types: z.array(z.string()) }).optional(),
  }),
});
/** Events and inputs that a workflow listens to. */
const listened = (workflow: unknown) => {
  const { data } = Started.safeParse(workflow);
  const { workflow_dispatch: started, repository_dispatch: sent } = data?.on ?? {};
  return [...(sent?.types ?? []), ...Object.keys(started?.inputs ?? {})];
};

test('what docs/feedback.md says a breach sets off is what the templates listen to', () => {
  const said = yamlBlocks('docs/feedback.md').flatMap((block) => listened(parse(block)));
  const [retrain, rollback] = ['retrain', 'rollback'].map((name) =>
    listened(parse(text(`mlops-${name}.yml`))),
  );
  expect(said.sort()).toEqual([...(retrain ?? []), 'mlops-rollback'].sort());
  expect(rollback).toContain('mlops-rollback');
  const [, asked = ''] = /retrain-workflow: (\S+)/.exec(text('mlops-monitor.yml')) ?? [];
  expect(names).toContain(asked);
});

test('the policy that docs/workflows.md shows is the one that the templates are held to', () => {
  const policy = parse(readFileSync(join(root, '.github/zizmor.yml'), 'utf8'));
  expect(yamlBlocks('docs/workflows.md').map((block) => parse(block))).toEqual([policy]);
});

/** https://docs.github.com/actions: creating workflow templates for your organization */
const Properties = z.strictObject({
  name: z.string().min(1),
  description: z.string().min(1),
  iconName: z.string().startsWith('octicon '),
  categories: z.array(z.string()).min(1),
  filePatterns: z.array(z.string()).min(1),
});

test.each(names)('%s has properties, a name of its own and a row in the table', (name) => {
  const file = join(folder, name.replace(/yml$/, 'properties.json'));
  const properties = Properties.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(z.object({ name: z.string() }).parse(parse(text(name))).name).toBe(
    name.replace('.yml', '').replace('-', ' '),
  );
  expect(properties.filePatterns.some((pattern) => new RegExp(pattern).test('mlops.yml'))).toBe(true);
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(`[${name}](${name})`);
});
