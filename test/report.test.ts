import { expect, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { changed, tinyProject } from '#harness/project';

const REF = 'refs/mlops/tiny/baseline';
const COMPARING = changed('"roc_auc >= 0.7"', '"roc_auc >= 0.7", "roc_auc >= baseline - 0.01"');

test('a passed evaluation on the default branch becomes the baseline, and the next is compared with it', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'mlops.yml': COMPARING });
  await runAction('train', project, github);
  const first = await runAction('evaluate', project, github);
  expect(first.outputs['reason']).toContain('baseline established');
  const moved = await runAction('report', project, github);
  expect(moved.status, moved.log).toBe(0);
  expect(moved.outputs).toMatchObject({ verdict: 'pass', 'baseline-moved': 'true' });
  expect(github.repository.fileAt(REF, 'verdict.json')).toContain('"decision": "pass"');

  const worse = project.read('predictions.csv').replace('1,0,0,0.1', '1,0,0,0.9');
  project.write({ 'predictions.csv': worse });
  const second = await runAction('evaluate', project, github, {
    event: 'pull_request',
    ref: 'refs/pull/1/merge',
    attempt: 2,
  });
  expect(second.status).toBe(1);
  // scikit-learn: roc_auc_score([0,0,1,1], [.9,.4,.35,.8]) is 0.25
  expect(second.outputs['reason']).toContain('roc_auc 0.25');
  expect(github.violations).toEqual([]);
});

test('a pull request moves no ref', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject();
  await runAction('train', project, github);
  await runAction('evaluate', project, github);
  const ran = await runAction('report', project, github, { event: 'pull_request', ref: 'refs/pull/1/merge' });
  expect(ran.outputs['baseline-moved']).toBe('false');
  expect(ran.log).toContain('The ref baseline stays: the event is pull_request.');
  expect([...github.repository.refs.keys()]).toEqual([]);
});

test('without the permission it prints the permissions to add', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject();
  await runAction('train', project, github);
  await runAction('evaluate', project, github);
  const ran = await runAction('report', project, github, { permissions: { contents: 'read' } });
  expect(ran.status).toBe(2);
  expect(ran.errors.join()).toContain('Give the job\npermissions:\n  actions: read\n  contents: write\n');
  expect([...github.repository.refs.keys()]).toEqual([]);
});

test('on a laptop a dirty checkout moves no baseline, a clean commit does, and a repeated run leaves it', async () => {
  using project = tinyProject({ 'mlops.yml': COMPARING });
  project.write({ 'note.txt': 'not committed' });
  const dirty = await runCli(['run'], project);
  expect(dirty.status, dirty.log).toBe(0);
  expect(dirty.log).toContain('The ref baseline stays: the checkout has changes that are not committed.');
  project.commit('note');
  expect((await runCli(['run'], project)).log).toContain('The ref baseline was set to');
  const again = await runCli(['run'], project);
  expect(again.log).toContain('the baseline is this very model');
  expect(again.log).toContain('The ref baseline names these predictions of this model already.');
  expect(again.log).toMatch(/train +skipped/);
  expect(again.log).toMatch(/evaluate +skipped/);
});

test('the report opens from disk: one file, nothing fetched', async () => {
  using project = tinyProject();
  expect((await runCli(['run'], project)).status).toBe(0);
  const html = project.read('.mlops/report.html');
  expect(html).toContain('roc_auc');
  expect(html).not.toMatch(/(src|href)="https?:/);
});
