import { expect, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { Workspace } from '#harness/workspace';

/** Each row fifty times, under ids of their own: enough for noise not to matter. */
function rows(...each: readonly string[]): string {
  const all = each.flatMap((row) => Array.from({ length: 50 }, (_, at) => row.replace(',', `${at},`)));
  return `id,x,late\n${all.join('\n')}\n`;
}

/** The model is a threshold; the score of a row is 1 above it, else 0. A later row set has ids of its own. */
const PROJECT = {
  '.gitignore': 'out/\n',
  'mlops.yml': `schema: 1
model: tiny
data:
  rows: { path: rows.csv }
train:
  run: echo $THRESHOLD > $MLOPS_MODEL
  code: [train.sh]
  data: [rows]
  env: [THRESHOLD]
  model: out/model.txt
evaluate:
  run: bash predict.sh
  code: [predict.sh]
  data: [rows]
  predictions: out/predictions.csv
  task: binary
  columns: { id: id, label: late, prediction: predicted, score: score }
  gates: ["accuracy >= baseline"]
`,
  'train.sh': 'the command stands in mlops.yml\n',
  'predict.sh':
    'echo id,late,predicted,score > $MLOPS_PREDICTIONS\ntail -n +2 $MLOPS_DATA_ROWS | awk -F, -v t=$(cat $MLOPS_MODEL) \'{p=($2>t)?1:0; print $1","$3","p","p}\' >> $MLOPS_PREDICTIONS\n',
  'rows.csv': rows('a,1,0', 'b,2,0', 'c,3,1', 'd,4,1'),
};
/** A threshold of 2 is right about all rows above and half of these; one of 5 about all of these. */
const LATER = rows('e,3,0', 'f,5,0', 'g,6,1', 'h,7,1');

const accuracy = (outputs: Readonly<Record<string, string>>) =>
  JSON.parse(outputs['metrics'] ?? '{}').accuracy;

test('a baseline that was judged on other data has its model scored on these, and is compared', async () => {
  using workspace = Workspace.of(PROJECT);
  const first = await runCli(['run'], workspace, { env: { THRESHOLD: '2' } });
  expect(first.status, first.log).toBe(0);
  workspace.write({ 'rows.csv': LATER }).commit('later rows');
  const ran = await runCli(['run'], workspace, { env: { THRESHOLD: '5' } });
  expect(ran.status, ran.log).toBe(0);
  const verdict = JSON.parse(workspace.read('.mlops/stage/evaluate/verdict.json'));
  expect(verdict.decision).toBe('pass');
  const figure = verdict.numbers.find(({ metric }: { metric: string }) => metric === 'accuracy');
  expect(figure).toMatchObject({ candidate: 1, baseline: 0.5, rows: 200 });
  expect(verdict.notes.join()).toMatch(
    /judged on other data; its model [0-9a-f]{12} was scored on these as well/,
  );
  expect(workspace.read('out/predictions.csv')).toContain('h7,1,1,1');
});

test('a worse model on new data fails against the older one on the same data', async () => {
  using workspace = Workspace.of({
    ...PROJECT,
    'mlops.yml': PROJECT['mlops.yml'].replace('accuracy >= baseline', 'accuracy > baseline decide=measured'),
  });
  const gates = 'accuracy >= 0.5';
  expect((await runCli(['run', '--gates', gates], workspace, { env: { THRESHOLD: '2' } })).status).toBe(0);
  workspace.write({ 'rows.csv': LATER }).commit('later rows');
  // 6 is right about e, f and h; 7 about e and f alone, which is no more than 2 is right about
  const better = await runCli(['run', 'evaluate'], workspace, { env: { THRESHOLD: '6' } });
  expect(better.status, better.log).toBe(0);
  const worse = await runCli(['run', 'evaluate'], workspace, { env: { THRESHOLD: '7' } });
  expect(worse.status, worse.log).toBe(1);
  expect(worse.log).toContain('accuracy 0.5 <= 0.5 (baseline)');
});

test('where the older model is not kept any more, that is said and nothing is compared', async () => {
  using workspace = Workspace.of(PROJECT);
  expect((await runCli(['run'], workspace, { env: { THRESHOLD: '2' } })).status).toBe(0);
  workspace.remove('.mlops/cache').write({ 'rows.csv': LATER }).commit('later rows');
  expect((await runCli(['run'], workspace, { env: { THRESHOLD: '5' } })).status).toBe(0);
  const verdict = JSON.parse(workspace.read('.mlops/stage/evaluate/verdict.json'));
  expect(verdict.notes.join()).toMatch(/is not scored on these: it is not in the cache any more/);
  expect(verdict.gates[0].reason).toContain(
    'the baseline cannot be compared with: 200 ids are not in the baseline',
  );
});

test('a baseline whose rows are kept nowhere has its model scored again on the same data', async () => {
  using workspace = Workspace.of(PROJECT);
  expect((await runCli(['run'], workspace, { env: { THRESHOLD: '2' } })).status).toBe(0);
  workspace.remove('.mlops/artifacts/mlops-tiny-evaluate').commit('the same data');
  const ran = await runCli(['run'], workspace, { env: { THRESHOLD: '3' } });
  const verdict = JSON.parse(workspace.read('.mlops/stage/evaluate/verdict.json'));
  expect(verdict.notes.join(), ran.log).toMatch(
    /the rows of the baseline are kept nowhere; its model [0-9a-f]{12} was scored on these as well/,
  );
  // a threshold of 3 errs on a quarter of the rows
  const figure = verdict.numbers.find(({ metric }: { metric: string }) => metric === 'accuracy');
  expect(figure).toMatchObject({ candidate: 0.75, baseline: 1 });
  expect(verdict.gates[0]).toMatchObject({ state: 'fail', interval: expect.any(Array) });
});

test('code that cannot score the older model is told, and the verdict stands without it', async () => {
  using workspace = Workspace.of(PROJECT);
  expect((await runCli(['run'], workspace, { env: { THRESHOLD: '2' } })).status).toBe(0);
  workspace
    .write({
      'rows.csv': LATER,
      'predict.sh': `test "$(cat $MLOPS_MODEL)" != 2 || exit 3\n${PROJECT['predict.sh']}`,
    })
    .commit('later rows');
  expect((await runCli(['run'], workspace, { env: { THRESHOLD: '5' } })).status).toBe(0);
  const verdict = JSON.parse(workspace.read('.mlops/stage/evaluate/verdict.json'));
  expect(verdict.notes.join()).toMatch(/cannot be scored by this command: it ended with status 3/);
});

test('away from the default branch nothing is compared either, which is no pass, until somebody accepts it', async () => {
  using workspace = Workspace.of(PROJECT);
  expect((await runCli(['run'], workspace, { env: { THRESHOLD: '2' } })).status).toBe(0);
  workspace.remove('.mlops/cache').write({ 'rows.csv': LATER }).commit('later rows');
  workspace.write({ 'notes.md': 'not committed\n' });
  const ran = await runCli(['run', 'evaluate'], workspace, { env: { THRESHOLD: '5' } });
  expect(ran.status, ran.log).toBe(1);
  const verdict = () => JSON.parse(workspace.read('.mlops/stage/evaluate/verdict.json'));
  expect(verdict()).toMatchObject({ decision: 'inconclusive', gates: [{ state: 'inconclusive' }] });
  expect(verdict().reason).toContain('accept: [{ gate: baseline, why: …, until: <date> }]');
  const accept = '  accept: [{ gate: baseline, why: the rows of May are new, until: 2999-12-31 }]\n';
  workspace.write({ 'mlops.yml': PROJECT['mlops.yml'] + accept });
  const accepted = await runCli(['run', 'evaluate'], workspace, { env: { THRESHOLD: '5' } });
  expect(accepted.status, accepted.log).toBe(0);
  expect(verdict().reason).toContain('accepted until 2999-12-31: the rows of May are new');
});

test('measures that are defined otherwise are taken of the kept rows anew, and that is said', async () => {
  using workspace = Workspace.of(PROJECT);
  expect((await runCli(['run'], workspace, { env: { THRESHOLD: '3' } })).status).toBe(0);
  const config = PROJECT['mlops.yml'].replace('gates:', 'positive: "0"\n  slices: [late]\n  gates:');
  workspace.write({ 'mlops.yml': config }).commit('the other way round');
  const ran = await runCli(['run'], workspace, { env: { THRESHOLD: '2' } });
  expect(ran.status, ran.log).toBe(0);
  const { notes, numbers } = JSON.parse(workspace.read('.mlops/stage/evaluate/verdict.json'));
  expect(notes.join('; ')).toMatch(/by other definitions \(.*measured anew by those of now; .*parted anew/);
  const record = JSON.parse(workspace.read('.mlops/stage/evaluate/record.json'));
  const named = record.predicate.configuration.map(({ name }: { name: string }) => name);
  expect(named).toEqual(expect.arrayContaining(['gates', 'measures', 'slices', 'data:rows', 'baseline']));
  expect(numbers.find(({ slice }: { slice?: string }) => slice === 'late=1').baseline).toBeDefined();
});

test('on a runner the older model comes out of the cache of the repository', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using first = Workspace.of(PROJECT);
  const env = { THRESHOLD: '2' };
  for (const action of ['train', 'evaluate', 'report'])
    expect((await runAction(action, first, github, { env })).status).toBe(0);
  using second = Workspace.of({ ...PROJECT, 'rows.csv': LATER });
  const later = { env: { THRESHOLD: '5' }, attempt: 2 };
  expect((await runAction('train', second, github, later)).status).toBe(0);
  const ran = await runAction('evaluate', second, github, later);
  expect(ran.status, ran.log).toBe(0);
  expect(accuracy(ran.outputs)).toBe(1);
  expect(ran.log.replaceAll(/\s+/g, ' ')).toContain('was scored on these as well');
  expect(github.violations).toEqual([]);
});
