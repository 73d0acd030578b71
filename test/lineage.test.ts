import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { changed, PREDICTIONS, tinyProject } from '#harness/project';
import { Workspace } from '#harness/workspace';

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly role: string;
  readonly state: string;
  readonly reason: string;
}

interface Drawn {
  readonly schema: string;
  readonly head: string;
  readonly states: Readonly<Record<string, number>>;
  readonly nodes: readonly {
    readonly id: string;
    readonly label: string;
    readonly digest: string | null;
    readonly run?: string;
  }[];
  readonly edges: readonly Edge[];
}

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/** What `setup` leaves; the digest is that of the manifest's schema and spec in canonical JSON. */
function environment(): Record<string, string> {
  const spec = '{"packages":[],"python":{"implementation":"cpython","version":"3.11.7"}}';
  const part = `{"schema":"https://github.com/org/mlops/environment/v1","spec":${spec}}`;
  const manifest = `${part.slice(0, -1)},"host":{"kernel":"6.1"}}`;
  const lock = 'nothing==1.0\n';
  const pointer = {
    digest: sha256(part),
    hostDigest: sha256('host'),
    bin: '/usr/bin',
    manifest,
    bom: '{"bomFormat":"CycloneDX"}',
    lock: { path: 'requirements.txt', sha256: sha256(lock) },
    python: '3.11.7',
  };
  return { 'requirements.txt': lock, '.mlops/environment.json': JSON.stringify(pointer) };
}

const PROJECT = changed('data: [rows]\n  params', 'data: [rows, labels]\n  params')
  .replace('data:\n', 'data:\n  labels: { path: labels }\n')
  .replace('data: [rows]\n  predictions', 'data: [rows, labels]\n  predictions')
  .replace('gates: [', 'keep-rows: true\n  gates: ["roc_auc >= baseline - 1", ');

/** A project with data of both kinds, an environment, a training, and two evaluations: the second has a baseline. */
async function chainProject(): Promise<Workspace> {
  const project = tinyProject({
    'mlops.yml': PROJECT,
    'labels/all.csv': 'id,late\n1,0\n',
    '.gitignore': 'data/\nout/\nlabels/\n',
    ...environment(),
  });
  for (const predictions of [PREDICTIONS, PREDICTIONS.replace('0.35', '0.45')]) {
    project.write({ 'predictions.csv': predictions }).commit('predictions');
    const ran = await runCli(['run', 'train'], project);
    if (ran.status !== 0) throw new Error(ran.log);
    for (const stage of ['evaluate', 'report']) {
      const next = await runCli([stage], project);
      if (next.status !== 0) throw new Error(next.log);
    }
  }
  return project;
}

const chain = await chainProject();
const scratch = mkdtempSync(join(tmpdir(), 'lineage-'));
afterAll(() => {
  chain[Symbol.dispose]();
  rmSync(scratch, { recursive: true, force: true });
});

async function lineage(words: readonly string[], project: Pick<Workspace, 'path'>) {
  const ran = await runCli(['lineage', ...words, '--format', 'json'], project);
  const drawn: Drawn = JSON.parse(ran.stdout);
  return { ...ran, drawn };
}

/** `train tiny -> model` */
function told({ nodes }: Drawn, { from, to, role }: Edge): string {
  const label = (id: string) => nodes.find((node) => node.id === id)?.label ?? id;
  return `${label(from)} ${role === 'after' ? 'follows' : '->'} ${label(to)}`;
}

const whole = await lineage([], chain);

test('everything here is by digest: nothing is broken, nothing is signed, and nothing was left unchecked', () => {
  expect(whole.status, whole.log).toBe(0);
  expect(whole.drawn.schema).toBe('https://github.com/org/mlops/lineage/v1');
  expect(whole.drawn.edges.filter(({ state }) => state !== 'by digest')).toEqual([]);
  expect(whole.drawn.states).toEqual({
    signed: 0,
    'by digest': whole.drawn.edges.length,
    'not checked': 0,
    broken: 0,
  });
});

const nodeOf = (label: string) => whole.drawn.nodes.filter((node) => node.label === label);
const head = whole.drawn.head.replace('record@', '');

/** Digests and runs of this chain by the words that stand for them below. */
const WORDS = new Map<string, string>([
  [head, '<now>'],
  ...['train tiny', 'score tiny', 'data rows', 'evaluate tiny, the baseline'].map(
    (label): [string, string] => [
      nodeOf(label)[0]?.digest ?? '',
      label.startsWith('evaluate') ? '<before>' : `<${label.split(' ')[0]}>`,
    ],
  ),
]);

/** `.mlops/artifacts/mlops-tiny-train/<run>/record.json`: the run is that of the record in it. */
function worded(path: string): string {
  const run = /^\.mlops\/artifacts\/[^/]+\/([^/]+?)(?:\.json)?(?:\/|$)/.exec(path)?.[1];
  const folder = run === undefined ? '' : path.slice(0, path.indexOf(run) + run.length);
  const record = run === undefined ? '' : sha256(readFileSync(join(chain.path, folder, 'record.json')));
  const named = run === undefined ? path : path.replace(run, WORDS.get(record) ?? '<other>');
  return named
    .replaceAll(/[0-9a-f]{64}/g, (digest) => WORDS.get(digest) ?? '<other>')
    .replace(/[0-9a-f]{40}/, (commit) => (commit === chain.head() ? '<commit>' : '<commit before>'));
}

const ARTIFACTS = '.mlops/artifacts/mlops-tiny';
const EVALUATION = `${ARTIFACTS}-evaluate/<now>`;

const STORE = '.mlops/refs/tiny/store/<commit>/evaluate/@1';
const STORED_BEFORE = '.mlops/refs/tiny/store/<commit before>/evaluate/@1';

/** Every file of the chain, and the one edge that a changed byte in it breaks. */
const EDGES: Readonly<Record<string, string>> = {
  'labels/all.csv': 'data:labels -> train tiny',
  [`${EVALUATION}.json`]: 'mlops-tiny-evaluate -> evaluate tiny',
  [`${EVALUATION}/record.json`]: 'mlops-tiny-evaluate -> evaluate tiny',
  [`${EVALUATION}/verdict.json`]: 'evaluate tiny -> verdict.json',
  [`${EVALUATION}/plots.json`]: 'evaluate tiny -> plots.json',
  [`${EVALUATION}/gates.json`]: 'evaluate tiny -> gates.json',
  [`${EVALUATION}/report.html`]: 'evaluate tiny -> report.html',
  [`${EVALUATION}/summary.md`]: 'evaluate tiny -> summary.md',
  [`${EVALUATION}/profile.json`]: 'evaluate tiny -> profile.json',
  [`${EVALUATION}/predictions.csv`]: 'score tiny -> predictions',
  [`${EVALUATION}/environment.json`]: 'environment -> score tiny',
  [`${EVALUATION}/environment.cdx.json`]: 'evaluate tiny -> environment.cdx.json',
  [`${EVALUATION}/records/<data>.json`]: 'train tiny follows data rows',
  [`${EVALUATION}/records/<train>.json`]: 'score tiny follows train tiny',
  [`${EVALUATION}/records/<score>.json`]: 'evaluate tiny follows score tiny',
  [`${EVALUATION}/records/<before>.json`]: 'evaluate tiny follows evaluate tiny, the baseline',
  [`${ARTIFACTS}-evaluate/<before>.json`]: 'evaluate tiny follows evaluate tiny, the baseline',
  [`${ARTIFACTS}-evaluate/<before>/record.json`]: 'evaluate tiny follows evaluate tiny, the baseline',
  [`${ARTIFACTS}-train/<train>.json`]: 'score tiny follows train tiny',
  [`${ARTIFACTS}-train/<train>/record.json`]: 'score tiny follows train tiny',
  [`${ARTIFACTS}-train/<train>/records/<data>.json`]: 'train tiny follows data rows',
  [`${ARTIFACTS}-train/<train>/model/model.bin`]: 'train tiny -> model',
  [`${ARTIFACTS}-train/<train>/metrics.json`]: 'train tiny -> metrics.json',
  [`${ARTIFACTS}-train/<train>/environment.json`]: 'environment -> train tiny',
  [`${ARTIFACTS}-train/<train>/environment.cdx.json`]: 'train tiny -> environment.cdx.json',
  [`${ARTIFACTS}-data-rows/<data>.json`]: 'train tiny follows data rows',
  [`${ARTIFACTS}-data-rows/<data>/record.json`]: 'train tiny follows data rows',
  [`${ARTIFACTS}-data-rows/<data>/data/data/rows.txt`]: 'data rows -> data:rows',
  '.mlops/records/<now>/record.json': '.mlops/records -> evaluate tiny',
  '.mlops/records/<now>/verdict.json': 'evaluate tiny -> verdict.json',
  '.mlops/records/<before>/record.json': 'evaluate tiny follows evaluate tiny, the baseline',
  '.mlops/records/<score>/record.json': 'evaluate tiny follows score tiny',
  '.mlops/records/<train>/record.json': 'score tiny follows train tiny',
  '.mlops/records/<train>/metrics.json': 'train tiny -> metrics.json',
  '.mlops/records/<data>/record.json': 'train tiny follows data rows',
  '.mlops/refs/tiny/baseline/@2/ref.json': 'the ref baseline -> evaluate tiny',
  '.mlops/refs/tiny/baseline/@2/files/record.json': 'the ref baseline -> evaluate tiny',
  '.mlops/refs/tiny/baseline/@2/files/verdict.json': 'evaluate tiny -> verdict.json',
  '.mlops/refs/tiny/baseline/@2/files/predictions.csv': 'score tiny -> predictions',
  '.mlops/refs/tiny/baseline/@2/files/profile.json': 'evaluate tiny -> profile.json',
  '.mlops/refs/tiny/baseline/@2/files/records/<data>.json': 'train tiny follows data rows',
  '.mlops/refs/tiny/baseline/@2/files/records/<train>.json': 'score tiny follows train tiny',
  '.mlops/refs/tiny/baseline/@2/files/records/<score>.json': 'evaluate tiny follows score tiny',
  '.mlops/refs/tiny/baseline/@2/files/records/<before>.json':
    'evaluate tiny follows evaluate tiny, the baseline',
  '.mlops/refs/tiny/champion/@1/ref.json': 'evaluate tiny follows evaluate tiny, the baseline',
  '.mlops/refs/tiny/champion/@1/files/record.json': 'evaluate tiny follows evaluate tiny, the baseline',
  [`${STORED_BEFORE}/ref.json`]: 'evaluate tiny follows evaluate tiny, the baseline',
  [`${STORED_BEFORE}/files/record.json`]: 'evaluate tiny follows evaluate tiny, the baseline',
  [`${STORE}/ref.json`]: 'the ref store -> evaluate tiny',
  [`${STORE}/files/record.json`]: 'the ref store -> evaluate tiny',
  [`${STORE}/files/verdict.json`]: 'evaluate tiny -> verdict.json',
  [`${STORE}/files/predictions.csv`]: 'score tiny -> predictions',
  [`${STORE}/files/profile.json`]: 'evaluate tiny -> profile.json',
  [`${STORE}/files/records/<data>.json`]: 'train tiny follows data rows',
  [`${STORE}/files/records/<train>.json`]: 'score tiny follows train tiny',
  [`${STORE}/files/records/<score>.json`]: 'evaluate tiny follows score tiny',
  [`${STORE}/files/records/<before>.json`]: 'evaluate tiny follows evaluate tiny, the baseline',
};

/** Files that belong to the lineage of the evaluation before, and not to this one. */
const ELSEWHERE =
  /^\.mlops\/(artifacts\/mlops-tiny-evaluate\/<before>\/|records\/(<other>|<before>)\/|refs\/tiny\/((baseline|champion)\/@1|store\/<commit before>)\/)/;

const files = [
  'labels/all.csv',
  ...['artifacts', 'records', 'refs'].flatMap((folder) =>
    chain.tree(`.mlops/${folder}`).map((path) => `.mlops/${folder}/${path}`),
  ),
];
const ours = files.filter((path) => EDGES[worded(path)] !== undefined || !ELSEWHERE.test(worded(path)));

/** A copy of the project with the middle byte of a file changed. */
function flipped(path: string): { path: string } & Disposable {
  const copy = mkdtempSync(join(scratch, 'copy-'));
  cpSync(chain.path, copy, { recursive: true });
  const bytes = readFileSync(join(copy, path));
  const at = path.endsWith('ref.json') ? bytes.indexOf('"digest":"') + 20 : bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(join(copy, path), bytes);
  return { path: copy, [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }) };
}

describe('one changed byte', () => {
  test('is tried in every file of the chain', () => {
    expect(ours.map(worded).sort()).toEqual(Object.keys(EDGES).sort());
  });

  test.concurrent.each(ours.map((path) => [worded(path), path]))(
    'in %s breaks its one edge, and no other changes',
    async (name, path) => {
      using project = flipped(path);
      const { drawn, status, log } = await lineage([head], project);
      const broken = drawn.edges.filter(({ state }) => state === 'broken');
      expect(
        broken.map((edge) => told(drawn, edge).replace(/^(mlops-tiny-evaluate|the ref store)\/\S+/, '$1')),
        log,
      ).toEqual([EDGES[name]]);
      const reason = broken[0]?.reason ?? '';
      expect(reason).toMatch(/^expected sha256 .{12,64}, found [0-9a-f]{12,64} in |cannot be read$/);
      expect(reason).not.toMatch(/^expected sha256 (\S+), found \1 in /);
      const others = (one: Drawn) => one.edges.map((edge) => [told(one, edge), edge.state]);
      expect(others(drawn).filter(([, state]) => state !== 'broken')).toEqual(
        others(whole.drawn).filter((_, index) => drawn.edges[index]?.state !== 'broken'),
      );
      expect(status).toBe(1);
    },
  );

  test('in what belongs to another run breaks the lineage of that run alone', async () => {
    const before = [...WORDS].find(([, word]) => word === '<before>')?.[0] ?? '';
    using project = flipped(`.mlops/records/${before}/verdict.json`);
    expect((await lineage([head], project)).drawn.states['broken']).toBe(0);
    const other = await lineage([before], project);
    expect(
      other.drawn.edges.filter(({ state }) => state === 'broken').map((edge) => told(other.drawn, edge)),
    ).toEqual(['evaluate tiny -> verdict.json']);
  });
});

const [evaluation = '', model = ''] = [head, nodeOf('model')[0]?.digest ?? ''];
const runOf = (id: string) => whole.drawn.nodes.find((node) => node.id === `record@${id}`)?.run ?? '';

describe('what is asked for', () => {
  test.each([
    ['a record by the beginning of its digest', evaluation.slice(0, 10), 'evaluate tiny'],
    ['a record by its digest as others write it', `sha256:${evaluation}`, 'evaluate tiny'],
    ['a model', model.slice(0, 12), 'train tiny'],
    ['predictions', nodeOf('predictions')[0]?.digest ?? '', 'score tiny'],
    ['a dataset', nodeOf('data:rows')[0]?.digest ?? '', 'data rows'],
    ['a run', runOf(evaluation), 'evaluate tiny'],
    ['a run without its attempt', runOf(evaluation).replace(/\/1$/, ''), 'evaluate tiny'],
    ['the ledger', `.mlops/records/${evaluation}`, 'evaluate tiny'],
    ['a record.json', '.mlops/stage/train/record.json', 'train tiny'],
    ['a folder', './.mlops/stage/score', 'score tiny'],
  ])('%s', async (_, word, label) => {
    const { drawn, status, log } = await lineage([word], chain);
    expect(status, log).toBe(0);
    expect(drawn.nodes.find(({ id }) => id === drawn.head)?.label).toBe(label);
  });

  test.each([
    [['0000000'], 'lineage = "0000000": is no run, digest or path that is known here. The newest here:'],
    [['nowhere/'], 'lineage = "nowhere/": is no run, digest or path that is known here.'],
    [['labels'], 'labels: holds no record.json. Name the folder of an artifact, or a record.json.'],
    [['--format', 'dot'], '--format = "dot": is not known. Write one of: tree, mermaid, json.'],
    [['a', 'b'], 'a b: is more than one. Name one run, digest or path.'],
  ])('%j is a mistake that says so', async (words, text) => {
    const ran = await runCli(['lineage', ...words], chain);
    expect(ran.log).toContain(text);
    expect(ran.status).toBe(2);
  });

  test('where nothing ran yet there is no record, and it says what to do', async () => {
    using project = Workspace.of({ 'readme.txt': 'nothing' });
    const ran = await runCli(['lineage'], project);
    expect(ran.log).toContain('lineage: has no record to start from. Run a stage here first (mlops run)');
    expect(ran.status).toBe(2);
    expect(project.tree()).toEqual(['readme.txt']);
  });
});

test('an artifact that was carried elsewhere shows its chain, and what was not carried with it was not checked', async () => {
  using elsewhere = Workspace.of({ 'readme.txt': 'nothing' });
  const [artifact] = files.filter((path) => worded(path) === `${EVALUATION}/record.json`);
  cpSync(join(chain.path, (artifact ?? '').replace('/record.json', '')), join(elsewhere.path, 'in'), {
    recursive: true,
  });
  const { drawn, status } = await lineage(['in'], elsewhere);
  expect(status).toBe(0);
  const open = drawn.edges
    .filter(({ state }) => state !== 'by digest')
    .map((edge) => `${told(drawn, edge)}: ${edge.reason}`);
  expect(open.filter((edge) => !edge.includes('is not in this clone'))).toEqual([
    'in -> evaluate tiny: nothing names it by a digest there',
    'data rows -> data:rows: its bytes are not here',
    'data:labels -> train tiny: labels is not here',
    'environment -> train tiny: its bytes are not here',
    'train tiny -> model: its bytes are not here',
    'train tiny -> metrics.json: its bytes are not here',
    'train tiny -> environment.cdx.json: its bytes are not here',
  ]);
  expect(open.filter((edge) => edge.includes('is not in this clone'))).toHaveLength(7);
});

test('code that was not committed was not checked, and another commit since does not matter', async () => {
  using project = tinyProject();
  project.write({ 'note.txt': 'not committed' });
  expect((await runCli(['train'], project)).status).toBe(0);
  const dirty = await lineage([], project);
  const open = dirty.drawn.edges.filter(({ state }) => state !== 'by digest');
  expect(open.map((edge) => told(dirty.drawn, edge))).toEqual([
    'code -> data rows',
    'commit with changes -> data rows',
    'code -> train tiny',
    'commit with changes -> train tiny',
  ]);
  expect(new Set(open.map(({ reason }) => reason))).toEqual(
    new Set(['the checkout had changes that were not committed']),
  );
  project.write({ 'train.sh': `${project.read('train.sh')}# other\n` }).commit('other code');
  expect((await runCli(['train'], project)).status).toBe(0);
  project.write({ 'train.sh': 'exit 1\n' }).commit('and other code again');
  const clean = await lineage([], project);
  expect(
    clean.drawn.edges.filter(({ to, state }) => to === clean.drawn.head && state !== 'by digest'),
  ).toEqual([]);
});

test('data that git keeps may change afterwards: the commit has what the record names', async () => {
  using project = tinyProject({
    'mlops.yml': PROJECT,
    'labels/all.csv': 'id,late\n1,0\n',
    '.gitignore': 'data/\nout/\n',
  });
  expect((await runCli(['train'], project)).status).toBe(0);
  const labels = (drawn: Drawn) =>
    drawn.edges.filter((edge) => told(drawn, edge).startsWith('data:labels')).map(({ state }) => state);
  project.write({ 'labels/all.csv': 'id,late\n1,1\n' });
  const changedSince = await lineage([], project);
  expect(labels(changedSince.drawn)).toEqual(['by digest']);
  project.remove('labels');
  project.commit('other labels elsewhere');
  const gone = await lineage([], project);
  expect(labels(gone.drawn)).toEqual(['by digest']);
  expect(gone.drawn.states['broken']).toBe(0);
});

test('records alone are compared where no bytes are asked for', async () => {
  const { drawn } = await lineage(['--check', 'none'], chain);
  expect(drawn.states['broken']).toBe(0);
  const open = drawn.edges.filter(({ state }) => state === 'not checked');
  expect(open.map((edge) => told(drawn, edge))).toContain('train tiny -> model');
  expect(open.every(({ role }) => role === 'in' || role === 'out')).toBe(true);
});

/** Everything in a folder with the time of its last change. */
function stamps(project: Workspace): string[] {
  return project.tree().map((path) => `${path} ${statSync(join(project.path, path)).ctimeMs}`);
}

test('it looks while a training runs, and leaves nothing behind', async () => {
  using project = tinyProject({
    'train.sh':
      'touch started; until test -e go; do sleep 0.05; done; echo m > "$MLOPS_MODEL"; echo {} > "$MLOPS_METRICS"\n',
  });
  project.write({ '.mlops/records/readme.txt': '' });
  const training = runCli(['train'], project);
  while (!project.has('started')) await new Promise((resolve) => setTimeout(resolve, 20));
  const before = stamps(project);
  const looked = await lineage([], project);
  expect(stamps(project)).toEqual(before);
  project.write({ go: '' });
  const trained = await training;
  expect(looked.status, looked.log).toBe(0);
  expect(looked.drawn.nodes.find(({ id }) => id === looked.drawn.head)?.label).toBe('data rows');
  expect(trained.status, trained.log).toBe(0);
});

test('a terminal gets a tree, one edge a line, with the broken one again above the sum', async () => {
  using project = flipped('labels/all.csv');
  const ran = await runCli(['lineage'], project, { env: { LC_ALL: 'C.UTF-8' } });
  expect(ran.stdout).toMatch(
    /^evaluate tiny: pass, record [0-9a-f]{12}, \d{4}-\d\d-\d\d \d\d:\d\d UTC\n├─ = by digest {3}named by the ref baseline\n/,
  );
  expect(ran.stdout).toMatch(
    /│ {5}├─ ✗ broken {6}went in {2}data:labels {2}[0-9a-f]{12}\n│ {5}│ {5}expected sha256 [0-9a-f]{12}, found [0-9a-f]{12} in labels\n/,
  );
  expect(ran.stdout).toMatch(
    /\n✗ broken: data:labels [0-9a-f]{12} -> train tiny: expected sha256 .*\n(?: .*\n)*\d+ edges: \d+ by digest, 1 broken; none signed\n$/,
  );
  const plain = await runCli(['lineage'], project, { env: { LC_ALL: 'C' } });
  expect(plain.stdout).toMatch(/^[\x20-\x7e\n]*$/);
  expect(plain.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('as Mermaid every edge is an arrow with its state', async () => {
  const ran = await runCli(['lineage', '--format', 'mermaid'], chain);
  expect(ran.stdout).toMatch(/^flowchart LR\n/);
  expect(ran.stdout.match(/ -->\|"(?:record )?by digest"\| /g)).toHaveLength(whole.drawn.edges.length);
});

test('report and job summary of an evaluation draw where it comes from', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject();
  expect((await runAction('train', project, github)).status).toBe(0);
  const ran = await runAction('evaluate', project, github);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.summary).toMatch(/Lineage: 27 edges: 27 by digest; none signed\.\n\n```mermaid\nflowchart LR\n/);
  const html = project.read('.mlops/stage/evaluate/report.html');
  expect(html).toContain('<h2 id="lineage">Lineage</h2>');
  expect(html.match(/= by digest<\/span>/g)).toHaveLength(27);
  expect(html).not.toMatch(/class="broken"|not checked<\/span>/);
});
