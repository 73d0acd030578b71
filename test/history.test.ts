import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { projectWithPast } from '#harness/past';
import { changed, tinyProject } from '#harness/project';
import { Workspace } from '#harness/workspace';

let project: Workspace;
let commits: { readonly first: string; readonly second: string };
beforeAll(async () => {
  project = await projectWithPast();
  commits = { first: project.git('rev-parse', 'HEAD~1'), second: project.git('rev-parse', 'HEAD') };
});
afterAll(() => project?.[Symbol.dispose]());

/** What it prints; it has to end well. */
async function history(...words: string[]): Promise<string> {
  const ran = await runCli(['history', ...words], project);
  expect(ran.status, ran.log).toBe(0);
  return ran.stdout;
}

interface Listed {
  readonly record: string;
  readonly verdict: string | null;
  readonly times: number;
  readonly commit: string;
  readonly dirty: boolean;
  readonly params: { readonly lr: number };
  readonly seed: number;
}

async function listed(...words: string[]): Promise<Listed[]> {
  return JSON.parse(await history('--format', 'json', ...words)).runs;
}

/** Runs by rate and seed: 0.05 was tried with two seeds. */
const names = (runs: readonly Listed[]) => runs.map(({ params, seed }) => `${params.lr}/${seed}`).join(' ');

test('the table lists what was tried, the newest first, and says what is the same', async () => {
  const [head = '', ...lines] = (await history()).split('\n');
  expect(head).toMatch(/^Record +When \(UTC\) +Commit +Verdict +roc_auc +lr +seed +Times +Took/);
  const when = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d`;
  const [one, two] = [commits.first.slice(0, 7), commits.second.slice(0, 7)];
  expect(lines[0]).toMatch(new RegExp(`^[0-9a-f]{8}  ${when}  ${two}\\* +0.05 +8 +1 `));
  expect(lines[1]).toMatch(new RegExp(`^[0-9a-f]{8}  ${when}  ${two}   ✓ pass +1 +0.05 +7 +1 `));
  expect(lines[2]).toMatch(new RegExp(`^[0-9a-f]{8}  ${when}  ${one}\\*  ✗ fail +0.2500 +0.2 +7 +1 `));
  expect(lines[3]).toMatch(new RegExp(`^[0-9a-f]{8}  ${when}  ${one}   ✓ pass +0.7500 +0.1 +7 +2 `));
  expect(lines.slice(4).join('\n')).toContain('--columns names what to show.');
});

test.each([
  [['--metric', 'roc_auc > 0.5'], '0.05/7 0.1/7'],
  [['--metric', 'roc_auc > 0.5', '--metric', 'roc_auc < 1'], '0.1/7'],
  [['--metric', 'roc_auc==25%'], '0.2/7'],
  [['--metric', 'train.loss <= 0.1'], '0.05/8 0.05/7 0.1/7'],
  [['--param', 'lr=0.10'], '0.1/7'],
  [['--param', 'lr>=0.1'], '0.2/7 0.1/7'],
  [['--param', 'lr!=0.1', '--param', 'seed=7'], '0.05/7 0.2/7'],
  [['--verdict', 'fail'], '0.2/7'],
  [['--verdict', 'pass,fail'], '0.05/7 0.2/7 0.1/7'],
  [['--stage', 'train'], '0.05/8 0.05/7 0.2/7 0.1/7'],
  [['--stage', 'evaluate'], '0.05/7 0.2/7 0.1/7'],
  [['--since', '1h'], '0.05/8 0.05/7 0.2/7 0.1/7'],
  [['--since', '2026-01-01', '--until', '1h'], ''],
  [['--model', 'tiny'], '0.05/8 0.05/7 0.2/7 0.1/7'],
  [['--model', 'other'], ''],
  [['--sort', 'roc_auc'], '0.05/7 0.1/7 0.2/7 0.05/8'],
  [['--sort', 'roc_auc:asc'], '0.2/7 0.1/7 0.05/7 0.05/8'],
  [['--sort', 'log_loss'], '0.05/7 0.1/7 0.2/7 0.05/8'],
  [['--sort', 'lr:desc'], '0.2/7 0.1/7 0.05/8 0.05/7'],
  [['--sort', 'time', '--limit', '2'], '0.05/8 0.05/7'],
  [['--limit', 'all', '--verdict', 'pass'], '0.05/7 0.1/7'],
])('%j: %s', async (words, expected) => {
  expect(names(await listed(...words))).toBe(expected);
});

test('runs are named by record, commit and run', async () => {
  const all = await listed();
  const [, , worse] = all;
  expect(names(await listed(worse?.record.slice(0, 8) ?? ''))).toBe('0.2/7');
  expect(names(await listed(commits.first))).toBe('0.2/7 0.1/7');
  const { run } = JSON.parse(await history('--format', 'json', '--param', 'lr=0.1')).runs[0];
  expect(names(await listed(run))).toBe('0.1/7');
});

test('JSON has a schema, whole digests, and numbers as they were measured', async () => {
  const { schema, matching, runs } = JSON.parse(await history('--format', 'json'));
  expect([schema, matching]).toEqual(['https://github.com/org/mlops/history/v1', 4]);
  expect(runs[3]).toMatchObject({
    record: expect.stringMatching(/^[0-9a-f]{64}$/),
    when: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    commit: commits.first,
    dirty: false,
    model: 'tiny',
    name: null,
    stages: ['train', 'evaluate'],
    verdict: 'pass',
    times: 2,
    metrics: { roc_auc: 0.75, accuracy: 0.75, 'train.loss': 0.1 },
    params: { lr: 0.1 },
    seed: 7,
  });
  expect(runs[0]).toMatchObject({ stages: ['train'], verdict: null, metrics: { 'train.loss': 0.05 } });
});

test('CSV is read back by a reader of CSV', async () => {
  const lines: Record<string, string>[] = parse(await history('--format', 'csv'), { columns: true });
  expect(lines.map((line) => [line['verdict'], line['roc_auc'], line['params.lr'], line['dirty']])).toEqual([
    ['', '', '0.05', 'true'],
    ['pass', '1', '0.05', 'false'],
    ['fail', '0.25', '0.2', 'true'],
    ['pass', '0.75', '0.1', 'false'],
  ]);
  const few = parse(await history('--format', 'csv', '--columns', 'commit,lr,roc_auc', '--limit', '1'));
  expect(few).toEqual([
    ['commit', 'params.lr', 'roc_auc'],
    [commits.second, '0.05', ''],
  ]);
});

test('Markdown is a table', async () => {
  const lines = (await history('--format', 'markdown', '--columns', 'verdict,roc_auc')).split('\n');
  expect(lines.slice(0, 4)).toEqual([
    '| Verdict | <code>roc_auc</code> |',
    '| --- | ---: |',
    '|  |  |',
    '| ✓ pass | 1 |',
  ]);
});

test('runs are set side by side: what differs, by how much, and which files', async () => {
  const [, better, , first] = await listed();
  const text = await history('--compare', first?.record ?? '', better?.record.slice(0, 10) ?? '');
  expect(text).toMatch(/^roc_auc +0.7500 +1 +\+0.2500 better$/m);
  expect(text).toMatch(/^params.lr +0.1 +0.05$/m);
  expect(text).toMatch(/^train.loss +0.1000 +0.0500 +-0.0500$/m);
  expect(text).toMatch(/^code of scoring of [0-9a-f]{8}: predictions.csv changed$/m);
  expect(text).toMatch(/\d+ things are the same and left out\.\n$/);
  expect(text).not.toMatch(/^(seed|verdict)/m);
});

test('without names the last two are compared, the older one first', async () => {
  const { schema, runs, differing } = JSON.parse(await history('--compare', '--format', 'json'));
  expect(schema).toBe('https://github.com/org/mlops/comparison/v1');
  expect(names(runs)).toBe('0.05/7 0.05/8');
  expect(differing.find(({ what }: { what: string }) => what === 'seed').values).toEqual([7, 8]);
  const lines: string[][] = parse(await history('--compare', '--format', 'csv'));
  expect(lines.find(([what]) => what === 'seed')?.slice(0, 3)).toEqual(['seed', '7', '8']);
  expect(await history('--compare', '--format', 'markdown')).toContain('| <code>seed</code> | 7 | 8 |');
});

test.each([
  [['--metric', 'roc_acu > 0.5'], '--metric: no run here has the metric roc_acu. Did you mean roc_auc?'],
  [['--param', 'momentum=0.9'], 'has the parameter momentum. There are: lr, seed.'],
  [['--param', 'ir=0.1'], '--param: no run here has the parameter ir. Did you mean lr?'],
  [['--sort', 'acuracy'], 'no run here has the metric, parameter or column acuracy. Did you mean accuracy?'],
  [['--columns', 'comit'], 'Did you mean commit?'],
  [['--verdict', 'fial'], '--verdict: takes no "fial". Did you mean fail?'],
  [['--format', 'xml'], '--format: takes no "xml". It takes table, json, csv, markdown.'],
  [['--limit', '0'], '--limit = "0": is no number of runs. Write how many runs to show, or all.'],
  [['--since', 'yesterday'], '--since = "yesterday": is no time.'],
  [['--columns', 'lr', '--format', 'json'], '--columns: is of no use with --format json.'],
  [['--metrik', 'x'], '--metrik: is no option of history.'],
  [['deadbeef'], 'deadbeef: is no run that is known here.'],
  [['--compare', '--verdict', 'fail'], '--compare: takes two runs or more, and there is one.'],
])('%j is a mistake that says so', async (words, message) => {
  const ran = await runCli(['history', ...words], project);
  expect(ran.log).toContain(message);
  expect(ran.status).toBe(2);
});

test('a commit of several runs is none to compare by, and they are listed', async () => {
  const ran = await runCli(['history', '--compare', commits.first, commits.second], project);
  expect(ran.status).toBe(2);
  expect(ran.log).toMatch(
    new RegExp(`${commits.first}: stands for 2 runs. Name one by its record: [0-9a-f]{8} \\(`),
  );
});

test('where nothing fits, and where nothing was ever run, it says so and ends well', async () => {
  expect(await history('--metric', 'roc_auc > 2')).toBe('None of 4 runs here fits.\n');
  expect(await history('--until', '2020-01-01')).toBe('No run of tiny falls in that time.\n');
  using fresh = tinyProject();
  const ran = await runCli(['history', '--metric', 'roc_auc > 0.5'], fresh);
  expect([ran.status, ran.log]).toEqual([
    0,
    'No run of tiny is recorded here yet: mlops run makes the first.\n',
  ]);
  expect(fresh.has('.mlops')).toBe(false);
  using bare = Workspace.of({ 'readme.txt': '' });
  const csv = await runCli(['history', '--format', 'csv'], bare);
  expect(csv.stdout).toMatch(/^record,when,.*\r\n$/);
});

test('it writes nothing, and does not wait for a run that is at work', async () => {
  using busy = tinyProject({
    'train.sh':
      'touch ready\nwhile ! test -e go; do sleep 0.05; done\nmkdir -p out; echo m > "$MLOPS_MODEL"; echo {} > "$MLOPS_METRICS"\n',
  });
  const running = runCli(['train'], busy);
  while (!busy.has('ready')) await new Promise((resolve) => setTimeout(resolve, 20));
  const files = busy.tree();
  const ran = await runCli(['history'], busy);
  expect([ran.status, ran.stdout]).toEqual([
    0,
    'No run of tiny is recorded here yet: mlops run makes the first.\n',
  ]);
  expect(busy.tree().filter((path) => !files.includes(path))).toEqual([]);
  busy.write({ go: '' });
  expect((await running).status).toBe(0);
});

test('a record that is not what its name says is left out and counted, and so are numbers', async () => {
  using copy = new Workspace().copy(project.path);
  const [, better, worse] = await listed();
  const forged = copy.read(`.mlops/records/${better?.record}/record.json`).replace('"pass"', '"fail"');
  copy.write({ [`.mlops/records/${better?.record}/record.json`]: forged });
  const verdict = copy.read(`.mlops/records/${worse?.record}/verdict.json`).replace('0.25', '0.99');
  copy.write({ [`.mlops/records/${worse?.record}/verdict.json`]: verdict });
  const ran = await runCli(['history', '--format', 'json'], copy);
  expect(ran.stderr).toBe(
    '1 record here is not what its name says and is left out.\nOf 1 run the numbers are not what the record says and are left out.\n',
  );
  const { runs } = JSON.parse(ran.stdout);
  expect(runs.map(({ record }: Listed) => record)).not.toContain(better?.record);
  expect(runs.find(({ record }: Listed) => record === worse?.record).metrics).not.toHaveProperty('roc_auc');
});

/** A ref as a run on GitHub leaves it: the record with what lies beside it, on a commit that names its digest. */
function keepAsRef(from: Workspace, record: string, to: Workspace, ref: string): void {
  const home = `.mlops/records/${record}`;
  const ancestors: readonly { digest: { sha256: string } }[] = JSON.parse(from.read(`${home}/record.json`))
    .predicate.mlops_circumstances.ancestors;
  const files = {
    'record.json': from.read(`${home}/record.json`),
    'verdict.json': from.read(`${home}/verdict.json`),
    ...Object.fromEntries(
      ancestors.map(({ digest: { sha256 } }) => [
        `records/${sha256}.json`,
        from.read(`.mlops/records/${sha256}/record.json`),
      ]),
    ),
  };
  using tree = Workspace.of(files);
  const commit = tree.git('commit-tree', 'HEAD^{tree}', '-m', `kept\n\nrecord: ${record}`);
  tree.git('update-ref', ref, commit);
  to.git('fetch', '-q', tree.path, `${ref}:${ref}`);
}

test('runs of GitHub are listed from fetched refs, without a ledger', async () => {
  using clone = tinyProject();
  clone.git('remote', 'add', 'origin', project.path);
  const before = await runCli(['history'], clone);
  expect(before.stderr).toBe(
    "Runs on GitHub, as far as its refs keep them: git fetch origin 'refs/mlops/*:refs/mlops/*'\n",
  );
  const [, better, worse] = await listed();
  keepAsRef(project, better?.record ?? '', clone, `refs/mlops/tiny/store/${commits.second}/evaluate`);
  keepAsRef(project, worse?.record ?? '', clone, 'refs/mlops/tiny/baseline');
  const ran = await runCli(['history', '--format', 'json', '--sort', 'roc_auc'], clone);
  expect(ran.stderr).toBe('');
  const { runs } = JSON.parse(ran.stdout);
  expect(runs.slice(0, 2).map(({ record }: Listed) => record)).toEqual([better?.record, worse?.record]);
  expect(runs[0]).toMatchObject({ params: { lr: 0.05 }, metrics: { roc_auc: 1 } });
  // the baseline both were compared with is known by its record alone
  expect(runs.slice(2)).toMatchObject([{ stages: ['evaluate'], verdict: 'pass', metrics: {} }]);
  expect(clone.has('.mlops')).toBe(false);
});

test('runs of other models are counted, and shown when they are asked for', async () => {
  using renamed = new Workspace().copy(project.path);
  renamed.write({ 'mlops.yml': changed('model: tiny', 'model: small') });
  const ran = await runCli(['history'], renamed);
  expect(ran.stdout).toBe('No run of small is recorded here yet: mlops run makes the first.\n');
  expect(ran.stderr).toBe("4 runs of other models (tiny) left out: --model '*' shows every one.\n");
  expect(
    (await runCli(['history', '--model', '*', '--format', 'csv'], renamed)).stdout.split('\r\n'),
  ).toHaveLength(6);
});

test('the report draws a gated metric over commits, and the summary has it as bars', () => {
  const html = project.read('.mlops/stage/evaluate/report.html');
  expect(html).toContain('roc_auc over the last 3 evaluations');
  const marks = [...html.matchAll(/<svg class="mark \w+" x="[\d.]+%" y="[\d.]+%"><title>([^<]*)/g)].map(
    ([, title]) => title,
  );
  const [one, two] = [commits.first.slice(0, 7), commits.second.slice(0, 7)];
  expect(marks.map((title) => title?.replace(/ \d{4}-.* UTC/, ''))).toEqual([
    `${one},: 0.7500, pass`,
    `${one}*,: 0.2500, fail`,
    `${two},: 1, pass`,
  ]);
  expect(project.read('.mlops/stage/evaluate/summary.md')).toContain(
    '| <code>roc_auc</code> | <code>▆▁█</code> | 0.2500 | 1 | 0.2500 | 1 |',
  );
});

interface Example {
  readonly words: readonly string[];
  readonly output: string;
}

/** Commands of a page with what they print, from its ```console blocks. */
function examples(page: string): Example[] {
  const blocks = [...page.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block]) => block ?? '');
  return blocks.flatMap((block) =>
    block
      .split(/^\$ npx github:org\/mlops#v1 /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...lines] = part.split('\n');
        const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
          ([, quoted, plain]) => quoted ?? plain ?? '',
        );
        return { words, output: lines.join('\n') };
      }),
  );
}

/** What differs from one day and machine to the next: digests, times, how long it took, and the room they take. */
function form(text: string): string[] {
  return text
    .replaceAll(/\b[0-9a-f]{40}\b/g, '<commit>')
    .replaceAll(/\b[0-9a-f]{7,8}\b/g, '<digest>')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d\.\d{3}Z)?/g, '<time>')
    .replaceAll(/\b\d+(\.\d+)? (ms|s|min)\b/g, '<seconds>')
    .split('\n')
    .map((line) => line.replaceAll(/ {2,}/g, '  ').trim())
    .filter((line) => line !== '');
}

test('the examples of docs/history.md are true', async () => {
  const page = examples(readFileSync(join(import.meta.dirname, '../docs/history.md'), 'utf8'));
  expect(page).toHaveLength(6);
  const told: string[] = page[0]?.output.match(/^[0-9a-f]{8}(?= )/gm) ?? [];
  const real = (await listed()).map(({ record }) => record.slice(0, 8));
  expect(told).toHaveLength(real.length);
  for (const { words, output } of page) {
    const said = words.map((word) => real[told.indexOf(word)] ?? word);
    const ran = await runCli(said, project, { env: { COLUMNS: '80' } });
    expect(form(ran.log), words.join(' ')).toEqual(form(output));
  }
});
