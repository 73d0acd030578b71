import { expect, test } from 'vitest';
import { runAction } from '#harness/bundle';
import { changed, PREDICTIONS, tinyProject } from '#harness/project';
import { Fork, GATE, MALLORY, RULES, rewritten } from './fork.ts';
import { zipOf } from './zip.ts';

const honest = () => zipOf([{ name: 'predictions.csv', data: PREDICTIONS }]);
const worse = () =>
  zipOf([{ name: 'predictions.csv', data: PREDICTIONS.replaceAll(',0,0,0.1,', ',0,0,0.9,') }]);

test('a fork’s scores are judged by the base, and posted by a second job as self-reported and neutral', async () => {
  await using fork = await Fork.open();
  const run = fork.ran(honest());
  const read = await fork.read(run);
  expect([read.status, read.outputs['verdict']], read.log).toEqual([0, 'pass']);
  expect(fork.github.checks.all).toEqual([]);
  const posted = await fork.post(run);
  expect([posted.status, posted.outputs['verdict']], posted.log).toEqual([0, 'pass']);
  const [check] = fork.github.checks.all;
  expect(check).toMatchObject({
    name: 'mlops/tiny (fork into main)',
    head_sha: run.sha,
    conclusion: 'neutral',
  });
  const { comments } = fork.github.issues.of(fork.numberOf(run)) ?? { comments: [] };
  expect(comments.map(({ author }) => author)).toEqual(['github-actions[bot]']);
  expect(comments[0]?.body).toContain('*Self-reported*');
  expect(comments[0]?.body).toContain('roc_auc &#62;= 0.7');
  expect(comments[0]?.body).toContain('labels and ids are the fork');
  expect(fork.github.violations).toEqual([]);
});

test('a head without a result leaves no stale one: the comment says so', async () => {
  await using fork = await Fork.open();
  const first = fork.ran(worse());
  await fork.read(first);
  await fork.post(first);
  const number = fork.numberOf(first);
  const second = { ...first, id: first.id + 500, sha: 'b'.repeat(40), conclusion: 'failure' as const };
  fork.github.runs.set(second.id, second);
  fork.change(first, (pull) => ({ ...pull, head: { ...pull.head, sha: second.sha } }));
  const read = await fork.read(second);
  expect(read.outputs['verdict'], read.log).toBe('inconclusive');
  await fork.post(second);
  const { comments } = fork.github.issues.of(number) ?? { comments: [] };
  expect(comments).toHaveLength(1);
  expect(comments[0]?.body).toContain('the run left no evaluation (it ended in failure)');
  expect(comments[0]?.body).toContain('is stale');
  expect(comments[0]?.body).toContain('1 earlier head');
  // the artifact of the first run is not taken for the second
  expect(comments[0]?.body).not.toContain('0.25');
  expect(fork.github.violations).toEqual([]);
});

test('an artifact that has expired is said', async () => {
  await using fork = await Fork.open();
  const run = fork.ran(null);
  fork.github.leave('mlops-tiny-evaluate', honest(), { run: run.id, expiresAt: '2026-01-01T00:00:00Z' });
  await fork.read(run);
  expect(fork.posting(run)?.reason).toContain('has expired');
});

/** What is not reported at all, by what is wrong with the run or the pull request. */
const NOTHING: readonly (readonly [string, string, (fork: Fork) => ReturnType<Fork['ran']>])[] = [
  [
    'another workflow of the same name',
    `is not of ${GATE}`,
    (fork) => fork.ran(honest(), { path: '.github/workflows/evil.yml' }),
  ],
  ['a run of another event', 'not set off by pull_request', (fork) => fork.ran(honest(), { event: 'push' })],
  [
    'a branch of this repository',
    'reports itself',
    (fork) => fork.ran(honest(), { from: { id: 1, name: 'org/tiny' } }),
  ],
  [
    'somebody who is called like Dependabot',
    'reports itself',
    (fork) =>
      fork.ran(honest(), { from: { id: 1, name: 'org/tiny' }, actor: { login: 'dependabot[bot]', id: 8 } }),
  ],
  [
    'no pull request with that head',
    'no open pull request',
    (fork) => {
      const run = fork.ran(honest());
      fork.change(run, (pull) => ({ ...pull, head: { ...pull.head, sha: 'f'.repeat(40) } }));
      return run;
    },
  ],
  [
    'a head of another repository',
    'no open pull request',
    (fork) => {
      const run = fork.ran(honest());
      fork.change(run, (pull) => ({ ...pull, head: { ...pull.head, repo: { ...MALLORY, id: 78 } } }));
      return run;
    },
  ],
  [
    'a pull request that is closed',
    'no open pull request',
    (fork) => {
      const run = fork.ran(honest());
      fork.change(run, (pull) => ({ ...pull, state: 'closed' }));
      return run;
    },
  ],
  [
    'two pull requests with that head',
    '2 open pull requests',
    (fork) => {
      const run = fork.ran(honest());
      const one = fork.github.proposals.all.find(({ head }) => head.sha === run.sha);
      if (one !== undefined)
        fork.github.proposals.all.push({ ...one, number: 900, base: { ...one.base, ref: 'next' } });
      return run;
    },
  ],
  [
    'a base that is not protected',
    'is not protected',
    (fork) => {
      fork.github.proposals.protected.clear();
      return fork.ran(honest());
    },
  ],
];

test.each(NOTHING)('nothing is reported of %s', async (_, why, make) => {
  await using fork = await Fork.open();
  const run = make(fork);
  const read = await fork.read(run);
  expect([read.status, read.errors], read.log).toEqual([0, []]);
  expect(read.log).toContain('Nothing is reported');
  expect(read.log).toContain(why);
  expect(fork.posting(run)).toBeNull();
  const posted = await fork.post(run);
  expect([posted.status, posted.log]).toEqual([
    0,
    expect.stringContaining('no job of this run has left anything to post'),
  ]);
  expect(fork.github.violations).toEqual([]);
});

test('an event that tells another commit than GitHub is not believed', async () => {
  await using fork = await Fork.open();
  const run = fork.ran(honest());
  const told = { ...run, sha: 'c'.repeat(40) };
  const read = await fork.read(told);
  expect(read.log).toContain('do not tell the same of the run');
  const later = await fork.read({ ...run, attempt: 2 });
  expect(later.log).toContain('a later attempt of the run has begun');
});

test('Dependabot’s runs have a fork’s token, and are read as a fork’s', async () => {
  await using fork = await Fork.open();
  const run = fork.ran(honest(), {
    from: { id: 1, name: 'org/tiny' },
    branch: 'dependabot/pip/numpy-3.0',
    actor: { login: 'dependabot[bot]', id: 49_699_333 },
  });
  const read = await fork.read(run);
  expect(read.outputs['verdict'], read.log).toBe('pass');
});

test('what was read is not posted where the pull request has another head by then', async () => {
  await using fork = await Fork.open();
  const run = fork.ran(honest());
  await fork.read(run);
  fork.change(run, (pull) => ({ ...pull, head: { ...pull.head, sha: 'd'.repeat(40) } }));
  const number = fork.github.proposals.all[0]?.number ?? 0;
  const posted = await fork.post(run);
  expect([posted.status, posted.errors], posted.log).toEqual([0, []]);
  expect(posted.log).toContain('has another head by now');
  expect(fork.github.checks.all).toEqual([]);
  expect(fork.github.issues.of(number)?.comments).toEqual([]);
});

/** What the base may lack: a fork is judged by its base or not at all. */
const BASES: readonly (readonly [string, string | null, string])[] = [
  ['no mlops.yml', null, 'the base has no mlops.yml'],
  ['an mlops.yml that is no YAML', 'schema: [1', 'mlops.yml of the base cannot be read'],
  ['no evaluation', 'schema: 1\nmodel: tiny\n', 'says nothing of predictions'],
  [
    'gates over what predictions do not tell',
    RULES.replace('"roc_auc >= 0.7"', '"roc_auc >= 0.7", "model.size <= 5 MB"'),
    '1 gate needs a trusted run',
  ],
];

test('a base all of whose gates need a trusted run is not told to declare some', async () => {
  await using fork = await Fork.open(RULES.replace('"roc_auc >= 0.7"', '"model.size <= 5 MB"'));
  const run = fork.ran(honest());
  const read = await fork.read(run);
  expect(read.status, read.log).toBe(0);
  expect(fork.posting(run)?.reason).toBe('1 gate needs a trusted run');
});

test.each(BASES)('a base with %s is inconclusive', async (_, rules, why) => {
  await using fork = await Fork.open(rules);
  const run = fork.ran(honest());
  const read = await fork.read(run);
  expect([read.status, read.errors], read.log).toEqual([0, []]);
  expect(fork.posting(run)).toMatchObject({ decision: 'inconclusive', conclusion: 'neutral' });
  expect(fork.posting(run)?.reason).toContain(why);
});

test('labels and ids are the base’s where it keeps its rows', async () => {
  await using fork = await Fork.open();
  using project = tinyProject({
    'mlops.yml': changed('"roc_auc >= 0.7"]', '"roc_auc >= baseline - 0.01"]\n  keep-rows: true'),
  });
  for (const action of ['train', 'evaluate', 'report']) {
    const ran = await runAction(action, project, fork.github);
    expect(ran.status, ran.log).toBe(0);
  }
  fork.github.repository.push('refs/heads/main', {
    'mlops.yml': RULES.replace('"roc_auc >= 0.7"', '"roc_auc >= baseline - 0.01"'),
  });
  const left = async (data: string) => {
    const run = fork.ran(zipOf([{ name: 'predictions.csv', data }]));
    const read = await fork.read(run);
    expect([read.status, read.errors], read.log).toEqual([0, []]);
    return fork.posting(run);
  };
  const same = await left(PREDICTIONS);
  expect(same?.decision, same?.reason).toBe('pass');
  expect(same?.comment).toContain('those that the base was judged on');
  const swapped = await left(
    rewritten((line, row) => (row === 2 ? line.replace(',0,0,0.4', ',1,0,0.4') : line)),
  );
  expect(swapped?.reason).toContain(
    'its labels are not those that the base was judged by (1 of 4000 rows differ)',
  );
  const fewer = await left(`${PREDICTIONS.split('\n').slice(0, 3001).join('\n')}\n`);
  expect(fewer?.reason).toContain('1000 ids are missing and 0 are new');
  const lower = await left(PREDICTIONS.replaceAll(',0,0,0.1,', ',0,0,0.9,'));
  expect(lower?.decision, lower?.reason).toBe('fail');
});

test('evaluate of a fork leaves predictions of any format as CSV, which is read', async () => {
  await using fork = await Fork.open();
  const lines = PREDICTIONS.trim().split('\n').slice(1);
  const jsonl = lines.map((line) => {
    const [id, late, predicted, p_late, carrier] = line.split(',');
    return JSON.stringify({
      id: Number(id),
      late: Number(late),
      predicted: Number(predicted),
      p_late: Number(p_late),
      carrier,
    });
  });
  using project = tinyProject({
    'mlops.yml': changed('out/predictions.csv', 'out/predictions.jsonl'),
    'predictions.csv': `${jsonl.join('\n')}\n`,
  });
  const head = { sha: 'e'.repeat(40), repo: { full_name: MALLORY.name } };
  const payload = { pull_request: { number: 1, head, base: { sha: 'a'.repeat(40), ref: 'main' } } };
  const wish = {
    event: 'pull_request',
    payload,
    permissions: { contents: 'read', actions: 'read' },
  } as const;
  await runAction('train', project, fork.github, wish);
  const evaluated = await runAction('evaluate', project, fork.github, wish);
  expect(evaluated.outputs['verdict'], evaluated.log).toBe('pass');
  const [artifact] = fork.github.artifacts.finished().filter(({ name }) => name === 'mlops-tiny-evaluate');
  const bytes = artifact === undefined ? undefined : fork.github.artifacts.bytes(artifact);
  const run = fork.ran(bytes ?? null);
  const read = await fork.read(run);
  expect(read.outputs['verdict'], `${fork.posting(run)?.reason}\n${read.log}`).toBe('pass');
});

test('mode read elsewhere is a mistake', async () => {
  await using fork = await Fork.open();
  const run = fork.ran(honest());
  const read = await fork.read(run, { event: 'push' });
  expect(read.status).toBe(2);
  expect(read.errors[0]).toContain('is for the event workflow_run');
});

test('each job runs with its own scopes, and a missing one is named', async () => {
  await using fork = await Fork.open();
  const run = fork.ran(honest());
  const blind = await fork.read(run, { permissions: { contents: 'read', actions: 'read' } });
  expect(blind.status).toBe(2);
  expect(blind.errors[0]).toContain('permissions:');
  await fork.read(run);
  const mute = await fork.post(run, { permissions: { 'pull-requests': 'read' } });
  expect(mute.status, mute.log).toBe(0);
  expect(mute.log).toContain('checks: write');
});
