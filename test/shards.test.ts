import { describe, expect, it, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { changed, tinyProject } from '#harness/project';
import type { Workspace } from '#harness/workspace';

const ROWS = 3000;
const SHARDS = ['a', 'b', 'c'];
const HEADER = 'id,late,predicted,p_late,carrier';

/** Rows whose ids are no numbers everywhere, so that their order is that of text. */
function lineOf(row: number): string {
  const late = (row * 7) % 5 < 2 ? 1 : 0;
  const score = ((row * 37) % 101) / 101 + late * 0.2;
  return `${row % 3 === 2 ? `x${row}` : row},${late},${score > 0.6 ? 1 : 0},${score / 1.2},${['AA', 'BB', 'CC'][row % 3]}`;
}

const file = (rows: readonly number[]) => `${[HEADER, ...rows.map(lineOf)].join('\n')}\n`;
const all = Array.from({ length: ROWS }, (_, at) => (at * 1009) % ROWS);
const shard = (name: string) => file(all.filter((row) => row % 3 === SHARDS.indexOf(name)));

const GATES = 'gates: ["roc_auc >= 0.6", "accuracy[carrier=*] >= 0.5"]';
const CONFIG = changed('gates: ["roc_auc >= 0.7"]', GATES);

function sharded(changes: Readonly<Record<string, string>> = {}): Workspace {
  const parts = Object.fromEntries(SHARDS.map((name) => [`rows-${name}.csv`, shard(name)]));
  return tinyProject({
    'mlops.yml': CONFIG.replace(
      'data: [rows]\n  predictions',
      'data: [rows]\n  env: [ROWS]\n  predictions',
    ).replace('code: [predict.sh, predictions.csv]', 'code: [predict.sh, "rows-*.csv"]'),
    'predict.sh': 'cp "rows-$' + '{MLOPS_SHARD:-$ROWS}.csv" "$MLOPS_PREDICTIONS"\n',
    'rows-whole.csv': file(all),
    ...parts,
    ...changes,
  });
}

/** The jobs of a matrix, each with its shard. */
async function matrix(project: Workspace, github: FakeGitHub, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const wish = { with: { name: `shard-${name}`, 'fail-on': 'never' }, env: { ROWS: name }, job: name };
    const ran = await runAction('evaluate', project, github, wish);
    expect(ran.status, ran.log).toBe(0);
  }
}

const JOIN = { from: 'mlops-tiny-evaluate-shard-*', expect: '{"shard": ["a", "b", "c"]}' };

describe('shards of a matrix are judged as one', () => {
  it('bit for bit as the whole is', async () => {
    await using github = await FakeGitHub.start('org/tiny');
    using project = sharded();
    await runAction('train', project, github);
    const whole = await runAction('evaluate', project, github, {
      with: { name: 'whole' },
      env: { ROWS: 'whole' },
    });
    expect(whole.status, whole.log).toBe(0);
    await matrix(project, github, SHARDS);
    const ran = await runAction('evaluate', project, github, { with: { ...JOIN, name: 'joined' } });
    expect(ran.status, ran.log).toBe(0);
    expect(ran.log).toContain('3 shards joined: 3,000 rows');
    const folder = '.mlops/stage/evaluate';
    expect(project.read(`${folder}-joined/verdict.json`)).toBe(project.read(`${folder}-whole/verdict.json`));
    const record = JSON.parse(project.read(`${folder}-joined/record.json`));
    const own = JSON.parse(project.read(`${folder}-whole/record.json`));
    const named = (of: typeof record, name: string) =>
      of.subject.find((one: { name: string }) => one.name === name)?.digest.sha256;
    expect(named(record, 'model')).toBe(named(own, 'model'));
    const ancestors = record.predicate.mlops_circumstances.ancestors.map(
      ({ name }: { name: string }) => name,
    );
    expect(ancestors).toEqual(
      expect.arrayContaining(['train', 'data:rows', 'shard:a', 'shard:b', 'shard:c']),
    );
    // the rows stand in the order of their ids
    const ids = project
      .read(`${folder}-joined/predictions.jsonl`)
      .trim()
      .split('\n')
      .map((line) => String(JSON.parse(line).id));
    expect(ids).toEqual([...ids].sort());
    expect(github.violations).toEqual([]);
  });

  it('where rows are resampled too', async () => {
    using project = sharded({
      'mlops.yml': CONFIG.replace('task: binary', 'task: regression')
        .replace(GATES, 'gates: ["median_absolute_error <= 0.9"]')
        .replace('prediction: predicted, score: p_late', 'prediction: p_late')
        .replace('  slices: [carrier]\n', '')
        .replace('data: [rows]\n  predictions', 'data: [rows]\n  env: [ROWS]\n  predictions'),
    });
    await runCli(['train'], project);
    await runCli(['evaluate', '--name', 'whole'], project, { env: { ROWS: 'whole' } });
    for (const name of SHARDS)
      await runCli(['evaluate', '--name', `shard-${name}`, '--fail-on', 'never'], project, {
        env: { ROWS: name },
      });
    const ran = await runCli(
      ['evaluate', '--name', 'joined', '--from', JOIN.from, '--expect', JOIN.expect],
      project,
    );
    expect(ran.status, ran.log).toBe(0);
    const verdict = project.read('.mlops/stage/evaluate-joined/verdict.json');
    expect(verdict).toContain('bootstrap');
    expect(verdict).toBe(project.read('.mlops/stage/evaluate-whole/verdict.json'));
  });

  it('a missing one leaves it inconclusive, with record and report', async () => {
    await using github = await FakeGitHub.start('org/tiny');
    using project = sharded();
    await runAction('train', project, github);
    await matrix(project, github, ['a', 'c']);
    const ran = await runAction('evaluate', project, github, { with: JOIN });
    expect(ran.status, ran.log).toBe(1);
    expect(ran.outputs).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the shard b is missing: 2 of 3 are there',
    });
    const verdict = JSON.parse(project.read('.mlops/stage/evaluate/verdict.json'));
    expect(verdict.gates.some(({ state }: { state: string }) => state === 'pass')).toBe(false);
    expect(project.has('.mlops/stage/evaluate/report.html')).toBe(true);
    expect(ran.summary).toContain('the shard b is missing');
    const none = await runAction('evaluate', project, github, {
      with: { from: 'mlops-tiny-evaluate-part-*', expect: 'a\nb', name: 'none' },
    });
    expect(none.status, none.log).toBe(1);
    expect(none.outputs).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the shards a, b are missing: 0 of 2 are there',
    });
  });

  it('report and containerize take the evaluation that joined them', async () => {
    await using github = await FakeGitHub.start('org/tiny');
    using project = sharded();
    await runAction('train', project, github);
    await matrix(project, github, SHARDS);
    const joined = await runAction('evaluate', project, github, { with: JOIN });
    expect(joined.status, joined.log).toBe(0);
    const report = await runAction('report', project, github);
    expect(report.status, report.log).toBe(0);
    expect(report.log).toContain('mlops-tiny-evaluate: what the others came to');
    const packed = await runAction('containerize', project, github, { with: { files: 'predict.sh' } });
    expect(packed.status, packed.log).toBe(0);
    expect(packed.log).not.toContain('mlops-tiny-evaluate-shard-a says');
  });
});

test('models of folds score the rows of their own', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = sharded();
  for (const name of SHARDS)
    await runAction('train', project, github, {
      with: { name: `fold-${name}`, seed: String(SHARDS.indexOf(name)) },
    });
  const ran = await runAction('evaluate', project, github, {
    with: { from: 'mlops-tiny-train-fold-*', expect: 'a\nb\nc' },
  });
  expect(ran.status, ran.log).toBe(0);
  expect(JSON.parse(project.read('.mlops/stage/evaluate/verdict.json')).rows).toBe(ROWS);
  const record = JSON.parse(project.read('.mlops/stage/evaluate/record.json'));
  const models = record.predicate.configuration.filter(({ name }: { name: string }) =>
    name.startsWith('model of'),
  );
  expect(models.map(({ name }: { name: string }) => name)).toEqual([
    'model of a',
    'model of b',
    'model of c',
  ]);
});

test('what cannot be joined is a mistake', async () => {
  using project = sharded({ 'rows-b.csv': shard('a') });
  await runCli(['train'], project);
  for (const name of ['a', 'b'])
    await runCli(['evaluate', '--name', `shard-${name}`], project, { env: { ROWS: name } });
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['--from', JOIN.from], 'is needed where from is a pattern'],
    [['--expect', 'a'], 'expect (--expect): needs a pattern in from'],
    [
      ['--from', JOIN.from, '--expect', 'a'],
      'fits an artifact that nobody expects: mlops-tiny-evaluate-shard-b',
    ],
    [
      ['--from', JOIN.from, '--expect', 'a', '--expect', 'b'],
      '1000 rows repeat an id of another shard: 1000 in mlops-tiny-evaluate-shard-a and mlops-tiny-evaluate-shard-b',
    ],
  ];
  for (const [words, text] of cases) {
    const ran = await runCli(['evaluate', ...words], project);
    expect(ran.log).toContain(text);
    expect(ran.status, ran.log).toBe(2);
  }
});

test('shards of two models are a mistake', async () => {
  using project = sharded();
  for (const [at, name] of ['a', 'b'].entries()) {
    await runCli(['train', '--name', name, '--seed', String(at)], project);
    const words = ['--name', `shard-${name}`, '--from', `mlops-tiny-train-${name}`];
    await runCli(['evaluate', ...words], project, { env: { ROWS: name } });
  }
  const ran = await runCli(['evaluate', '--from', JOIN.from, '--expect', '["a", "b"]'], project);
  expect(ran.log).toContain('the shards: are of different models (a: ');
  expect(ran.status, ran.log).toBe(2);
});
