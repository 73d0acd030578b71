import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { beforeAll, expect, test } from 'vitest';
import { type ActionWish, type Ran, runAction, runCli } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import type { Permissions } from '#harness/permissions';
import { PREDICTIONS } from '#harness/project';
import { FIRST_RUN, type Run } from '#harness/run';
import { TroubledProxy } from '#harness/troubled-proxy';
import { Workspace } from '#harness/workspace';

/** Predictions that lie there: nothing is trained, and each evaluation is one process. */
const MLOPS = `schema: 1
model: tiny
evaluate:
  predictions: predictions.csv
  task: binary
  columns: { id: id, label: late, prediction: predicted, score: p_late }
  gates: ["accuracy >= 0.6", "accuracy >= baseline - 0.02"]
`;
const KEEPING = `${MLOPS}  keep-rows: true\n`;

/** As many rows more on which the model errs. */
function losing(rows: number): string {
  let left = rows;
  return PREDICTIONS.replaceAll(/,0,0,0\.1,/g, (right) => (left-- > 0 ? ',0,1,0.1,' : right));
}

const ARTIFACT = 'mlops-tiny-evaluate';

/** Files of an evaluation that was made on a laptop, by their paths in its artifact. */
function evaluationIn(project: Workspace): Record<string, Uint8Array> {
  const home = '.mlops/stage/evaluate';
  return Object.fromEntries(
    project.tree(home).map((path) => [path, Buffer.from(project.read(`${home}/${path}`))]),
  );
}

function runAt(id: number, sha: string, more: Partial<Run> = {}): Run {
  return { ...FIRST_RUN, id, sha, status: 'completed', conclusion: 'success', ...more };
}

/** The event of a pull request. */
function proposing(head: string, base: string, branch = 'main'): ActionWish {
  const repo = { full_name: 'org/tiny' };
  const pull_request = {
    number: 7,
    head: { sha: head, ref: 'change', repo },
    base: { sha: base, ref: branch },
  };
  return { event: 'pull_request', ref: 'refs/pull/7/merge', payload: { pull_request }, run: 9001 };
}

function baselineIn(project: Workspace) {
  return JSON.parse(project.read('.mlops/stage/evaluate/verdict.json')).baseline;
}

/** One line of what was passed over: `merge-base: no evaluation of … is known here`. */
function passedOver(project: Workspace): string[] {
  const all: { way: string; reason: string }[] = baselineIn(project).passedOver;
  return all.map(({ way, reason }) => `${way}: ${reason}`);
}

const short = (commit: string) => commit.slice(0, 12);

/** main was evaluated and reported; a branch off it changed something; its merge with main is what a runner checks out. */
async function proposed(github: FakeGitHub, mlops: string) {
  const bare = github.gitBacked?.folder ?? '';
  const origin = `file://${bare}`;
  const project = Workspace.of({ 'mlops.yml': mlops, 'predictions.csv': PREDICTIONS });
  const base = project.head() ?? '';
  project.git('push', '-q', origin, 'HEAD:refs/heads/main');
  github.runs.set(2001, runAt(2001, base));
  for (const action of ['evaluate', 'report']) {
    const ran = await runAction(action, project, github, { run: 2001 });
    expect(ran.status, ran.log).toBe(0);
  }
  project.git('checkout', '-q', '-b', 'change');
  project.write({ 'predictions.csv': losing(20) });
  const head = project.commit('a change');
  project.git('push', '-q', origin, 'HEAD:refs/heads/change');
  project.git('checkout', '-q', '-b', 'merge', 'main');
  project.git('merge', '-q', '--no-ff', '-m', 'merge', 'change');
  project.git('push', '-q', origin, 'HEAD:refs/pull/7/merge');
  project[Symbol.dispose]();
  return { origin, base, head };
}

/** A clone of a single ref, as deep as is said. */
function cloned(origin: string, ref: string, ...depth: string[]): Workspace {
  const clone = Workspace.of();
  clone.git('remote', 'add', 'origin', origin);
  clone.git('fetch', '-q', ...depth, 'origin', ref);
  clone.git('checkout', '-q', '--detach', 'FETCH_HEAD');
  return clone;
}

test('a pull request is judged on a runner with a shallow clone as it is on a laptop', async () => {
  await using github = await FakeGitHub.start('org/tiny', { git: 'real' });
  const { origin, base, head } = await proposed(github, KEEPING);
  using runner = cloned(origin, 'refs/pull/7/merge', '--depth=1');
  const wish = { ...proposing(head, base), with: { baseline: 'merge-base' } };
  const judged = await runAction('evaluate', runner, github, wish);
  expect(judged.status, judged.log).toBe(0);
  expect(judged.outputs['baseline-sha']).toBe(base);
  expect(judged.log).toMatch(
    new RegExp(`Baseline found by merge-base: ${short(base)}, decided .* before\\.`),
  );
  expect(baselineIn(runner)).toMatchObject({
    kind: 'evaluation',
    commit: base,
    way: 'merge-base',
    passedOver: [],
  });
  expect(runner.read('.mlops/stage/evaluate/summary.md')).toContain('How the baseline was found');

  using laptop = new Workspace();
  laptop.git('clone', '-q', origin, '.');
  laptop.git('checkout', '-q', 'change');
  const own = await runCli(['evaluate', '--baseline', 'merge-base'], laptop);
  expect(own.status, own.log).toBe(0);
  const outputs = JSON.parse(laptop.read('.mlops/last/evaluate.outputs.json'));
  expect(outputs['baseline-sha']).toBe(base);
  const verdictOf = (one: Workspace) => JSON.parse(one.read('.mlops/stage/evaluate/verdict.json'));
  expect(verdictOf(laptop)).toEqual(verdictOf(runner));
  expect(outputs['decision-digest']).toBe(judged.outputs['decision-digest']);
  expect(outputs['decision-digest']).toMatch(/^[0-9a-f]{64}$/);
  expect(github.violations).toEqual([]);
});

test('a merge is compared with the branch as it was merged, not with what others have made better since', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = Workspace.of({ 'mlops.yml': MLOPS, 'predictions.csv': PREDICTIONS });
  project.git('checkout', '-q', '-b', 'change');
  const head = project.write({ 'README.md': 'words\n' }).commit('a change');
  project.git('checkout', '-q', 'main');
  const base = project.write({ 'better.txt': 'by somebody else\n' }).commit('better');
  project.git('merge', '-q', '--no-ff', '-m', 'merge', 'change');
  const wish = { ...proposing(head, base), with: { baseline: 'merge-base, none' } };
  const ran = await runAction('evaluate', project, github, wish);
  expect(ran.status, ran.log).toBe(0);
  expect(passedOver(project)).toEqual([`merge-base: no evaluation of ${short(base)} is known here`]);
});

test('a pull request that says baseline: none is compared by what the base says', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = Workspace.of({ 'mlops.yml': MLOPS, 'predictions.csv': PREDICTIONS });
  const base = project.head() ?? '';
  for (const action of ['evaluate', 'report']) await runAction(action, project, github, { run: 2001 });
  project.git('checkout', '-q', '-b', 'change');
  const head = project.write({ 'mlops.yml': `${MLOPS.trimEnd()}\n  baseline: none\n` }).commit('a change');
  const ran = await runAction('evaluate', project, github, proposing(head, base));
  expect(ran.outputs['baseline-sha'], ran.log).toBe(base);
  expect(JSON.parse(project.read('.mlops/stage/evaluate/verdict.json')).notes).toContain(
    'this change also alters evaluate.baseline, to none: compared by what it was, auto',
  );
});

test('the champion is a way too, and its rows come from the artifact of its run where the ref has none', async () => {
  await using github = await FakeGitHub.start('org/tiny', { git: 'real' });
  const { origin, base, head } = await proposed(github, MLOPS);
  using runner = cloned(origin, 'refs/pull/7/merge', '--depth=1');
  const wish = { ...proposing(head, base), with: { baseline: 'champion' } };
  const judged = await runAction('evaluate', runner, github, wish);
  expect(judged.status, judged.log).toBe(0);
  expect(baselineIn(runner)).toMatchObject({ kind: 'ref', name: 'champion', commit: base, way: 'champion' });
  const verdict = JSON.parse(runner.read('.mlops/stage/evaluate/verdict.json'));
  // noise is judged: the rows of both are there
  expect(verdict.gates[1]).toMatchObject({ difference: expect.any(Number), interval: expect.any(Array) });
  const alone = await runAction('evaluate', runner, github, {
    ...wish,
    permissions: { contents: 'read' },
    attempt: 2,
  });
  expect(alone.log).toContain('The rows of run 2001 were not asked for');
  expect(alone.log).toContain('the baseline keeps no predictions');
  expect(github.violations).toEqual([]);
});

/** A repository of four commits; the first was evaluated, once so that it passed and once so that it did not. */
let commits: readonly string[] = [];
let passing: Record<string, Uint8Array> = {};
let failing: Record<string, Uint8Array> = {};
let template: Workspace;
beforeAll(async () => {
  template = Workspace.of({ 'mlops.yml': MLOPS, 'predictions.csv': PREDICTIONS });
  const evaluated = async (...words: string[]) => {
    const ran = await runCli(['evaluate', '--baseline', 'none', ...words], template);
    expect([0, 1]).toContain(ran.status);
    return evaluationIn(template);
  };
  passing = await evaluated();
  failing = await evaluated('--gates', 'accuracy >= 0.99');
  template.remove('.mlops');
  template.write({ 'predictions.csv': losing(20) });
  const later = ['second', 'third', 'fourth'].map((message) => template.commit(message));
  commits = [template.git('rev-parse', 'HEAD~3'), ...later];
  return () => template[Symbol.dispose]();
}, 120_000);

/** The evaluation that passed with another verdict.json, of which its record knows. */
function forged(verdict: string): Record<string, Uint8Array> {
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const changed = Buffer.from(verdict);
  const record = new TextDecoder().decode(passing['record.json']);
  const was = sha256(passing['verdict.json'] ?? new Uint8Array());
  return {
    ...passing,
    'record.json': Buffer.from(record.replaceAll(was, sha256(changed))),
    'verdict.json': changed,
  };
}

/** An evaluation on a runner of the newest commit as a pull request on the first, with artifacts that are there already. */
async function onArtifacts(
  leave: (github: FakeGitHub, first: string) => void,
  { permissions, ...more }: { permissions?: Permissions; with?: Record<string, string> } = {},
): Promise<{ ran: Ran; missed: string[]; baseline: Record<string, unknown>; github: FakeGitHub }> {
  await using github = await FakeGitHub.start('org/tiny');
  using project = Workspace.twinOf(template);
  const [first = '', , , last = ''] = commits;
  leave(github, first);
  const ran = await runAction('evaluate', project, github, {
    ...proposing(last, first),
    with: { baseline: 'merge-base', ...more.with },
    ...(permissions === undefined ? {} : { permissions }),
  });
  expect(github.violations).toEqual([]);
  return { ran, missed: passedOver(project), baseline: baselineIn(project), github };
}

test('an artifact of an earlier run is found however many there are since', async () => {
  const { ran, baseline, github } = await onArtifacts((fake, first) => {
    fake.runs.set(3000, runAt(3000, first));
    fake.leave(ARTIFACT, zipSync(passing), { run: 3000 });
    for (let id = 3001; id <= 3120; id++) {
      fake.runs.set(id, runAt(id, String(id).padStart(40, '0')));
      fake.leave(ARTIFACT, new Uint8Array([1]), { run: id });
    }
  });
  expect(ran.status, ran.log).toBe(0);
  expect(baseline).toMatchObject({ kind: 'evaluation', commit: commits[0], way: 'merge-base' });
  const pages = github.requests.filter((line) => line.endsWith('/actions/artifacts'));
  expect(pages).toHaveLength(2);
});

test('an artifact whose run was deleted meanwhile ends nothing', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = Workspace.twinOf(template);
  const [first = '', , , last = ''] = commits;
  github.runs.set(3000, runAt(3000, first));
  github.leave(ARTIFACT, zipSync(passing), { run: 3000 });
  await using proxy = await TroubledProxy.before(
    { port: Number(new URL(github.url).port) },
    { on: (_, path) => path.endsWith('/actions/runs/3000'), times: 9, trouble: { status: 404 } },
  );
  const wish = { ...proposing(last, first), with: { baseline: 'merge-base' } };
  const ran = await runAction('evaluate', project, github, {
    ...wish,
    env: { GITHUB_API_URL: `http://${proxy.host}` },
  });
  expect(ran.status, ran.log).toBe(0);
  expect(passedOver(project)).toEqual([
    `merge-base: the artifact of run 3000 at ${short(first)} is of a run that is gone`,
  ]);
});

test.each<[string, Partial<Run>, () => Record<string, Uint8Array>, string | undefined, string]>([
  [
    'of a fork',
    { from: { id: 9, name: 'evil/tiny' } },
    () => passing,
    undefined,
    'no evaluation of FIRST is known',
  ],
  [
    'that has expired',
    {},
    () => passing,
    '2026-01-01T00:00:00Z',
    'the evaluation of FIRST in run 3000 has expired',
  ],
  [
    'of an event that strangers set off',
    { event: 'pull_request_target' },
    () => passing,
    undefined,
    'is of the event',
  ],
  ['that did not pass', {}, () => failing, undefined, 'the evaluation of FIRST came out fail'],
  [
    'whose verdict was changed',
    {},
    () => ({ ...passing, 'verdict.json': Buffer.from('{}') }),
    undefined,
    'at FIRST is damaged: does not match its record',
  ],
  [
    'whose verdict is none, though its record says so',
    {},
    () => forged('[]'),
    undefined,
    'at FIRST is damaged: is no verdict',
  ],
  [
    'without a record',
    {},
    () => ({ a: Buffer.from('b') }),
    undefined,
    'at FIRST is damaged: holds no record.json',
  ],
])(
  'an artifact %s is not compared with, and the report says why',
  async (_, run, files, expiresAt, reason) => {
    const { ran, missed, baseline } = await onArtifacts((fake, first) => {
      fake.runs.set(3000, runAt(3000, first, run));
      fake.leave(ARTIFACT, zipSync(files()), {
        run: 3000,
        ...(expiresAt === undefined ? {} : { expiresAt }),
      });
    });
    expect(baseline['kind'], ran.log).toBe('absent');
    expect(missed).toHaveLength(1);
    expect(missed[0]).toContain(reason.replace('FIRST', short(commits[0] ?? '')));
    expect(ran.log).toContain('Baseline by merge-base passed over: ');
  },
);

test('an artifact of another commit than its run says is not compared with', async () => {
  const { missed } = await onArtifacts(
    (fake) => {
      fake.runs.set(3000, runAt(3000, commits[1] ?? ''));
      fake.leave(ARTIFACT, zipSync(passing), { run: 3000 });
    },
    { with: { baseline: 'base-branch' } },
  );
  expect(missed.join()).not.toContain('came out');
});

test('without actions: read the permissions are printed, and the next way is tried', async () => {
  const { ran, missed } = await onArtifacts(() => {}, {
    permissions: { contents: 'read' },
    with: { baseline: 'auto' },
  });
  expect(ran.log).toContain('Artifacts of earlier runs were not looked through');
  expect(ran.log).toMatch(/Give the job%0Apermissions:%0A.*actions: read/);
  expect(missed[0]).toMatch(
    /^merge-base: no evaluation of .* is known here \(artifacts of earlier runs may not be looked through \(actions: read\)\)$/,
  );
  expect(missed.map((line) => line.split(':')[0])).toEqual([
    'merge-base',
    'ancestor',
    'base-branch',
    'champion',
  ]);
});

test('where GitHub does not answer and no way leads anywhere, nobody knows whether there is a baseline', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = Workspace.twinOf(template);
  const [first = '', , , last = ''] = commits;
  await using proxy = await TroubledProxy.before(
    { port: Number(new URL(github.url).port) },
    { on: (_, path) => path.includes('/actions/artifacts'), times: 9, trouble: { status: 502 } },
  );
  const wish = { ...proposing(last, first), with: { baseline: 'merge-base' } };
  const env = { GITHUB_API_URL: `http://${proxy.host}` };
  const ran = await runAction('evaluate', project, github, { ...wish, env });
  expect(ran.status, ran.log).toBe(3);
  expect(ran.errors.join()).toContain('whether there is a baseline is not known: ');
});

test('on a push the nearest first parent that has an evaluation is the baseline', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = Workspace.twinOf(template);
  github.runs.set(3000, runAt(3000, commits[0] ?? ''));
  github.leave(ARTIFACT, zipSync(passing), { run: 3000 });
  const ran = await runAction('evaluate', project, github, { run: 9001 });
  expect(ran.status, ran.log).toBe(0);
  expect(ran.outputs['baseline-sha']).toBe(commits[0]);
  expect(baselineIn(project)).toMatchObject({ way: 'ancestor', passedOver: [] });
  expect(github.violations).toEqual([]);
});

test('of a base branch that is not the default one the newest commit with an evaluation is taken', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = Workspace.twinOf(template);
  const [first = '', second = '', , last = ''] = commits;
  project.git('branch', 'release', second);
  github.runs.set(3000, runAt(3000, first));
  github.leave(ARTIFACT, zipSync(passing), { run: 3000 });
  const wish = { ...proposing(last, second, 'release'), with: { baseline: 'base-branch' } };
  const ran = await runAction('evaluate', project, github, wish);
  expect(ran.outputs['baseline-sha'], ran.log).toBe(first);
  expect(baselineIn(project)).toMatchObject({ way: 'base-branch', kind: 'evaluation' });
});

test('on a laptop changes that are not committed are compared with the commit they are on', async () => {
  using project = Workspace.of({ 'mlops.yml': MLOPS, 'predictions.csv': PREDICTIONS });
  const head = project.head();
  expect((await runCli(['evaluate'], project)).status).toBe(0);
  expect(passedOver(project)).toEqual([
    'ancestor: there is no commit before this one',
    'base-branch: no evaluation on the default branch has passed yet',
    'champion: there is no ref champion',
  ]);
  project.write({ 'predictions.csv': losing(20) });
  const ran = await runCli(['evaluate'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(baselineIn(project)).toMatchObject({
    kind: 'evaluation',
    commit: head,
    way: 'ancestor',
    passedOver: [],
  });
  project.commit('changed');
  const plain = await runCli(['evaluate', '--baseline', 'merge-base, none'], project);
  expect(plain.log).toContain('is on its base branch itself: there is nothing to merge');
  expect(baselineIn(project).reason).toBe('none was asked for (baseline: none)');
});

test('an evaluation that did not pass, and one of the same predictions, are passed over for one further back', async () => {
  using project = Workspace.of({ 'mlops.yml': MLOPS, 'predictions.csv': PREDICTIONS });
  const first = project.head();
  const evaluated = (...words: string[]) => runCli(['evaluate', ...words], project);
  expect((await evaluated()).status).toBe(0);
  const failed = project.write({ 'predictions.csv': losing(20) }).commit('worse');
  expect((await evaluated('--gates', 'accuracy >= 0.99')).status).toBe(1);
  const same = project.write({ 'predictions.csv': losing(10) }).commit('better again');
  expect((await evaluated()).status).toBe(0);
  project.commit('nothing that matters');
  const ran = await evaluated();
  expect(ran.status, ran.log).toBe(0);
  expect(passedOver(project)).toEqual([
    'ancestor: the baseline is this very model: it is not compared with itself',
    `ancestor: the evaluation of ${short(failed)} came out fail`,
  ]);
  expect(baselineIn(project)).toMatchObject({ commit: first, way: 'ancestor' });
  expect(ran.log).not.toContain(short(same));
});

test('a shallow clone on a laptop is told the line that helps', async () => {
  using project = Workspace.twinOf(template);
  using clone = cloned(`file://${project.path}`, 'main', '--depth=1');
  const ran = await runCli(['evaluate', '--baseline', 'ancestor'], clone);
  expect(ran.log).toContain('this clone is shallow: git fetch --unshallow brings the rest');
});

test('a shallow clone of the default branch establishes nothing, and report leaves the refs alone', async () => {
  using project = Workspace.twinOf(template);
  using clone = Workspace.of();
  clone.git('fetch', '-q', '--depth=1', `file://${project.path}`, 'main');
  clone.git('checkout', '-q', '-B', 'main', 'FETCH_HEAD');
  const ran = await runCli(['evaluate'], clone);
  expect(ran.status, ran.log).toBe(0);
  const verdict = JSON.parse(clone.read('.mlops/stage/evaluate/verdict.json'));
  expect(verdict.baseline).toMatchObject({ kind: 'absent', shallow: true });
  expect(verdict.reason).toBe(
    'no baseline established, as this clone is shallow: git fetch --unshallow brings the rest; 1 of 2 gates passes, 1 not judged',
  );
  const reported = await runCli(['report'], clone);
  expect(reported.log).toContain(
    'The ref baseline stays: whether there is an evaluation before this one is not',
  );
  expect(clone.tree().filter((path) => /^\.mlops\/refs\/tiny\/(baseline|champion)/.test(path))).toEqual([]);
});

test('a baseline older than baseline-max-age is a warning and no failure', async () => {
  using project = Workspace.of({ 'mlops.yml': MLOPS, 'predictions.csv': PREDICTIONS });
  expect((await runCli(['evaluate'], project)).status).toBe(0);
  project.write({ 'predictions.csv': losing(20) });
  const ran = await runCli(['evaluate', '--baseline-max-age', '1 ms'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toMatch(/The baseline is .* old, and baseline-max-age is 1 ms/);
  expect(project.read('.mlops/stage/evaluate/summary.md')).toContain('baseline-max-age is 1 ms');
});
