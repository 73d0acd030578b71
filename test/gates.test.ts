import { expect, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { PREDICTIONS } from '#harness/project';
import { Workspace } from '#harness/workspace';

/** Predictions that lie there, and what has to hold of them: ROC AUC 0.75 and accuracy 0.75 (harness/project.ts). */
function project(...lines: readonly string[]): Workspace {
  return Workspace.of({
    'mlops.yml': config(...lines),
    'predictions.csv': PREDICTIONS,
    '.gitignore': 'out/\n',
  });
}

function config(...lines: readonly string[]): string {
  return `schema: 1
model: tiny
evaluate:
  predictions: predictions.csv
  task: binary
  columns: { id: id, label: late, prediction: predicted, score: p_late }
${lines.map((line) => `  ${line}\n`).join('')}`;
}

/** A branch of a clone whose origin has what is committed by now. */
function onBranch(workspace: Workspace): Workspace {
  workspace.git('remote', 'add', 'origin', 'https://example.invalid/tiny.git');
  workspace.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  workspace.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  workspace.git('checkout', '-q', '-b', 'change');
  return workspace;
}

function verdictIn(workspace: Workspace) {
  return JSON.parse(workspace.read('.mlops/stage/evaluate/verdict.json'));
}

const until = '2999-12-31';

test('a red gate that is accepted lets the job go on, and report, record and outputs say on whose word', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using workspace = project(
    'gates: ["roc_auc >= 0.9", "accuracy >= 0.7"]',
    `accept: [{ gate: roc_auc >= 0.9, why: the labels of May are wrong, until: ${until}, by: Ada }]`,
  );
  const ran = await runAction('evaluate', workspace, github);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.outputs).toMatchObject({
    verdict: 'marginal',
    passed: '1',
    warned: '1',
    failed: '0',
    inconclusive: '0',
  });
  const said = `accepted until ${until}: the labels of May are wrong (Ada)`;
  expect(ran.outputs['reason']).toContain(said);
  expect(ran.summary).toContain('⚠️ accepted');
  expect(ran.outputs['report-file']).toMatch(/report\.html$/);
  expect(workspace.read('.mlops/stage/evaluate/report.html')).toContain(said);
  expect(verdictIn(workspace).gates[0]).toMatchObject({ state: 'fail', accepted: { until, by: 'Ada' } });
  const record = JSON.parse(workspace.read('.mlops/stage/evaluate/record.json'));
  expect(record.predicate).toMatchObject({
    result: 'WARNED',
    warnedTests: ['roc_auc >= 0.9'],
    failedTests: [],
  });
});

test('an acceptance whose day has passed lets nothing pass, and says so', async () => {
  using workspace = project(
    'gates: ["roc_auc >= 0.9"]',
    'accept: [{ gate: roc_auc, why: the labels of May are wrong, until: 2026-01-31 }]',
  );
  const ran = await runCli(['evaluate'], workspace);
  expect(ran.status, ran.log).toBe(1);
  expect(ran.log.replaceAll(/\s+/g, ' ')).toContain('its acceptance expired on 2026-01-31');
});

test.each<[string, string, string]>([
  [
    'a day that there is not',
    'accept: [{ gate: a, why: b, until: 2026-02-30 }]',
    'accept.0.until = "2026-02-30" (mlops.yml:8:38): is no day such as 2026-12-31',
  ],
  [
    'an entry without a reason',
    'accept: [{ gate: a, until: 2026-02-03 }]',
    'accept.0.why (mlops.yml:8:12): is missing',
  ],
  [
    'a key nobody knows',
    'accept: [{ gate: a, why: b, untill: 2026-02-03 }]',
    'accept.0.untill (mlops.yml:8:31): is no key of mlops.yml. Did you mean until?',
  ],
  [
    'a gate that is none',
    'slices: [carrier]',
    'evaluate.gates.1 = "roc_auc => 0.9" (mlops.yml:7:30): column 9: => is no operator. Write >=.',
  ],
  [
    'a confidence in percent',
    'confidence: 95',
    'evaluate.confidence = "95" (mlops.yml:8:15): is no confidence. Write a share',
  ],
  ['an allowance below 1', 'allowance: -1', 'evaluate.allowance = "-1" (mlops.yml:8:14): is no allowance'],
  ['fewer rows than none', 'min-n: -3', 'evaluate.min-n = "-3" (mlops.yml:8:10): is less than 0'],
])('%s is a mistake with file, line and column', async (_what, line, text) => {
  using workspace = project('gates: ["accuracy >= 0.7", "roc_auc => 0.9"]', line);
  const ran = await runCli(['evaluate'], workspace);
  expect(ran.status, ran.log).toBe(2);
  expect(ran.log).toContain(text);
  // beside every other one
  expect(ran.log).toContain('column 9: => is no operator');
});

test('every gate on the command line that is none is told, each with its column', async () => {
  using workspace = project('gates: ["accuracy >= 0.7"]');
  const ran = await runCli(
    ['evaluate', '--gates', 'a => 1', '--gates', 'b >= 1', '--gates', 'c ~ 2'],
    workspace,
  );
  expect(ran.status, ran.log).toBe(2);
  expect(ran.log).toContain('gates = "a => 1" (--gates): column 3: => is no operator. Write >=.');
  expect(ran.log).toContain('gates = "c ~ 2" (--gates): column 3: ~ is no operator');
});

test('accept is said in mlops.yml alone', async () => {
  using workspace = project('gates: ["accuracy >= 0.7"]');
  const ran = await runCli(['evaluate', '--accept', 'accuracy'], workspace);
  expect(ran.status, ran.log).toBe(2);
  expect(ran.log).toContain('is said in mlops.yml alone');
});

test('a branch that loosens a gate is judged by it as it was, and passes where that is accepted in the open', async () => {
  using workspace = onBranch(project('gates: ["roc_auc >= 0.9"]'));
  workspace.write({ 'mlops.yml': config('gates: ["roc_auc >= 0.7"]') }).commit('lower');
  const ran = await runCli(['evaluate', '--baseline', 'none'], workspace);
  expect(ran.status, ran.log).toBe(1);
  const log = ran.log.replaceAll(/\s+/g, ' ');
  expect(log).toContain('roc_auc 0.75 < 0.9; so by the gate before this change');
  expect(log).toContain('Gates changed here roc_auc >= 0.9 -> roc_auc >= 0.7');
  expect(verdictIn(workspace).changes).toEqual([{ before: 'roc_auc >= 0.9', now: 'roc_auc >= 0.7' }]);

  const accepted = `accept: [{ gate: roc_auc >= 0.9, why: harder rows, until: ${until} }]`;
  workspace.write({ 'mlops.yml': config('gates: ["roc_auc >= 0.7"]', accepted) }).commit('accepted');
  const open = await runCli(['evaluate', '--baseline', 'none'], workspace);
  expect(open.status, open.log).toBe(0);
  expect(verdictIn(workspace).reason).toContain(`accepted until ${until}: harder rows, added in this change`);
});

test('a pull request that loosens its gates, their terms or what is measured does not do so in silence', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using workspace = project('gates: ["roc_auc >= 0.9", "accuracy >= 0.5"]');
  const base = workspace.head();
  workspace.git('checkout', '-q', '-b', 'change');
  workspace
    .write({ 'mlops.yml': config('gates: ["accuracy >= 0.5"]', 'confidence: 0.5', 'positive: "1"') })
    .commit('nothing to see here');
  const head = workspace.head();
  const wish = {
    event: 'pull_request',
    ref: 'refs/pull/7/merge',
    payload: {
      pull_request: {
        number: 7,
        head: { sha: head, ref: 'change', repo: { full_name: 'org/tiny' } },
        base: { sha: base, ref: 'main' },
      },
    },
  };
  const ran = await runAction('evaluate', workspace, github, { ...wish, with: { baseline: 'none' } });
  expect(ran.status, ran.log).toBe(1);
  expect(ran.outputs).toMatchObject({ verdict: 'fail', failed: '1', passed: '2' });
  const verdict = verdictIn(workspace);
  expect(verdict.changes).toEqual([
    { before: 'roc_auc >= 0.9', now: null },
    { before: 'confidence: 0.95', now: 'confidence: 0.5' },
  ]);
  expect(verdict.notes).toContain('this change also alters what is measured: evaluate.positive');
  expect(ran.summary).toContain('### Gates changed here');
  expect(github.violations).toEqual([]);
});

test('what cannot be read of before is noted, and the gates of now decide', async () => {
  using workspace = project('gates: ["roc_auc >= 0.9"]');
  workspace.write({ 'mlops.yml': 'schema: 3\n' }).commit('of another time');
  onBranch(workspace);
  workspace.write({ 'mlops.yml': config('gates: ["roc_auc >= 0.7"]') }).commit('mended');
  const ran = await runCli(['evaluate', '--baseline', 'none'], workspace);
  expect(ran.status, ran.log).toBe(0);
  expect(verdictIn(workspace).notes.join()).toMatch(
    /gates of before this change are not known: mlops\.yml of [0-9a-f]{12} says schema, which is not 1/,
  );
});

test('on the default branch, and where the gates were not changed, there is nothing of before', async () => {
  using workspace = project('gates: ["roc_auc >= 0.9"]');
  workspace.write({ 'mlops.yml': config('gates: ["roc_auc >= 0.7"]') }).commit('lower');
  expect((await runCli(['evaluate', '--baseline', 'none'], workspace)).status).toBe(0);
  onBranch(workspace);
  expect((await runCli(['evaluate', '--baseline', 'none'], workspace)).status).toBe(0);
  expect(verdictIn(workspace)).not.toHaveProperty('changes');
});
