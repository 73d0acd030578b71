import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { changed, tinyProject } from '#harness/project';
import { Workspace } from '#harness/workspace';
import { canonical } from '#record/canonical';

const TRAIN_RECORD = '.mlops/stage/train/record.json';
const EVALUATE_RECORD = '.mlops/stage/evaluate/record.json';

/** What the tiny project's training does, with another model or other metrics. */
function training(model: string, metrics: string): string {
  return `mkdir -p out\n${model} > "$MLOPS_MODEL"\n${metrics} > "$MLOPS_METRICS"\n`;
}
const RANDOM = 'head -c 8 /dev/urandom | od -An -tu8 | tr -d " \\n"';
const LOSS = 'echo \'{"loss": 0.25, "steps": 3}\'';
/** Data that simply lie there, and that git does not see. */
const LYING = changed(
  '{ path: data/, run: "mkdir -p data && cp raw.txt data/rows.txt", code: [raw.txt] }',
  '{ path: data/ }',
);

async function ran(words: readonly string[], project: Workspace): Promise<void> {
  const ended = await runCli(words, project);
  expect(ended.status, ended.log).toBe(0);
}

async function trained(changes: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const project = tinyProject(changes);
  await ran(['train'], project);
  return project;
}

/** A record alone, in a folder that knows nothing of the project. */
function loneRecord(project: Workspace, record: string): Workspace {
  return new Workspace().write({ 'record.json': project.read(record) });
}

/** A clone of what is committed: no data, no state. */
function cloneOf(project: Workspace, ...words: string[]): Workspace {
  const clone = new Workspace();
  clone.git('clone', '-q', ...words, `file://${project.path}`, '.');
  return clone;
}

test('a training is made again to the byte, in a folder that is gone afterwards; nothing is left in the checkout', async () => {
  using project = await trained();
  const before = project.tree();
  const replayed = await runCli(['replay', TRAIN_RECORD], project);
  expect(replayed.status, replayed.log).toBe(0);
  expect(replayed.stdout).toMatch(/^The same to the byte: model [0-9a-f]{12}\.$/m);
  expect(replayed.log).toContain('made by "mkdir -p data && cp raw.txt data/rows.txt"');
  expect(replayed.log).toContain('All that went in is as recorded.');
  expect(replayed.stdout).toContain(
    '- No environment is recorded: commands run with the programs of this machine.',
  );
  expect(project.tree()).toEqual(before);
  const folder = /checked out in (\S+)\./.exec(replayed.log)?.[1] ?? '';
  expect(folder).toContain('mlops-replay-');
  expect(existsSync(folder)).toBe(false);
});

test('a model with another byte but the same metrics is the same within the tolerance', async () => {
  using project = await trained({ 'train.sh': training(RANDOM, LOSS) });
  const replayed = await runCli(['replay', TRAIN_RECORD], project);
  expect(replayed.stdout).toContain(
    'The same within 1e-6 (relative): 2 numbers compared, all equal; the bytes of model differ.',
  );
  expect(replayed.status).toBe(0);
});

test('metrics that differ are a table and status 1, and the folder stays to be looked at', async () => {
  const metrics = `echo "{\\"loss\\": 0.$(${RANDOM}), \\"steps\\": 3}"`;
  using project = await trained({ 'train.sh': training(RANDOM, metrics) });
  using scratch = new Workspace();
  const replayed = await runCli(['replay', TRAIN_RECORD], project, { env: { TMPDIR: scratch.path } });
  expect(replayed.status, replayed.log).toBe(1);
  expect(replayed.stdout).toContain(
    'Different: 1 of 2 numbers differs by more than 1e-6 (relative), and the bytes of model differ.',
  );
  expect(replayed.stdout).toMatch(
    /^ +Recorded +Replayed +Difference\nmodel +[0-9a-f]{12} +[0-9a-f]{12}\nloss +0\.\d+ +0\.\d+ +[-+]?\d/m,
  );
  expect(replayed.stdout).toContain('1 of 2 numbers is within the tolerance');
  const [kept = ''] = readdirSync(scratch.path).filter((name) => name.startsWith('mlops-replay-'));
  expect(replayed.stdout).toContain(`It can be looked at in ${join(scratch.path, kept)}`);
  expect(scratch.has(`${kept}/.mlops/stage/train/model/model.bin`)).toBe(true);
});

test('where the recorded metrics are not at hand it says so, and names their digest', async () => {
  using project = await trained({ 'train.sh': training(RANDOM, `echo "{\\"loss\\": 0.$(${RANDOM})}"`) });
  using lone = loneRecord(project, TRAIN_RECORD);
  using clone = cloneOf(project);
  const words = ['replay', 'record.json', '--repository', clone.path, '--format', 'json', '--into', 'again'];
  const replayed = await runCli(words, lone);
  expect(replayed.status, replayed.log).toBe(1);
  const account = JSON.parse(replayed.stdout);
  expect(account).toMatchObject({
    schema: 'https://github.com/org/mlops/replay/v1',
    result: 'different',
    numbers: [],
    inputs: [],
    folder: join(lone.path, 'again'),
  });
  expect(account.sentence).toMatch(
    /the recorded numbers are not at hand \(metrics\.json with sha256 [0-9a-f]{12}…/,
  );
});

test('of a record that was made from changed files it names the files that the commit has otherwise', async () => {
  using project = tinyProject();
  const committed = project.read('train.sh');
  project.write({ 'train.sh': training('echo other', LOSS) });
  await ran(['train'], project);
  project.write({ 'train.sh': committed });
  using scratch = new Workspace();
  const replayed = await runCli(['replay', TRAIN_RECORD], project, { env: { TMPDIR: scratch.path } });
  expect(replayed.status, replayed.log).toBe(1);
  const sentence =
    'The code is another than recorded (train.sh changed): the record was made from a checkout with changes; once they are committed, run the stage again: it is skipped, and its record names the commit.';
  expect(replayed.log).toContain(`warning: ${sentence}`);
  expect(replayed.stdout).toContain(`Could not be restored\n- ${sentence}`);
  expect(replayed.stdout).toContain('What went in differently\n- train tiny: code: train.sh changed');
});

test('changes that the code does not have do not matter', async () => {
  using project = tinyProject();
  project.write({ 'notes.md': 'a thought' });
  await ran(['train'], project);
  using scratch = new Workspace();
  const replayed = await runCli(['replay', TRAIN_RECORD, '--keep'], project, {
    env: { TMPDIR: scratch.path },
  });
  expect(replayed.log).toContain('The record was made from a checkout with changes');
  expect(replayed.stdout).toContain(`It can be looked at in ${scratch.path}`);
  expect(replayed.stdout).toContain('The same to the byte');
  expect(replayed.status).toBe(0);
});

test('parameters of a file are written as recorded where the commit has others', async () => {
  const config = changed('params: { lr: 0.1 }', 'params: params.yml');
  const reading = training('grep -o "lr.*" "$MLOPS_PARAMS"', LOSS);
  using project = tinyProject({ 'mlops.yml': config, 'params.yml': 'lr: 0.1\n', 'train.sh': reading });
  project.write({ 'params.yml': '# tried by hand\nlr: 0.7\n' });
  await ran(['train'], project);
  project.git('checkout', '-q', 'params.yml');
  const replayed = await runCli(['replay', TRAIN_RECORD], project);
  expect(replayed.log).toContain(
    'params.yml says something else at this commit: the recorded parameters are written to it.',
  );
  expect(replayed.stdout, replayed.log).toContain('The same to the byte');
  expect(project.read('params.yml')).toBe('lr: 0.1\n');
});

test('a record alone and an address are enough; what the commit lacks is fetched', async () => {
  using project = await trained();
  using lone = loneRecord(project, TRAIN_RECORD);
  const replayed = await runCli(['replay', 'record.json', '--repository', `file://${project.path}`], lone);
  expect(replayed.stdout).toContain('The same to the byte');
  expect(replayed.status, replayed.log).toBe(0);
  expect(lone.tree()).toEqual(['record.json']);
  using shallow = cloneOf(project, '--depth', '1');
  project.git('config', 'uploadpack.allowFilter', 'true');
  project.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  using partial = cloneOf(project, '--filter=blob:none', '--no-checkout');
  for (const clone of [shallow, partial]) {
    const here = await runCli(['replay', join(lone.path, 'record.json')], clone);
    expect(here.stdout, here.log).toContain('The same to the byte');
  }
});

test('an older commit is fetched into the clean folder from the origin of a shallow clone, which stays as it was', async () => {
  using project = await trained();
  const record = project.read(TRAIN_RECORD);
  project.write({ 'train.sh': 'false\n' });
  project.commit('second');
  using shallow = cloneOf(project, '--depth', '1');
  shallow.write({ 'old.json': record });
  const before = shallow.git('count-objects', '-v');
  const replayed = await runCli(['replay', 'old.json'], shallow);
  expect(replayed.log).toMatch(/Commit [0-9a-f]{12} is not here; it is fetched from origin\./);
  expect(replayed.stdout, replayed.log).toContain('The same to the byte');
  expect(shallow.git('count-objects', '-v')).toBe(before);
  shallow.git('remote', 'remove', 'origin');
  const alone = await runCli(['replay', 'old.json'], shallow);
  expect(alone.log).toMatch(
    /commit [0-9a-f]{40}: is not in \S+, which has no origin to fetch it from\. Fetch a branch/,
  );
  expect(alone.status).toBe(2);
});

test('data that nothing makes are taken from the checkout, else have to be handed over, by their digest', async () => {
  using project = tinyProject({ 'mlops.yml': LYING });
  project.write({ 'data/rows.txt': 'some rows\n' });
  await ran(['train'], project);
  const here = await runCli(['replay', TRAIN_RECORD], project);
  expect(here.log).toContain(`copied from ${join(project.path, 'data')}`);
  expect(here.status, here.log).toBe(0);

  project.write({ 'data/rows.txt': 'other rows\n' });
  const gone = await runCli(['replay', TRAIN_RECORD, '--format', 'json'], project);
  expect(gone.status).toBe(2);
  // printf '[{"path":"rows.txt","sha256":"%s","size":10}]' $(printf 'some rows\n' | sha256sum) | sha256sum
  const digest = '0f431bbbd704';
  expect(gone.log).toMatch(
    new RegExp(
      `data rows: could not be restored \\(data, sha256 ${digest}[0-9a-f]{52}, 1 file, 10 B\\): git does not`,
    ),
  );
  expect(gone.log).toContain('Hand it over: --data rows=<path of a file or folder with that digest>.');
  expect(JSON.parse(gone.stdout)).toMatchObject({ result: 'not-restored', folder: null });

  using elsewhere = new Workspace().write({ 'old/rows.txt': 'some rows\n', 'wrong/rows.txt': 'x\n' });
  const given = ['replay', TRAIN_RECORD, '--data'];
  const handed = await runCli([...given, `rows=${elsewhere.path}/old`], project);
  expect(handed.stdout, handed.log).toContain('The same to the byte');
  const stray = await runCli([...given, `raws=${elsewhere.path}/old`], project);
  expect(stray.log).toContain('--data = "raws": is no dataset of this record. It reads: rows.');
  const none = await runCli([...given, 'rows=nowhere'], project);
  expect(none.log).toMatch(/--data rows = "\S+nowhere": is not there\./);
  const wrong = await runCli([...given, `rows=${elsewhere.path}/wrong`], project);
  expect(wrong.log).toMatch(
    /data rows \(from \S+, as given\): is not what was recorded: expected sha256 0f431bbb/,
  );
  expect(wrong.status).toBe(2);
});

test('data that are made otherwise every time come from the cache', async () => {
  const config = changed(
    'mkdir -p data && cp raw.txt data/rows.txt',
    'mkdir -p data && date +%N > data/rows.txt',
  );
  using project = await trained({ 'mlops.yml': config });
  project.remove('data');
  const replayed = await runCli(['replay', TRAIN_RECORD], project);
  expect(replayed.log).toMatch(
    /data rows: its command made another one \(recorded [0-9a-f]{64}, made [0-9a-f]{64}\)/,
  );
  expect(replayed.log).toMatch(
    /the recorded bytes are in \S+\/\.mlops\/cache\/tiny-[0-9a-f]{64}\/files\/data\/data; they are used/,
  );
  expect(replayed.stdout).toContain('The same to the byte');
  expect(replayed.status).toBe(0);
});

test('a project in a folder of the checkout is replayed there, also by the beginning of a digest and by its run', async () => {
  using project = new Workspace();
  using tiny = tinyProject();
  tiny.git('init', '-q', project.path);
  for (const path of tiny.tree()) project.write({ [`models/one/${path}`]: tiny.read(path) });
  project.commit('first');
  const cwd = join(project.path, 'models/one');
  const options = { cwd };
  expect((await runCli(['train'], project, options)).status).toBe(0);
  const record = `models/one/${TRAIN_RECORD}`;
  const outer = await runCli(['replay', record], project);
  expect(outer.stdout, outer.log).toContain('The same to the byte');
  const run = JSON.parse(project.read(record)).predicate.runDetails.metadata.invocationId;
  const byRun = await runCli(['replay', run.replace('/1', ''), '--dry-run'], project, options);
  expect(byRun.stdout, byRun.log).toMatch(/^Replay of train tiny, /);
  const digest = /record ([0-9a-f]{12}),/.exec(byRun.stdout)?.[1] ?? '';
  const byDigest = await runCli(['replay', digest, '--dry-run'], project, options);
  expect(byDigest.stdout).toBe(byRun.stdout);
  expect(byDigest.stdout).toContain('- train by "bash train.sh", seed 7');
  const none = await runCli(['replay', 'cafe'], project, options);
  expect(none.log).toContain('cafe: is no record that is known here. Name a record.json');
  expect(none.status).toBe(2);
});

test('an evaluation is scored and judged again by the model that was kept, or trained when it is not', async () => {
  using project = await trained();
  await ran(['evaluate'], project);
  const kept = await runCli(['replay', EVALUATE_RECORD], project);
  expect(kept.log).toMatch(/The model is at hand in \S+: it is not trained again\./);
  expect(kept.stdout, kept.log).toMatch(/^The same to the byte: predictions [0-9a-f]{12}\.$/m);

  using lone = new Workspace().copy(join(project.path, '.mlops/stage/evaluate'));
  lone.remove('verdict.json');
  using clone = cloneOf(project);
  const again = await runCli(['replay', join(lone.path, 'record.json')], clone);
  expect(again.log).toContain('▸ train');
  expect(again.stdout, again.log).toMatch(/^The same to the byte: predictions/m);

  lone.remove('records');
  const alone = await runCli(['replay', join(lone.path, 'record.json')], clone);
  expect(alone.stdout, alone.log).toMatch(/^The same to the byte: predictions/m);
});

test('where predictions differ the measures of the evaluation decide', async () => {
  const predicting = 'sed "s/0.35/0.35$(date +%N)/" predictions.csv > "$MLOPS_PREDICTIONS"\n';
  using project = await trained({ 'predict.sh': predicting });
  await ran(['evaluate'], project);
  using scratch = new Workspace();
  const options = { env: { TMPDIR: scratch.path } };
  const coarse = await runCli(['replay', EVALUATE_RECORD, '--tolerance', '0.1'], project, options);
  expect(coarse.stdout, coarse.log).toMatch(
    /^The same within 0\.1 \(relative\): 23 numbers compared, at most 0\.0\d+ apart \(\S+\); the bytes of predictions differ\.$/m,
  );
  expect(coarse.status).toBe(0);
  const fine = await runCli(['replay', EVALUATE_RECORD], project, options);
  expect(fine.stdout).toMatch(/^log_loss +0\.4\d+ +0\.4\d+ +[-+]?\d/m);
  expect(fine.status).toBe(1);

  // as a run on GitHub keeps it in a ref, and git fetches it
  using kept = new Workspace();
  kept.git('init', '-q');
  kept.copy(join(project.path, '.mlops/stage/evaluate')).commit('kept');
  const digest = /record ([0-9a-f]{12}),/.exec(fine.stdout)?.[1] ?? '';
  const record = readdirSync(join(project.path, '.mlops/records')).find((name) => name.startsWith(digest));
  const state = kept.git('commit-tree', 'HEAD^{tree}', '-m', `kept\n\nrecord: ${record}`);
  kept.git('update-ref', 'refs/mlops/tiny/store/one/evaluate', state);
  using clone = cloneOf(project);
  clone.git('fetch', '-q', kept.path, 'refs/mlops/*:refs/mlops/*');
  const fetched = await runCli(['replay', digest, '--tolerance', '0.1'], clone, options);
  expect(fetched.stdout, fetched.log).toContain('The same within 0.1 (relative): 23 numbers compared');
});

test('gates and slices that no commit has are judged by again: the record holds their texts', async () => {
  using project = await trained();
  const given = ['--gates', 'roc_auc >= 0.9', '--min-n', '5', '--slices', '', '--positive', '1'];
  const judged = await runCli(['evaluate', ...given], project);
  expect(judged.stdout, judged.log).toContain('verdict=fail');
  using lone = new Workspace().write({
    'record.json': project.read(EVALUATE_RECORD),
    'verdict.json': project.read('.mlops/stage/evaluate/verdict.json'),
  });
  using clone = cloneOf(project);
  const replayed = await runCli(['replay', join(lone.path, 'record.json')], clone);
  expect(replayed.log).toContain('All that went in is as recorded.');
  expect(replayed.stdout, replayed.log).toMatch(/^The same to the byte: predictions [0-9a-f]{12}\.$/m);
  expect(replayed.status).toBe(0);
});

test('of a record that holds digests alone, gates that the commit does not have are named, and the verdicts are not compared', async () => {
  using project = await trained();
  project.write({ 'mlops.yml': changed('roc_auc >= 0.7', 'roc_auc >= 0.9') });
  await runCli(['evaluate'], project);
  const record = JSON.parse(project.read(EVALUATE_RECORD));
  for (const condition of record.predicate.configuration) delete condition.annotations;
  project.replace(EVALUATE_RECORD, `${canonical(record)}\n`);
  const replayed = await runCli(['replay', EVALUATE_RECORD], project);
  expect(replayed.stdout, replayed.log).toMatch(/evaluate: gates [0-9a-f]{12} -> [0-9a-f]{12}/);
  expect(replayed.stdout).toMatch(
    /^The same to the byte: .* The verdicts cannot be compared: see what went in\.$/m,
  );
  expect(replayed.status).toBe(0);
});

test('predictions that were judged as they lay there are judged again, from beside the record', async () => {
  using project = tinyProject({
    'mlops.yml': changed('  run: bash predict.sh\n  code: [predict.sh, predictions.csv]\n', ''),
  });
  project.write({ 'out/predictions.csv': project.read('predictions.csv') });
  await ran(['evaluate'], project);
  project.remove('out');
  const replayed = await runCli(['replay', '.mlops/stage/evaluate'], project);
  expect(replayed.log).toMatch(
    /out\/predictions\.csv: copied from \S+\/\.mlops\/stage\/evaluate\/predictions\.csv\./,
  );
  expect(replayed.stdout, replayed.log).toContain('The same to the byte: predictions');
  using lone = loneRecord(project, EVALUATE_RECORD);
  const alone = await runCli(['replay', 'record.json', '--repository', `file://${project.path}`], lone);
  expect(alone.log).toContain('Hand them over: --data predictions=<path of the file>.');
  expect(alone.status).toBe(2);
});

test('a dataset and a scoring have records of their own, which are replayed alone', async () => {
  const config = changed('cp raw.txt data/rows.txt', 'cp raw.txt data/rows.txt && date +%N > data/$FILE');
  using project = tinyProject({ 'mlops.yml': config });
  const first = await runCli(['run', 'evaluate'], project, { env: { FILE: 'rows.txt' } });
  expect(first.status, first.log).toBe(0);
  using scratch = new Workspace();
  const env = { FILE: 'more.txt', TMPDIR: scratch.path };
  const data = await runCli(['replay', '.mlops/stage/data-rows', '--format', 'json'], project, { env });
  expect(data.status, data.log).toBe(1);
  expect(JSON.parse(data.stdout)).toMatchObject({
    stage: 'data',
    name: 'rows',
    result: 'different',
    sentence: 'Different: the bytes of data rows differ, and nothing is measured of them.',
    outputs: [{ name: 'data:rows' }],
  });
  const score = await runCli(['replay', '.mlops/stage/score'], project, { env });
  expect(score.stdout, score.log).toMatch(/^The same to the byte: predictions [0-9a-f]{12}\.$/m);
});

test('a comparison with the baseline is made again with the recorded one', async () => {
  using project = tinyProject({ 'mlops.yml': changed('"roc_auc >= 0.7"', '"roc_auc >= baseline - 0.01"') });
  await ran(['run'], project);
  project.write({ 'predictions.csv': project.read('predictions.csv').replace('0.4,AA', '0.3,AA') });
  project.commit('better');
  await ran(['run'], project);
  const replayed = await runCli(['replay', EVALUATE_RECORD], project);
  expect(replayed.log).toMatch(/The baseline is the recorded one, [0-9a-f]{12}\./);
  expect(replayed.stdout, replayed.log).toContain('The same to the byte');
  expect(replayed.stdout).not.toContain('What went in differently');
});

test('a variable that is declared and not set any more is named', async () => {
  using project = tinyProject({ 'mlops.yml': changed('seed: 7', 'seed: 7\n  env: [FLAVOUR]') });
  const first = await runCli(['train'], project, { env: { FLAVOUR: 'sweet' } });
  expect(first.status, first.log).toBe(0);
  const replayed = await runCli(['replay', TRAIN_RECORD], project);
  expect(replayed.log).toContain(
    'env FLAVOUR is not set: the record holds its digest only. Set it, and replay again.',
  );
  expect(replayed.stdout).toContain('- train tiny: env.FLAVOUR (set) -> (not set)');
  const set = await runCli(['replay', TRAIN_RECORD], project, { env: { FLAVOUR: 'sweet' } });
  expect(set.log).toContain('All that went in is as recorded.');
});

test('the environment of the lock file is made again, with another Python where the recorded one is not here', async () => {
  // iniconfig 2.0.0 as PyPI serves it
  const lock = `iniconfig==2.0.0 \\
    --hash=sha256:2d91e135bf72d31a410b17c16da610a82cb55f6b0477d1a902134b24a455b8b3 \\
    --hash=sha256:b6a85871a79d2e3b22d2d1b94ac2824226a63c6b741c88f7ae975f18b6778374
`;
  const config = changed('model: tiny\n', 'model: tiny\nenvironment: { lock: requirements.txt }\n');
  const importing = training('python -c "import iniconfig; print(iniconfig.__name__)"', LOSS);
  using project = tinyProject({ 'mlops.yml': config, 'requirements.txt': lock, 'train.sh': importing });
  await ran(['run', 'train'], project);
  const replayed = await runCli(['replay', TRAIN_RECORD], project);
  expect(replayed.stdout, replayed.log).toContain('The same to the byte');
  expect(replayed.log).toMatch(/The environment is the recorded one, [0-9a-f]{12}\./);
  expect(replayed.stdout).not.toContain('Could not be restored');

  const recorded = project.read(TRAIN_RECORD);
  expect(recorded).toMatch(/"environment":\{"extras":\[\],"groups":\[\],"python":"3\.\d+\.\d+"\}/);
  const older = recorded
    .replace(/("groups":\[\],"python":"3\.\d+\.)\d+"/, '$199"')
    .replace(/("name":"environment"[^}]*\})/, '$1')
    .replace(
      /"sha256":"[0-9a-f]{64}"\},"name":"environment"/,
      `"sha256":"${'e'.repeat(64)}"},"name":"environment"`,
    );
  project.write({ 'older.json': older });
  const env = { UV_PYTHON_DOWNLOADS: 'never' };
  const other = await runCli(['replay', 'older.json'], project, { env });
  expect(other.log).toMatch(/Once more, without the demand for Python 3\.\d+\.99\./);
  expect(other.stdout, other.log).toMatch(
    /- The environment is another one: e{12} was recorded, [0-9a-f]{12} is here\./,
  );
  expect(other.stdout).toMatch(/- train tiny: environment e{12} -> [0-9a-f]{12}/);
  expect(other.status).toBe(0);
});

test('what git does not bring is named: files that LFS holds, and submodules', async () => {
  using project = tinyProject({
    '.gitattributes': '*.bin filter=lfs\n',
    'weights.bin': 'version https://git-lfs.github.com/spec/v1\n',
    '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ../x\n',
  });
  await ran(['train'], project);
  const replayed = await runCli(['replay', TRAIN_RECORD, '--dry-run'], project);
  expect(replayed.stdout).toContain('- weights.bin: kept by git LFS, which is not asked');
  expect(replayed.stdout).toContain('- Submodules are not checked out.');
  expect(replayed.status).toBe(0);
});

test('a cancelled replay ends with 130 and leaves nothing', async () => {
  using project = await trained({
    'train.sh': `echo ready\nsleep "\${SLOW:-0}"\n${training('echo model', LOSS)}`,
  });
  using scratch = new Workspace();
  const replayed = await runCli(['replay', TRAIN_RECORD], project, {
    env: { TMPDIR: scratch.path, SLOW: '30' },
    interrupt: { after: 'ready', signal: 'SIGINT' },
  });
  expect(replayed.status, replayed.log).toBe(130);
  expect(readdirSync(scratch.path)).toEqual([]);
});

test('a command that fails now leaves the folder it failed in', async () => {
  using project = await trained({
    'train.sh': `test -z "$BROKEN" || exit 1\n${training('echo model', LOSS)}`,
  });
  using scratch = new Workspace();
  const env = { TMPDIR: scratch.path, BROKEN: 'yes' };
  const replayed = await runCli(['replay', TRAIN_RECORD], project, { env });
  expect(replayed.log).toContain('train.run (it printed nothing): ended with status 1');
  expect(replayed.log).toContain(`What there is of it lies in ${scratch.path}/mlops-replay-`);
  expect(replayed.status).toBe(2);
});

test('what was made outside of git has no commit to go back to', async () => {
  using project = Workspace.of();
  await ran(['train', '--run', 'echo m > m', '--model-path', 'm', '--model', 'bare'], project);
  const replayed = await runCli(['replay', TRAIN_RECORD], project);
  expect(replayed.log).toContain('record: was made outside of git: there is no commit to check out.');
  expect(replayed.status).toBe(2);
});

test.each([
  [[], 'record: is not named'],
  [['mlops.yml'], 'mlops.yml: is no record of a stage that this version knows. Name a record.json'],
  [['.'], '.: is a folder without record.json'],
  [['x', '--tolerance', 'none'], '--tolerance = "none": is no relative tolerance'],
  [['x', '--format', 'xml'], '--format = "xml": is no format'],
  [['x', '--data', 'rows'], '--data = "rows": names no dataset and path'],
  [['x', '--into', '.'], '--into = ".": is not empty'],
  [['x', '--data'], '--data: has no value'],
])('%j is a mistake that says so', async (words, text) => {
  using project = tinyProject();
  const replayed = await runCli(['replay', ...words], project);
  expect(replayed.log).toContain(text);
  expect(replayed.status).toBe(2);
});
