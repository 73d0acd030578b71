import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ActRan, runAct } from '#harness/act';
import { FakeGitHub } from '#harness/github';
import { changed, PREDICTIONS, tinyProject } from '#harness/project';
import { runOf } from '#harness/run';
import type { Workspace } from '#harness/workspace';
import { Fork } from '../hostile/fork.ts';
import { zipOf } from '../hostile/zip.ts';

/** The templates of the gate, as a repository has them after `mlops init`: on pull requests, forks', in a merge queue. */
const template = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../workflows-templates/mlops-${name}.yml`), 'utf8').replaceAll(
    'flights',
    'tiny',
  );
const place = (name: string) => `.github/workflows/mlops-${name}.yml`;

const LOCK =
  'iniconfig==2.0.0 --hash=sha256:b6a85871a79d2e3b22d2d1b94ac2824226a63c6b741c88f7ae975f18b6778374\n';

/** A model made of the data, judged by a floor and by what was before. */
function project(): Workspace {
  const names = ['pr-gate', 'evaluate-main', 'fork-report', 'sweep'];
  return tinyProject({
    'mlops.yml': changed('model: tiny\n', 'model: tiny\nenvironment: { lock: requirements.txt }\n').replace(
      'gates: ["roc_auc >= 0.7"]',
      'gates: ["roc_auc >= 0.7", "roc_auc >= baseline - 0.01"]',
    ),
    'requirements.txt': LOCK,
    ...Object.fromEntries(names.map((name) => [place(name), template(name)])),
  });
}

/** What GitHub says of a pull request from a branch of the repository, or from a fork. */
function proposed(number: number, head: string | null, base: string | null, from = 'org/tiny') {
  return {
    pull_request: {
      number,
      head: { sha: head, ref: 'change', repo: { full_name: from, fork: from !== 'org/tiny' } },
      base: { sha: base, ref: 'main', repo: { full_name: 'org/tiny' } },
    },
  };
}

function output(ran: ActRan, job: string, name: string): string | undefined {
  return Object.values(ran.job(job).steps)
    .map((step) => step.outputs[name])
    .find((value) => value !== undefined);
}

test('from a push to the default branch to a pull request that passes, and then does not: one comment, a check each', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using work = project();
  const main = await runAct({ workspace: work, workflow: place('evaluate-main'), github, run: 2001 });
  expect(main.results, main.log).toEqual({ evaluate: 'success', report: 'success' });
  const base = work.head();
  expect([...github.repository.refs.keys()]).toContain('refs/mlops/tiny/baseline');
  expect(github.checks.all).toMatchObject([{ name: 'mlops/tiny', head_sha: base, conclusion: 'success' }]);
  const before = [...github.repository.refs];

  const issue = github.issues.seed({ pullRequest: true });
  work.git('checkout', '-q', '-b', 'change');
  work.write({ 'predictions.csv': PREDICTIONS.replaceAll('1,1,0.8', '1,1,0.9') });
  const better = work.commit('better');
  const wish = { workspace: work, workflow: place('pr-gate'), github, event: 'pull_request' };
  github.proposals.all.push({
    ...{ number: issue.number, state: 'open' },
    head: { sha: better, ref: 'change', repo: { id: 1, name: 'org/tiny' } },
    base: { sha: base ?? '', ref: 'main' },
  });
  const passed = await runAct({ ...wish, payload: proposed(issue.number, better, base), run: 2002 });
  expect(passed.results, passed.log).toEqual({ gate: 'success', report: 'success' });
  expect(output(passed, 'gate', 'verdict')).toBe('pass');
  expect(output(passed, 'gate', 'baseline-sha')).toBe(base);
  expect(issue.comments).toHaveLength(1);
  expect(output(passed, 'report', 'comment-id')).toBe(String(issue.comments[0]?.id));
  expect(github.checks.all.at(-1)).toMatchObject({ head_sha: better, conclusion: 'success' });

  work.write({ 'predictions.csv': work.read('predictions.csv').replaceAll('1,1,0.9', '1,0,0.05') });
  const worse = work.commit('worse');
  github.proposals.all[0] = {
    ...{ number: issue.number, state: 'open' },
    head: { sha: worse, ref: 'change', repo: { id: 1, name: 'org/tiny' } },
    base: { sha: base ?? '', ref: 'main' },
  };
  const failed = await runAct({ ...wish, payload: proposed(issue.number, worse, base), run: 2003 });
  expect(failed.results, failed.log).toEqual({ gate: 'failure', report: 'success' });
  expect(output(failed, 'gate', 'verdict')).toBe('fail');
  expect(issue.comments).toHaveLength(1);
  expect(issue.comments[0]?.body).toContain(worse.slice(0, 7));
  expect(github.checks.all.at(-1)).toMatchObject({
    name: 'mlops/tiny',
    head_sha: worse,
    conclusion: 'failure',
  });
  // what a pull request comes to moves nothing
  expect([...github.repository.refs]).toEqual(before);
  expect(github.violations).toEqual([]);
});

test('a pull request from a fork is judged with a token that may only read; nothing is posted by its own run', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using work = project();
  const base = work.head();
  github.issues.seed({ pullRequest: true });
  const head = work.commit('from elsewhere');
  const payload = proposed(1, head, base, 'mallory/tiny');
  const ran = await runAct({
    workspace: work,
    workflow: place('pr-gate'),
    github,
    event: 'pull_request',
    payload,
  });
  expect(ran.results, ran.log).toEqual({ gate: 'success', report: 'skipped' });
  expect(output(ran, 'gate', 'verdict')).toBe('pass');
  expect(github.artifacts.all().map(({ name }) => name)).toContain('mlops-tiny-evaluate');
  expect(github.checks.all).toEqual([]);

  // a person has read it, pushed it to a branch here and starts the other workflow: the check at that very commit
  work.git('checkout', '-q', '-b', 'trusted/1');
  const trusted = { workspace: work, workflow: place('evaluate-main'), github, event: 'workflow_dispatch' };
  const again = await runAct({ ...trusted, run: 2005 });
  expect(again.results, again.log).toEqual({ evaluate: 'success', report: 'success' });
  expect(github.checks.all).toMatchObject([{ name: 'mlops/tiny', head_sha: head, conclusion: 'success' }]);
  expect([...github.repository.refs.keys()].filter((ref) => ref.startsWith('refs/mlops/'))).toEqual([]);
  expect(github.violations).toEqual([]);
});

test('what a fork left is read in one job and posted by the next, which alone may write', async () => {
  await using fork = await Fork.open();
  const { github } = fork;
  using work = project();
  const run = fork.ran(zipOf([{ name: 'predictions.csv', data: PREDICTIONS }]));
  const [{ number } = { number: 0 }] = github.proposals.all;
  while (github.issues.all.length < number) github.issues.seed({ pullRequest: true });
  const payload = { action: 'completed', workflow_run: runOf(run, 'org/tiny', github.url) };
  const wish = { workspace: work, workflow: place('fork-report'), github, event: 'workflow_run' };
  const ran = await runAct({ ...wish, payload, run: 3001 });
  expect(ran.results, ran.log).toEqual({ read: 'success', post: 'success' });
  const [check, ...more] = github.checks.all;
  expect(more).toEqual([]);
  expect(check).toMatchObject({ head_sha: run.sha, conclusion: 'neutral' });
  const comments = github.issues.of(number)?.comments ?? [];
  expect(comments).toHaveLength(1);
  expect(comments[0]?.body).toMatch(/self-reported/i);
  expect([...github.repository.refs.keys()]).toEqual(['refs/heads/main']);
  expect(github.violations).toEqual([]);
});

test('a sweep: three are trained, some rows choose one, the others judge it, and nothing is written', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using work = project();
  work.write({
    'mlops.yml': work
      .read('mlops.yml')
      .replace('gates: ["roc_auc >= 0.7", "roc_auc >= baseline - 0.01"]', 'gates: ["roc_auc >= 0.7"]'),
  });
  work.commit('a floor alone');
  const ran = await runAct({ workspace: work, workflow: place('sweep'), github, event: 'workflow_dispatch' });
  expect(ran.results, ran.log).toEqual({ train: 'success', evaluate: 'success' });
  expect(output(ran, 'evaluate', 'verdict')).toBe('pass');
  // all three score alike: the simplest is chosen
  expect(output(ran, 'evaluate', 'chosen')).toBe('mlops-tiny-train-small');
  expect(ran.job('evaluate').summaries.join()).toContain('medium');
  expect(github.checks.all).toEqual([]);
  expect(github.violations).toEqual([]);
});

test('in a merge queue the check is made at its commit, and nobody is written to', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using work = project();
  const base = work.head();
  work.write({ 'predictions.csv': PREDICTIONS.replaceAll('1,1,0.8', '1,1,0.9') });
  const head = work.commit('queued');
  const merge_group = {
    head_sha: head,
    base_sha: base,
    base_ref: 'refs/heads/main',
    head_ref: 'refs/heads/queue',
  };
  const wish = { workspace: work, workflow: place('pr-gate'), github, event: 'merge_group' };
  const ran = await runAct({ ...wish, payload: { action: 'checks_requested', merge_group } });
  expect(ran.results, ran.log).toEqual({ gate: 'success', report: 'success' });
  expect(github.checks.all).toMatchObject([{ name: 'mlops/tiny', head_sha: head, conclusion: 'success' }]);
  expect(github.issues.all).toEqual([]);
  expect(github.violations).toEqual([]);
});
