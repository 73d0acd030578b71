import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { changed, tinyProject } from '#harness/project';
import { Workspace } from '#harness/workspace';

/** A training whose key has every part: a section, code, data, parameters, a seed, declared variables. */
const WHOLE = changed('  seed: 7\n', '  seed: 7\n  env: [MODE]\n').replace(
  'rows: { path: data/, run: "mkdir -p data && cp raw.txt data/rows.txt", code: [raw.txt] }',
  'rows: { path: data/ }',
);
const files = {
  'mlops.yml': WHOLE,
  '.gitignore': 'out/\n',
  'data/rows.txt': 'some rows\n',
  'data/more.txt': 'more\n',
};
const project = () => tinyProject(files);
const env = { MODE: 'fast' };

interface Outlook {
  readonly stage: string;
  readonly fate: string;
  readonly explanation: { readonly reasons: readonly { part: string; text: string }[] } | null;
}

/** What `mlops explain` says of the last stage. */
async function explained(stage: string, workspace: Workspace, more: Record<string, string> = {}) {
  const ran = await runCli(['explain', stage, '--json'], workspace, { env: { ...env, ...more } });
  expect(ran.status, ran.log).toBe(0);
  const { outlooks }: { outlooks: Outlook[] } = JSON.parse(ran.stdout);
  return outlooks.at(-1);
}

const edit = (from: string, to: string) => (workspace: Workspace) =>
  workspace.write({ 'mlops.yml': WHOLE.replace(from, () => to) });
const write = (path: string, content: string) => (workspace: Workspace) =>
  workspace.write({ [path]: content });

test.each<[string, (workspace: Workspace) => unknown, Record<string, string>, string, string]>([
  [
    'the command',
    edit('run: bash train.sh', 'run: bash train.sh --fast'),
    {},
    'section',
    'train.run "bash train.sh" -> "bash train.sh --fast"',
  ],
  [
    'where the model goes',
    edit('out/model.bin', 'out/m.bin'),
    {},
    'section',
    'train.model "out/model.bin" -> "out/m.bin"',
  ],
  [
    'where the metrics go',
    edit('out/metrics.json', 'out/m.json'),
    {},
    'section',
    'train.metrics "out/metrics.json" -> "out/m.json"',
  ],
  [
    'a file of code',
    (workspace) => workspace.write({ 'train.sh': `# slower\n${workspace.read('train.sh')}` }),
    {},
    'code',
    'code: train.sh changed',
  ],
  ['a file of data', write('data/rows.txt', 'other rows\n'), {}, 'data:rows', 'data:rows: rows.txt changed'],
  ['another file of data', write('data/new.txt', 'new\n'), {}, 'data:rows', 'data:rows: new.txt added'],
  [
    'a file of data less',
    (workspace) => workspace.remove('data/more.txt'),
    {},
    'data:rows',
    'data:rows: more.txt removed',
  ],
  [
    'a file of data by another name',
    (workspace) => workspace.remove('data/more.txt').write({ 'data/moved.txt': 'more\n' }),
    {},
    'data:rows',
    'data:rows: moved.txt added, more.txt removed',
  ],
  ['a parameter', edit('lr: 0.1', 'lr: 0.2'), {}, 'parameters', 'parameters.lr 0.1 -> 0.2'],
  [
    'another parameter',
    edit('lr: 0.1', 'lr: 0.1, depth: 3'),
    {},
    'parameters',
    'parameters.depth (none) -> 3',
  ],
  ['the seed', edit('seed: 7', 'seed: 8'), {}, 'seed', 'seed 7 -> 8'],
  ['no seed', edit('  seed: 7\n', ''), {}, 'seed', 'seed 7 -> (none)'],
  ['a declared variable', () => {}, { MODE: 'slow' }, 'env', 'env.MODE has another value'],
  [
    'another declared variable',
    edit('env: [MODE]', 'env: [MODE, OTHER]'),
    {},
    'env',
    'env.OTHER (not declared) -> (not set)',
  ],
])('%s is the one reason to train again', async (_, change, more, part, text) => {
  using workspace = project();
  expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  change(workspace);
  const outlook = await explained('train', workspace, more);
  expect(outlook).toMatchObject({ fate: 'run', explanation: { reasons: [{ part, text }] } });
  expect(outlook?.explanation?.reasons).toHaveLength(1);
  const ran = await runCli(['train'], workspace, { env: { ...env, ...more } });
  expect(ran.stdout).toContain('skipped=false');
  expect(ran.log.replaceAll(/\s+/g, ' ')).toContain(`: ${text}.`);
});

test.each<[string, (workspace: Workspace) => unknown, Record<string, string>]>([
  ['a file that is not code', write('notes.txt', 'x'), {}],
  ['documentation', write('README.md', '# x'), {}],
  ['a workflow', write('.github/workflows/x.yml', 'on: push'), {}],
  ['a comment in mlops.yml', edit('schema: 1', '# a comment\nschema: 1'), {}],
  ['the gates', edit('roc_auc >= 0.7', 'roc_auc >= 0.6'), {}],
  ['another way to write the same path', edit('out/model.bin', './out/../out/model.bin'), {}],
  ['the order of keys', edit('params: { lr: 0.1 }', 'params: { "lr": 1e-1 }'), {}],
  ['a variable that is not declared', () => {}, { OTHER: 'x', LANG: 'de_DE.UTF-8', TZ: 'Asia/Tokyo' }],
  ['times of files', (workspace) => workspace.touch('data/rows.txt', 'train.sh'), {}],
  ['a commit', (workspace) => workspace.write({ 'notes.txt': '' }).commit('more'), {}],
  ['outputs that were removed', (workspace) => workspace.remove('out'), {}],
  ['outputs that were changed', write('out/model.bin', 'changed by hand'), {}],
  ['the caches of digests that were removed', (workspace) => workspace.remove('.mlops/stats'), {}],
  ['the caches of digests that are broken', write('.mlops/stats/files-data.json', '{"format":1,"kno'), {}],
])('%s is no reason to train again', async (_, change, more) => {
  using workspace = project();
  expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  const model = workspace.read('out/model.bin');
  change(workspace);
  expect(await explained('train', workspace, more)).toMatchObject({ fate: 'skip' });
  const ran = await runCli(['train'], workspace, { env: { ...env, ...more } });
  expect(ran.stdout, ran.log).toContain('skipped=true');
  expect(workspace.read('out/model.bin')).toBe(model);
});

test.each<[string, (workspace: Workspace) => unknown, string]>([
  ['the command that scores', edit('run: bash predict.sh', 'run: bash ./predict.sh'), 'score.run'],
  [
    'the code that scores',
    write('predict.sh', 'cp predictions.csv "$MLOPS_PREDICTIONS"\n'),
    'predict.sh changed',
  ],
  ['the model', edit('lr: 0.1', 'lr: 0.2'), 'model'],
])('%s is the one reason to score again', async (_, change, text) => {
  using workspace = project();
  expect((await runCli(['run'], workspace, { env })).status).toBe(0);
  change(workspace);
  expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  const outlook = await explained('evaluate', workspace);
  expect(outlook?.explanation?.reasons).toHaveLength(1);
  expect(outlook?.explanation?.reasons[0]?.text).toContain(text);
});

test.each([
  ['the parameters', { 'params.yml': 'lr: 0.2\n' }, 'params.yml changed'],
  ['another dataset', { 'raw/rows.txt': 'other rows\n' }, 'raw/rows.txt changed'],
])('%s that a producer names as its code are a reason to make its data again', async (_, change, text) => {
  const mlops = changed(
    '  rows: { path: data/, run: "mkdir -p data && cp raw.txt data/rows.txt", code: [raw.txt] }',
    `  raw: { path: raw/ }
  rows: { path: data/, run: "mkdir -p data && cat raw/* params.yml > data/rows.txt", code: [raw/, params.yml] }`,
  ).replace('params: { lr: 0.1 }', 'params: params.yml');
  using workspace = tinyProject({
    'mlops.yml': mlops,
    'params.yml': 'lr: 0.1\n',
    'raw/rows.txt': 'some rows\n',
  });
  expect((await runCli(['train'], workspace)).status).toBe(0);
  workspace.write(change);
  const ran = await runCli(['train'], workspace);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log.replaceAll(/\s+/g, ' ')).toContain(`code: ${text}`);
  expect(workspace.read('data/rows.txt')).toBe(workspace.read('raw/rows.txt') + workspace.read('params.yml'));
});

test('a path that mlops.yml gives as this machine has it stands in no record', async () => {
  using workspace = project();
  edit('predictions: out/', `predictions: ${workspace.path}/out/`)(workspace);
  expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  const record = workspace.read('.mlops/stage/train/record.json');
  expect(JSON.parse(record).predicate.buildDefinition.internalParameters.apart).toContain(
    'out/predictions.csv',
  );
  expect(record).not.toContain(workspace.path);
});

test('a change of the gates judges again and scores nothing', async () => {
  using workspace = project();
  expect((await runCli(['run'], workspace, { env })).status).toBe(0);
  edit('roc_auc >= 0.7', 'roc_auc >= 0.9')(workspace);
  const ran = await runCli(['run'], workspace, { env });
  expect(ran.status).toBe(1);
  expect(ran.log).toMatch(/Scoring skipped: same score key/);
});

test('of several earlier keys the nearest is compared with, not the last', async () => {
  using workspace = project();
  for (const [lr, seed] of [
    [0.1, 7],
    [0.5, 11],
  ]) {
    workspace.write({
      'mlops.yml': WHOLE.replace('lr: 0.1', `lr: ${lr}`).replace('seed: 7', `seed: ${seed}`),
    });
    expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  }
  workspace.write({ 'mlops.yml': WHOLE.replace('lr: 0.1', 'lr: 0.2') });
  const outlook = await explained('train', workspace);
  expect(outlook?.explanation?.reasons.map(({ text }) => text)).toEqual(['parameters.lr 0.1 -> 0.2']);
});

test('a training that failed is no earlier result', async () => {
  using workspace = project();
  workspace.write({ 'train.sh': 'exit 3\n' });
  expect((await runCli(['train'], workspace, { env })).status).toBe(2);
  const ran = await runCli(['explain', 'train'], workspace, { env });
  expect(ran.stdout).toContain('no earlier result is known here');
});

test('the time a skipped stage saved is told, in the log, the output and the chain', async () => {
  using workspace = project();
  workspace.write({ 'train.sh': `sleep 0.3\n${workspace.read('train.sh')}` });
  expect((await runCli(['run'], workspace, { env })).status).toBe(0);
  const again = await runCli(['run'], workspace, { env });
  expect(again.log).toMatch(/Skipped: same stage key [0-9a-f]{12}; 0\.[3-9] s saved\./);
  expect(again.log).toMatch(/train +skipped +same stage key, saved 0\.[3-9] s/);
  const alone = await runCli(['train'], workspace, { env });
  expect(alone.stdout).toMatch(/^saved-seconds=0\.[3-9]$/m);
});

test('a stage of milliseconds and a file of bytes are told in units that show them', async () => {
  using workspace = tinyProject({ 'raw.txt': '0123456789' });
  const ran = await runCli(['run'], workspace, { env });
  expect(ran.log).toMatch(/ rows: 1 file, 10 B, [0-9a-f]{12}\./);
  expect(ran.log).not.toMatch(/ 0\.0 (s|MB)/);
  const again = await runCli(['run'], workspace, { env });
  expect(again.log).toMatch(/ Skipped: same stage key [0-9a-f]{12}; (\d\d? ms|0\.\d s) saved\./);
  expect(again.log).not.toMatch(/ 0\.0 s/);
});

const kept = (workspace: Workspace, stage: string) => {
  const entry = workspace
    .tree('.mlops/cache')
    .filter((path) => path.endsWith('entry.json'))
    .find((path) => JSON.parse(workspace.read(`.mlops/cache/${path}`)).stage === stage);
  return `.mlops/cache/${entry?.split('/')[0]}`;
};

test.each<[string, (workspace: Workspace, home: string) => unknown, string]>([
  [
    'a poisoned model',
    (workspace, home) => workspace.replace(`${home}/files/model/model.bin`, 'poison'),
    'model/model.bin is not what was kept',
  ],
  [
    'a truncated model',
    (workspace, home) => workspace.replace(`${home}/files/model/model.bin`, ''),
    'model/model.bin is not what was kept',
  ],
  [
    'a missing model',
    (workspace, home) => workspace.remove(`${home}/files/model/model.bin`),
    'model/model.bin is missing',
  ],
  [
    'a file more',
    (workspace, home) => workspace.write({ [`${home}/files/model/extra`]: 'x' }),
    'model/extra is a file that was not kept',
  ],
  [
    'a record of another run',
    (workspace, home) => workspace.replace(`${home}/files/record.json`, '{}\n'),
    'record.json is not what was kept',
  ],
  [
    'a truncated entry',
    (workspace, home) => workspace.replace(`${home}/entry.json`, '{"schema":'),
    'entry.json is not whole: it is no JSON',
  ],
  ['no entry', (workspace, home) => workspace.remove(`${home}/entry.json`), '/entry.json is not there'],
])('of a cache with %s nothing is used, and it is made again', async (_, harm, why) => {
  using workspace = project();
  expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  const model = workspace.read('out/model.bin');
  harm(workspace, kept(workspace, 'train'));
  const ran = await runCli(['train'], workspace, { env });
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('The cached result of train was not used: ');
  expect(ran.log).toContain(`${why}. It is made again.\n`);
  expect(ran.stdout).toContain('skipped=false');
  expect(workspace.read('out/model.bin')).toBe(model);
  expect((await runCli(['train'], workspace, { env })).stdout).toContain('skipped=true');
});

test('a training that is skipped is in the ledger all the same', async () => {
  using workspace = project();
  expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  const records = workspace.tree('.mlops/records');
  workspace.remove('.mlops/records');
  expect((await runCli(['train'], workspace, { env })).stdout).toContain('skipped=true');
  expect(workspace.tree('.mlops/records')).toEqual(records);
});

test('an entry that holds the result of another key is not used', async () => {
  using workspace = project();
  expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  const first = kept(workspace, 'train');
  edit('lr: 0.1', 'lr: 0.2')(workspace);
  const { outputs } = await runCli(['train'], workspace, { env }).then(({ stdout }) => ({
    outputs: Object.fromEntries(stdout.split('\n').map((line) => line.split('='))),
  }));
  const second = `.mlops/cache/tiny-${outputs['stage-key']}`;
  const forged = workspace
    .read(`${first}/entry.json`)
    .replace(/"key":"[0-9a-f]+"/, `"key":"${outputs['stage-key']}"`);
  workspace.remove(second);
  cpSync(join(workspace.path, first), join(workspace.path, second), { recursive: true });
  workspace.write({ [`${second}/entry.json`]: forged });
  const ran = await runCli(['train'], workspace, { env });
  expect(ran.log).toContain('was not used: record.json is of another key.');
  expect(workspace.read('out/model.bin')).toContain('"lr":0.2');
});

test.each<[string, string]>([
  ['the note of what a producer began with', '.mlops/making/rows.json'],
  ['a recipe', `.mlops/recipes/tiny/train/${'a'.repeat(64)}.json`],
])('%s that cannot be read keeps nothing from running', async (_, path) => {
  using workspace = tinyProject();
  workspace.write({ [path]: new Uint8Array([0xff, 0xfe]) });
  const ran = await runCli(['train'], workspace);
  expect(ran.status, ran.log).toBe(0);
});

test('a dataset is measured when all are made: another’s producer may write into it', async () => {
  const all =
    '  all: { path: data/ }\n  rows: { path: data/made/, run: "mkdir -p data/made && cp raw.txt data/made/", code: [raw.txt] }';
  const mlops = changed(
    '  rows: { path: data/, run: "mkdir -p data && cp raw.txt data/rows.txt", code: [raw.txt] }',
    all,
  )
    .replace('data: [rows]', 'data: [all, rows]')
    .replace(
      'run: bash train.sh',
      "run: 'mkdir -p out && cat data/made/raw.txt > out/model.bin && echo {} > out/metrics.json'",
    );
  using workspace = tinyProject({ 'mlops.yml': mlops, 'data/rows.txt': 'rows\n' });
  expect((await runCli(['train'], workspace)).status).toBe(0);
  const again = await runCli(['train'], workspace);
  expect(again.stdout, again.log).toContain('skipped=true');
});

test('a damaged record of this folder is made whole by the next run that has it', async () => {
  using workspace = tinyProject();
  expect((await runCli(['run'], workspace)).status).toBe(0);
  const records = workspace.tree('.mlops/records').filter((path) => path.endsWith('/record.json'));
  const before = new Map(records.map((path) => [path, workspace.read(`.mlops/records/${path}`)]));
  const made = [...before].filter(([, content]) => content.includes('slsa.dev/provenance'));
  for (const [path] of made) workspace.replace(`.mlops/records/${path}`, 'damaged');
  expect((await runCli(['history'], workspace)).log).toContain('3 records here are not what their names say');
  expect((await runCli(['run'], workspace)).status).toBe(0);
  for (const [path, content] of made) expect(workspace.read(`.mlops/records/${path}`)).toBe(content);
});

test('outside of git an environment in the folder is no code, though it holds links that lead out', async () => {
  using workspace = project();
  workspace.remove('.git').write({ '.venv/pyvenv.cfg': 'home = /usr/bin\n' });
  symlinkSync('/usr/bin/env', join(workspace.path, '.venv/python'));
  edit('  code: [train.sh]\n', '')(workspace);
  expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  const again = await runCli(['train'], workspace, { env });
  expect(again.stdout, again.log).toContain('skipped=true');
});

test.each([
  [
    'a submodule',
    (workspace: Workspace, other: Workspace) =>
      workspace.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.path, 'lib'),
  ],
  [
    'a repository within this one',
    (workspace: Workspace, other: Workspace) => workspace.git('clone', '-q', other.path, 'lib'),
  ],
])('a file of %s is code', async (_, bring) => {
  using other = Workspace.of({ 'more.sh': 'echo one\n' });
  using workspace = project();
  edit('code: [train.sh]', "code: [train.sh, 'lib/*.sh']")(workspace);
  bring(workspace, other);
  expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  expect((await runCli(['train'], workspace, { env })).stdout).toContain('skipped=true');
  workspace.write({ 'lib/more.sh': 'echo two\n' });
  const ran = await runCli(['train'], workspace, { env });
  expect(ran.log.replaceAll(/\s+/g, ' ')).toContain('code: lib/more.sh changed');
});

test('a cache that is gone is made again, and says that nothing changed', async () => {
  using workspace = project();
  expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  workspace.remove('.mlops/cache');
  const ran = await runCli(['train'], workspace, { env });
  expect(ran.log).toContain('nothing changed, but the earlier result is not in the cache any more');
});

test('on a runner a fresh job skips what an earlier run made, and explains what it cannot skip', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using first = project();
  expect((await runAction('train', first, github)).outputs['skipped']).toBe('false');
  using second = project();
  expect((await runAction('train', second, github, { attempt: 2 })).outputs).toMatchObject({
    skipped: 'true',
    'model-digest': expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  using third = project();
  third.write({ 'mlops.yml': WHOLE.replace('lr: 0.1', 'lr: 0.2') });
  const ran = await runAction('train', third, github, { attempt: 3 });
  expect(ran.log).toContain('parameters.lr 0.1 -> 0.2');
  expect(github.violations).toEqual([]);
});

test('an entry says who wrote it, and a release takes only what the default branch made', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using workspace = project();
  const branch = { ref: 'refs/heads/feature', event: 'push' };
  expect((await runAction('train', workspace, github, branch)).status).toBe(0);
  const { writer } = JSON.parse(workspace.read(`${kept(workspace, 'train')}/entry.json`));
  expect(writer).toMatchObject({ ref: 'refs/heads/feature', event: 'push', defaultBranch: false });
  const release = { ref: 'refs/tags/v1', event: 'release' };
  const refused = await runAction('train', workspace, github, { ...release, attempt: 2 });
  expect(refused.outputs['skipped']).toBe('false');
  expect(refused.log).toContain(
    'it was written on refs/heads/feature (feature is not the default branch main)',
  );
  expect((await runAction('train', workspace, github, { attempt: 3 })).outputs['skipped']).toBe('true');
});

test('two models of one recipe have a record each, on a runner too', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using workspace = project();
  const other = { with: { model: 'other' } };
  expect((await runAction('train', workspace, github)).status).toBe(0);
  workspace.remove('.mlops');
  const second = await runAction('train', workspace, github, { ...other, attempt: 2 });
  expect(second.outputs['skipped']).toBe('false');
  workspace.remove('.mlops');
  const third = await runAction('train', workspace, github, { ...other, attempt: 3 });
  expect(third.outputs['skipped']).toBe('true');
  const record = JSON.parse(workspace.read(`${kept(workspace, 'train')}/files/record.json`));
  expect(record.predicate.buildDefinition.externalParameters.model).toBe('other');
  const fourth = await runAction('train', workspace, github, { attempt: 4 });
  expect(fourth.outputs['skipped']).toBe('true');
  expect(github.violations).toEqual([]);
});

test('two models of one recipe by turns on a laptop: each is skipped, and explained by its own past', async () => {
  using workspace = project();
  const trained = async (...words: string[]) => {
    const ran = await runCli(['train', ...words], workspace, { env });
    expect(ran.status, ran.log).toBe(0);
    const recordOf = JSON.parse(
      workspace.read(/^record=(.*)$/m.exec(ran.stdout)?.[1]?.slice(workspace.path.length + 1) ?? ''),
    );
    return [
      /skipped=(\w+)/.exec(ran.stdout)?.[1],
      recordOf.predicate.buildDefinition.externalParameters.model,
    ];
  };
  expect(await trained()).toEqual(['false', 'tiny']);
  expect(await trained('--model', 'other')).toEqual(['false', 'other']);
  expect(await trained()).toEqual(['true', 'tiny']);
  expect(await trained('--model', 'other')).toEqual(['true', 'other']);
  const third = await runCli(['train', '--model', 'third'], workspace, { env });
  expect(third.log).toContain('no earlier result is known here');
});

test('what a model with a longer name has left is not taken for its own', async () => {
  using workspace = project();
  expect((await runCli(['train', '--model', 'tiny-train'], workspace, { env })).status).toBe(0);
  const none = await runCli(['evaluate'], workspace, { env });
  expect(none.log).toContain('mlops-tiny-train: is no artifact of this run');
  expect(none.status).toBe(2);
  expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  const own = await runCli(['evaluate'], workspace, { env });
  expect(own.status, own.log).toBe(0);
  expect(own.log).toContain('of the artifact mlops-tiny-train.');
  const others = await runCli(['evaluate', '--model', 'tiny-train'], workspace, { env });
  expect(others.status, others.log).toBe(0);
  expect(others.log).toContain('of the artifact mlops-tiny-train-train.');
});

test('a record that was changed after it was published is refused by whoever opens the artifact', async () => {
  using workspace = project();
  expect((await runCli(['train'], workspace, { env })).status).toBe(0);
  const home = '.mlops/artifacts/mlops-tiny-train';
  const record = workspace.tree(home).find((path) => path.endsWith('/record.json'));
  workspace.replace(`${home}/${record}`, '{"other":1}');
  const ran = await runCli(['evaluate'], workspace, { env });
  expect(ran.log).toMatch(
    /mlops-tiny-train\/record\.json: is not what was published: expected sha256 [0-9a-f]{64}, found [0-9a-f]{64}/,
  );
  expect(ran.status).toBe(2);
});

test.each([
  [
    ['explain'],
    'explain: needs the name of a stage. Write mlops explain data | train | evaluate | containerize.',
  ],
  [['explain', 'setup'], 'setup: is no stage that can be explained.'],
])('%j is a mistake that says so', async (words, text) => {
  using workspace = project();
  const ran = await runCli(words, workspace);
  expect(ran.log).toContain(text);
  expect(ran.status).toBe(2);
});

test('explaining writes nothing, and tells every stage in front', async () => {
  using workspace = tinyProject();
  const ran = await runCli(['explain', 'evaluate'], workspace);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.stdout).toContain('data rows  would run');
  expect(ran.stdout).toContain('train      not known yet');
  expect(ran.stdout).toContain('evaluate   not known yet');
  expect(workspace.has('.mlops')).toBe(false);
});

test('code with a name that is not UTF-8 is a mistake, for a change of it would be skipped', async () => {
  using workspace = tinyProject({ 'mlops.yml': changed('  code: [train.sh]\n', '') });
  const odd = Buffer.concat([Buffer.from(`${workspace.path}/caf`), Buffer.from([0xe9]), Buffer.from('.sh')]);
  writeFileSync(odd, 'true\n');
  const ran = await runCli(['run', 'train'], workspace, { env });
  expect(ran.status, ran.log).toBe(2);
  expect(ran.log).toContain('caf\ufffd.sh: has a name that is not UTF-8. Rename it, or write code: so that');
});
