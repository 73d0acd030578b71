import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { changed, tinyProject } from '#harness/project';
import type { Workspace } from '#harness/workspace';

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
  expect(github.repository.fileAt('refs/mlops/tiny/champion', 'verdict.json')).toContain(
    '"decision": "pass"',
  );

  const worse = project.read('predictions.csv').replaceAll(',0,0,0.1', ',0,0,0.9');
  project.write({ 'predictions.csv': worse });
  const second = await runAction('evaluate', project, github, {
    event: 'pull_request',
    ref: 'refs/pull/1/merge',
    attempt: 2,
  });
  expect(second.status).toBe(1);
  // scikit-learn: roc_auc_score([0,0,1,1], [.9,.4,.35,.8]) is 0.25
  expect(second.outputs['reason']).toContain('roc_auc 0.25');
  expect(second.summary).toContain('at least candidate no. 2 judged on this evaluation set');
  expect(github.violations).toEqual([]);
});

test('the report is a page that a browser opens; a second one of the attempt is fetched packed', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject();
  await runAction('train', project, github);
  await runAction('evaluate', project, github);
  const ran = await runAction('report', project, github);
  const page = github.artifacts.all().find(({ name }) => name === 'mlops-tiny-report.html');
  if (page === undefined) throw new Error('there is no page');
  expect(github.artifacts.bytes(page)?.toString()).toBe(project.read('.mlops/report.html'));
  expect(ran.outputs['report-url']).toMatch(new RegExp(`/artifacts/${page.id}$`));
  const again = await runAction('report', project, github);
  expect(again.status, again.log).toBe(0);
  const packed = github.artifacts.all().find(({ name }) => name === 'mlops-tiny-evaluate');
  expect(again.outputs['report-url']).toMatch(new RegExp(`/artifacts/${packed?.id}$`));
  expect(github.violations).toEqual([]);
});

/** The ref that keeps the evaluation of what is checked out. */
const storedAt = (project: Workspace) => `refs/mlops/tiny/store/${project.head()}/evaluate`;

/** Files of a ref on the fake, by path. */
function filesAt({ repository }: FakeGitHub, ref: string): Map<string, string> {
  const tree = repository.commits.get(repository.refs.get(ref) ?? '')?.tree ?? '';
  const files = repository.list(tree, true).filter(({ size }) => size !== undefined);
  return new Map(files.map(({ path, sha }) => [path, repository.blobs.get(sha)?.toString() ?? '']));
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('an evaluation on the default branch is kept under its commit: record, verdict, the records before', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject();
  await runAction('train', project, github);
  const evaluated = await runAction('evaluate', project, github);
  const ran = await runAction('report', project, github);
  expect(ran.log).toContain(`This evaluation is kept as the ref store/${project.head()}/evaluate.`);
  const files = filesAt(github, storedAt(project));
  const before = [...files.keys()].filter((path) => path.startsWith('records/'));
  const kept = ['profile.json', 'record.json', ...before.sort(), 'verdict.json'];
  expect([...files.keys()].sort()).toEqual(kept);
  expect(sha256(files.get('record.json') ?? '')).toBe(evaluated.outputs['record-digest']);
  // of the producer, the training and the scoring; each under the digest of its bytes
  expect(before).toHaveLength(3);
  for (const path of before) expect(path).toBe(`records/${sha256(files.get(path) ?? '')}.json`);
  expect(JSON.parse(files.get('verdict.json') ?? '')).toMatchObject({ decision: 'pass' });
  expect(github.violations).toEqual([]);
});

test('one that failed is kept too, a second one of the commit in its place, and dry-run only says so', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'mlops.yml': changed('roc_auc >= 0.7', 'roc_auc >= 0.9') });
  await runAction('train', project, github);
  await runAction('evaluate', project, github, { with: { name: 'night' } });
  const name = `store/${project.head()}/evaluate-night`;
  const dry = await runAction('report', project, github, { with: { 'dry-run': 'true' } });
  expect(dry.log).toContain(`Would keep this evaluation as the ref ${name}.`);
  expect([...github.repository.refs.keys()]).toEqual([]);

  await runAction('report', project, github);
  const ref = `refs/mlops/tiny/${name}`;
  expect([...github.repository.refs.keys()]).toEqual([ref]);
  const first = github.repository.refs.get(ref);
  expect((await runAction('report', project, github)).log).toContain(
    `${name} keeps this evaluation already.`,
  );
  await runAction('evaluate', project, github, { with: { name: 'night' }, attempt: 2 });
  const again = await runAction('report', project, github, { attempt: 2 });
  expect(again.log).toContain('in place of an earlier one of this commit.');
  expect(github.repository.commits.get(github.repository.refs.get(ref) ?? '')?.parents).toEqual([first]);
  expect(filesAt(github, ref).get('verdict.json')).toContain('"decision": "fail"');
  expect(github.violations).toEqual([]);
});

test('a store that may not be written is a warning with the permissions to add, and changes no verdict', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({ 'mlops.yml': changed('roc_auc >= 0.7', 'roc_auc >= 0.9') });
  await runAction('train', project, github);
  await runAction('evaluate', project, github);
  const ran = await runAction('report', project, github, { permissions: { contents: 'read' } });
  expect([ran.status, ran.errors]).toEqual([0, []]);
  expect(ran.outputs['verdict']).toBe('fail');
  const [warning] = ran.annotations.filter(({ level }) => level === 'warning');
  expect(warning?.message).toContain(`store/${project.head()}/evaluate`);
  expect(warning?.message).toContain('permissions:\n  actions: read\n  contents: write');
});

test('beyond 250 kept evaluations those of old commits go, and never what the baseline stands for', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  const { repository } = github;
  using project = tinyProject();
  const old = project.head() ?? '';
  await runAction('train', project, github);
  await runAction('evaluate', project, github);
  await runAction('report', project, github);
  project.write({ 'note.txt': 'the next commit' }).commit('next');
  // the branch on GitHub as if both commits were older than its newest 210
  const recent = Array.from({ length: 210 }, (_, n) => repository.push('refs/heads/main', { n: `${n}` }));
  const kept = repository.refs.get(`refs/mlops/tiny/store/${old}/evaluate`) ?? '';
  const place = (commit: string) => `refs/mlops/tiny/store/${commit}/evaluate`;
  const gone = Array.from({ length: 45 }, (_, n) => sha256(`${n}`).slice(0, 40));
  for (const commit of [...recent, ...gone]) repository.refs.set(place(commit), kept);

  await runAction('evaluate', project, github, { attempt: 2 });
  const dry = await runAction('report', project, github, { attempt: 2, with: { 'dry-run': 'true' } });
  expect(dry.log).toContain('Would take 55 of 256 states out of the store');
  const ran = await runAction('report', project, github, { attempt: 2 });
  expect(ran.log).toContain('Took 55 of 257 states out of the store');
  const left = [...repository.refs.keys()].filter((ref) => ref.startsWith('refs/mlops/tiny/store/'));
  const expected = [...recent.slice(10), old, project.head() ?? ''].map(place);
  expect(left.sort()).toEqual(expected.sort());
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
  expect(ran.log).toContain('The store does not keep this evaluation: the event is pull_request.');
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
  expect(dirty.log).toContain(
    'The ref baseline stays: the checkout has changes that are not committed: note.txt.',
  );
  project.commit('note');
  expect((await runCli(['run'], project)).log).toContain('The ref baseline was set to');
  const again = await runCli(['run'], project);
  expect(again.log).toContain('the baseline is this very model');
  expect(again.log).toContain('The ref baseline names these predictions of this model already.');
  expect(again.log).toMatch(/train +skipped/);
  expect(again.log).toMatch(/evaluate +skipped/);
  const kept = `.mlops/refs/tiny/store/${project.head()}/evaluate`;
  expect(project.tree(kept).filter((path) => path.endsWith('/record.json'))).toEqual([
    '@1/files/record.json',
    '@2/files/record.json',
  ]);
});

test('the report opens from disk: one file, nothing fetched', async () => {
  using project = tinyProject();
  expect((await runCli(['run'], project)).status).toBe(0);
  const html = project.read('.mlops/report.html');
  expect(html).toContain('roc_auc');
  expect(html).not.toMatch(/(src|href)="https?:/);
});
