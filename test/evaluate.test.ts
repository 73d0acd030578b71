import { expect, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { changed, PREDICTIONS, tinyProject } from '#harness/project';

const GATES = 'gates: ["roc_auc >= 0.7"]';

async function verdictOf(changes: Readonly<Record<string, string>>) {
  using project = tinyProject(changes);
  const trained = await runCli(['train'], project);
  expect(trained.status, trained.log).toBe(0);
  return await runCli(['evaluate'], project);
}

test('on a runner its exit status is the gate, and the verdict stands in outputs, summary and artifact', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject();
  expect((await runAction('train', project, github)).status).toBe(0);
  const ran = await runAction('evaluate', project, github);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.outputs).toMatchObject({
    verdict: 'pass',
    skipped: 'false',
    'artifact-name': 'mlops-tiny-evaluate',
  });
  // scikit-learn: roc_auc_score([0,0,1,1], [.1,.4,.35,.8]) and accuracy_score([0,0,1,1], [0,0,0,1])
  expect(JSON.parse(ran.outputs['metrics'] ?? '')).toMatchObject({
    roc_auc: 0.75,
    accuracy: 0.75,
    'train.loss': 0.25,
  });
  expect(ran.summary).toContain('roc_auc');
  expect(github.violations).toEqual([]);
});

test('a verdict that says no ends with 1, after everything was written', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'mlops.yml': changed(GATES, 'gates: ["roc_auc >= 0.9"]') });
  await runAction('train', project, github);
  const ran = await runAction('evaluate', project, github);
  expect(ran.status).toBe(1);
  expect(ran.outputs).toMatchObject({ verdict: 'fail', reason: 'the one gate fails: roc_auc 0.75 < 0.9' });
  expect(ran.errors.at(-1)).toContain('The verdict is fail: the one gate fails: roc_auc 0.75 < 0.9');
  expect(github.artifacts.all().map(({ name }) => name)).toContain('mlops-tiny-evaluate');
  const record = JSON.parse(project.read('.mlops/stage/evaluate/record.json'));
  expect(record.predicate).toMatchObject({
    result: 'FAILED',
    mlops_verdict: 'fail',
    failedTests: ['roc_auc >= 0.9'],
  });
});

test('a measure that reports do not show is computed where a gate names it, and meant where one nearly does', async () => {
  // scikit-learn: matthews_corrcoef([0,0,1,1], [0,0,0,1]) is 0.5773502691896258
  const ran = await verdictOf({ 'mlops.yml': changed(GATES, 'gates: ["mcc >= 0.6", "roc_auc >= 0.7"]') });
  expect(ran.log).toContain('mcc 0.577');
  expect(ran.status, ran.log).toBe(1);
  const slip = await verdictOf({ 'mlops.yml': changed(GATES, 'gates: ["balanced_acuracy >= 0.5"]') });
  expect(slip.log).toContain('did you mean balanced_accuracy?');
  expect(slip.status, slip.log).toBe(1);
});

test('fail-on: never only reports', async () => {
  using project = tinyProject({ 'mlops.yml': changed(GATES, 'gates: ["roc_auc >= 0.9"]') });
  await runCli(['train'], project);
  expect((await runCli(['evaluate', '--fail-on', 'never'], project)).status).toBe(0);
});

test('the same model is not scored twice, and is judged again by new gates', async () => {
  using project = tinyProject();
  await runCli(['train'], project);
  await runCli(['evaluate'], project);
  project.write({ 'mlops.yml': changed(GATES, 'gates: ["roc_auc >= 0.9"]') });
  const ran = await runCli(['evaluate'], project);
  expect(ran.log).toMatch(/Scoring skipped: same score key/);
  expect(ran.status).toBe(1);
});

test('on a laptop it says when training would make another model than the one that is judged', async () => {
  using project = tinyProject();
  const NOTE = 'The model that was trained last is judged, and training would run again now:';
  expect((await runCli(['train'], project)).status).toBe(0);
  expect((await runCli(['evaluate'], project)).log).not.toContain(NOTE);
  project.write({ 'mlops.yml': changed('lr: 0.1', 'lr: 0.2') });
  const ran = await runCli(['evaluate'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toMatch(new RegExp(`note: ${NOTE} .*lr.* mlops run evaluate does both\\.`));
  const both = await runCli(['run', 'evaluate'], project);
  expect(both.log).not.toContain(NOTE);
  project.write({ 'raw.txt': 'other rows\n' });
  expect((await runCli(['evaluate'], project)).log).toContain(`${NOTE} its data would be made anew`);
});

test('a metric that there is not is said', async () => {
  const ran = await verdictOf({ 'mlops.yml': changed(GATES, 'gates: ["roc_auk >= 0.7"]') });
  expect(ran.log).toContain('roc_auc');
  expect(ran.status, ran.log).toBe(1);
});

test('an error in a gate points at its column, before anything is trained', async () => {
  using project = tinyProject({ 'mlops.yml': changed(GATES, 'gates: ["roc_auc => 0.7"]') });
  for (const stage of ['train', 'evaluate']) {
    const ran = await runCli([stage], project);
    expect(ran.log).toMatch(/roc_auc => 0\.7\n\s+\^/);
    expect(ran.status, ran.log).toBe(2);
  }
});

test.each([
  [
    'a NaN score',
    PREDICTIONS.replace('0.35', 'nan'),
    'column p_late is empty or NaN in 1 of 4000 rows (row 3)',
    1,
  ],
  ['a repeated id', PREDICTIONS.replace('4,1', '3,1'), 'id', 2],
  ['no rows', 'id,late,predicted,p_late,carrier\n', 'the predictions hold no rows', 1],
  ['a column that is not there', PREDICTIONS.replace('p_late', 'score_of_late'), 'p_late', 2],
])('predictions with %s are not taken for good ones', async (_what, predictions, text, status) => {
  const ran = await verdictOf({ 'predictions.csv': predictions });
  expect(ran.log).toContain(text);
  expect(ran.status, ran.log).toBe(status);
});

test('an unreadable Parquet file is a mistake', async () => {
  const config = changed('predictions: out/predictions.csv', 'predictions: out/predictions.parquet');
  const ran = await verdictOf({ 'mlops.yml': config, 'predictions.csv': 'this is no parquet' });
  expect(ran.log).toContain('out/predictions.parquet');
  expect(ran.status).toBe(2);
});

test('without a train artifact it says what to run first', async () => {
  using project = tinyProject();
  const ran = await runCli(['evaluate'], project);
  expect(ran.log).toContain('mlops-tiny-train: is no artifact of this run. There are none. Run train first');
  expect(ran.status).toBe(2);
});

test('two models in one run need from:', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject();
  await runAction('train', project, github, { with: { name: 'shallow' } });
  await runAction('train', project, github, { with: { name: 'deep' } });
  const ran = await runAction('evaluate', project, github);
  expect(ran.errors.join()).toContain('Name one with from: mlops-tiny-train-deep, mlops-tiny-train-shallow');
  const named = await runAction('evaluate', project, github, {
    with: { from: 'mlops-tiny-train-deep', name: 'deep' },
  });
  expect(named.status, named.log).toBe(0);
});

test('a model that was changed between the jobs is refused', async () => {
  using project = tinyProject();
  await runCli(['train'], project);
  const artifact = '.mlops/artifacts/mlops-tiny-train';
  const model = project.tree(artifact).find((path) => path.endsWith('/model/model.bin'));
  project.write({ [`${artifact}/${model}`]: 'other bytes' });
  const ran = await runCli(['evaluate'], project);
  expect(ran.log).toMatch(
    /mlops-tiny-train\/model: does not match its record: expected sha256 [0-9a-f]{64}, found [0-9a-f]{64}/,
  );
  expect(ran.status).toBe(2);
});

test('with an environment declared and no setup in the job it says so', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject();
  await runAction('train', project, github);
  project.write({
    'mlops.yml': changed('model: tiny\n', 'model: tiny\nenvironment: { lock: requirements.txt }\n'),
  });
  const ran = await runAction('evaluate', project, github);
  expect(ran.errors.join()).toContain(
    'declares an environment, and evaluate runs without it: setup has not run in this job',
  );
  expect(ran.errors.join()).toContain('uses: org/mlops/setup@v1');
  expect(ran.status).toBe(2);
});

test('metrics that were changed since training are a mistake', async () => {
  using project = tinyProject({ 'mlops.yml': changed(GATES, 'gates: ["train.loss <= 0.3"]') });
  expect((await runCli(['train'], project)).status).toBe(0);
  const [path = ''] = project.tree('.mlops/artifacts').filter((one) => one.endsWith('/metrics.json'));
  project.replace(`.mlops/artifacts/${path}`, '{"loss": 0.1}\n');
  const ran = await runCli(['evaluate'], project);
  expect(ran.log).toContain('mlops-tiny-train/metrics.json: does not match its record: expected sha256 ');
  expect(ran.status).toBe(2);
});

test.each(['record.json', 'verdict.json', 'predictions.csv', 'plots.json', 'report.html', 'summary.md'])(
  'an evaluation whose %s was changed does not stand: another takes its place',
  async (file) => {
    using project = tinyProject();
    // the second has the first as its baseline no more: a third would be the very same
    for (let run = 0; run < 2; run++) expect((await runCli(['run'], project)).status).toBe(0);
    const evaluations = () =>
      project.tree('.mlops/artifacts/mlops-tiny-evaluate').filter((path) => path.endsWith(file));
    const newest = evaluations().at(-1);
    project.replace(`.mlops/artifacts/mlops-tiny-evaluate/${newest}`, 'x');
    const before = evaluations().length;
    expect((await runCli(['run'], project)).status).toBe(0);
    expect(evaluations()).toHaveLength(before + 1);
  },
);

test('predictions that lie there are judged without a model, by inputs alone', async () => {
  using project = tinyProject();
  project.write({ 'mlops.yml': 'schema: 1\nmodel: tiny\n' });
  const ran = await runCli(
    [
      'evaluate',
      '--predictions',
      'predictions.csv',
      '--task',
      'binary',
      '--columns',
      'label=late',
      '--columns',
      'score=p_late',
      '--gates',
      'roc_auc >= 0.7',
    ],
    project,
  );
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('predictions.csv is judged as it lies there');
});

const COMPARING = changed(GATES, 'gates: ["roc_auc >= baseline - 0.01", "accuracy >= 0.5"]');

test('the baseline may be the verdict.json of an earlier evaluation', async () => {
  using project = tinyProject({ 'mlops.yml': COMPARING });
  await runCli(['train'], project);
  await runCli(['evaluate'], project);
  project.write({
    'earlier.json': project.read('.mlops/stage/evaluate/verdict.json').replaceAll('0.75', '0.9'),
  });
  const ran = await runCli(['evaluate', '--baseline', 'earlier.json'], project);
  expect(ran.log).toContain('roc_auc 0.75 < 0.89 (baseline 0.9 - 0.01)');
  expect(ran.log).toContain('the baseline keeps no predictions: whether it was measured on the same rows');
  expect(ran.log).toContain('noise not judged');
  expect(ran.status).toBe(1);
});

test('the baseline may be an artifact of the run', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'mlops.yml': COMPARING });
  await runAction('train', project, github);
  await runAction('evaluate', project, github, { with: { name: 'first' } });
  const from = { name: 'second', baseline: 'artifact:mlops-tiny-evaluate-first' };
  const ran = await runAction('evaluate', project, github, { with: from });
  expect(ran.status, ran.log).toBe(0);
  expect(ran.outputs['reason']).toBe('all 2 gates pass');
});

test('a baseline of other rows is not compared with, and the foreign ids are named', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'mlops.yml': COMPARING });
  await runAction('train', project, github);
  await runAction('evaluate', project, github, { with: { name: 'first' } });
  project.write({ 'predictions.csv': PREDICTIONS.replace('4,1,1', '9999,1,1') });
  const from = { name: 'second', baseline: 'artifact:mlops-tiny-evaluate-first' };
  const ran = await runAction('evaluate', project, github, { with: from });
  expect(ran.log.replaceAll(/\s+/g, ' ')).toContain(
    '1 id is not in the baseline (9999) and 1 id is only in the baseline (4)',
  );
  expect(ran.log).toContain('not judged');
});

test.each([
  ['record.json', 'its record.json is not the one it names'],
  ['verdict.json', 'its verdict.json is not what its record says'],
  ['predictions.csv', 'its predictions.csv is not what its record says'],
])(
  'a baseline with a changed %s is a mistake, and the next one that passes takes its place',
  async (file, what) => {
    using project = tinyProject({ 'mlops.yml': COMPARING });
    expect((await runCli(['run'], project)).status).toBe(0);
    const home = '.mlops/refs/tiny/baseline';
    project.replace(`${home}/@1/files/${file}`, '{}\n');
    const ran = await runCli(['run'], project);
    expect(ran.status, ran.log).toBe(2);
    expect(ran.log).toContain(`the ref baseline of tiny: is damaged: ${what}.`);
    expect((await runCli(['run', '--baseline', 'none'], project)).status).toBe(0);
    expect(project.has(`${home}/@2`)).toBe(true);
    expect((await runCli(['run'], project)).status).toBe(0);
  },
);

test('a baseline that is not there is a mistake', async () => {
  using project = tinyProject({ 'mlops.yml': COMPARING });
  await runCli(['train'], project);
  const ran = await runCli(['evaluate', '--baseline', 'nothing.json'], project);
  expect(ran.log).toContain('baseline = "nothing.json" (--baseline): is no file that is there.');
  expect(ran.status).toBe(2);
});

test('a cancelled evaluation publishes nothing and ends with 130', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'predict.sh': 'echo ready; sleep 30\n' });
  await runAction('train', project, github);
  const ran = await runAction('evaluate', project, github, {
    interrupt: { after: 'ready', signal: 'SIGTERM' },
  });
  expect(ran.status, ran.log).toBe(130);
  expect(ran.outputs['verdict']).toBeUndefined();
});

test('in a job of its own, without the cache, the data come from the artifact of the job that made them', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using one = tinyProject();
  using other = tinyProject();
  const env = { ACTIONS_CACHE_MODE: 'none' };
  expect((await runAction('train', one, github, { env })).status).toBe(0);
  const ran = await runAction('evaluate', other, github, { env });
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('rows: skipped, from the artifact mlops-tiny-data-rows.');
  expect(other.read('data/rows.txt')).toBe('some rows\n');
});
