import { expect, test } from 'vitest';
import { parseGates } from '#judge/gate/gate';
import { parseTerms } from '#judge/terms';
import { Fault } from '#kit/outcome';
import type { History, Proposal, RunContext } from '#kit/ports';
import { parseProject } from '#project/project';
import { standingOf } from './standing.ts';

const mlops = (gates: string, more = '') => `schema: 1\nevaluate:\n  gates: ["${gates}"]\n${more}`;

const PROPOSAL: Proposal = {
  kind: 'pull request',
  number: 7,
  head: 'h'.repeat(40),
  base: 'b'.repeat(40),
  baseBranch: 'main',
  fork: null,
};

const RUN: RunContext = {
  repository: 'org/tiny',
  commit: 'm'.repeat(40),
  ref: 'refs/pull/7/merge',
  dirty: false,
  branch: 'change',
  defaultBranch: 'main',
  event: 'pull_request',
  id: '1',
  attempt: 1,
  url: null,
  proposal: PROPOSAL,
  trusted: { yes: false, because: 'the event is pull_request' },
};

/** A history that holds one mlops.yml at the base; null: it has none there. */
function history(source: string | null, over: Partial<History> = {}): History {
  return {
    mergeBase: async () => ({ commit: PROPOSAL.base }),
    firstParents: async () => ({ commits: [] }),
    tip: async () => ({ commit: PROPOSAL.base }),
    file: async (_commit, path) =>
      source === null || path !== 'models/tiny/mlops.yml'
        ? null
        : { bytes: new TextEncoder().encode(source) },
    ...over,
  };
}

function look(
  now: string,
  past: History,
  run: RunContext = RUN,
  kind: 'github' | 'local' = 'github',
  gates = ['a >= 0.5'],
  baseline = ['auto'],
) {
  const terms = parseTerms({ confidence: '0.95', 'min-n': 30, 'resampling-seed': 0 });
  const clock = { now: () => new Date('2026-11-30T23:30:00Z'), elapsed: () => 0 };
  const files = { root: '/w/models/tiny', workspace: '/w' };
  const project = parseProject(now, 'models/tiny/mlops.yml', 'tiny');
  const accept = [{ gate: 'a', why: 'w', until: '2027-01-01' }];
  const scene = { project, model: 'tiny', host: { kind, run, history: past, clock, files } };
  return standingOf({ gates: parseGates(gates), terms, allowance: 2, accept, baseline }, scene);
}

const NOW = mlops('a >= 0.5');
const ACCEPT = '  accept: [{ gate: a, why: w, until: 2027-01-01 }]\n';

test('gates and acceptances of the base are known, wherever the project lies in the checkout', async () => {
  const { before, accepting, notes } = await look(NOW, history(mlops('a >= 0.9', ACCEPT)));
  expect(before?.gates.map(({ text }) => text)).toEqual(['a >= 0.9']);
  expect(accepting).toEqual({
    today: '2026-11-30',
    acceptances: [{ gate: 'a', why: 'w', until: '2027-01-01' }],
  });
  expect(notes).toEqual([]);
});

test('an acceptance that the base has not, or has otherwise, was added', async () => {
  const longer = ACCEPT.replace('2027', '2026');
  for (const base of [mlops('a >= 0.9'), mlops('a >= 0.9', longer)])
    expect((await look(NOW, history(base))).accepting.acceptances[0]?.added).toBe(true);
});

test.each<[string, History, RegExp | null]>([
  ['a base without mlops.yml had no gates', history(null), null],
  [
    'a commit that nobody knows',
    history(null, { firstParents: async () => ({ unknown: 'the commit is not in this clone' }) }),
    /not known: models\/tiny\/mlops\.yml of b{12} cannot be read: the commit is not known/,
  ],
  [
    'a clone that lacks it',
    history(null, { file: async () => ({ unknown: 'the commit b is not in this clone' }) }),
    /the commit b is not in this clone/,
  ],
  [
    'a GitHub that does not answer',
    history(null, {
      file: async () => {
        throw new Fault('GitHub answered 502');
      },
    }),
    /not known: GitHub answered 502/,
  ],
  ['a base that is no mlops.yml', history('gates: ['), /gates of before this change are not known: models/],
])('%s', async (_, past, note) => {
  const { before, notes } = await look(NOW, past);
  expect(before?.gates).toEqual(note === null ? [] : undefined);
  expect(notes).toEqual(note === null ? [] : [expect.stringMatching(note)]);
});

test('gates from a workflow are compared with nothing, and a change of what is measured is noted', async () => {
  const other = await look(NOW, history(NOW), RUN, 'github', ['a >= 0.1']);
  expect([other.before, other.notes]).toEqual([
    null,
    ['gates are not said in mlops.yml alone: what they were before this change is not known'],
  ]);
  const { notes } = await look(mlops('a >= 0.5', '  positive: "0"\n  slices: [c]\n'), history(NOW));
  expect(notes).toEqual(['this change also alters what is measured: evaluate.positive, evaluate.slices']);
});

test.each<[string, Partial<RunContext>, 'github' | 'local', boolean]>([
  ['a push', { proposal: null, event: 'push' }, 'github', false],
  ['a branch of a laptop', { proposal: null, event: 'local' }, 'local', true],
  ['the default branch of a laptop', { proposal: null, branch: 'main' }, 'local', false],
  ['a commit of its own on no branch', { proposal: null, branch: null }, 'local', true],
  [
    'a commit of the default branch, checked out by itself',
    { proposal: null, branch: null, commit: PROPOSAL.base },
    'local',
    false,
  ],
  ['a clone that knows no default branch', { proposal: null, defaultBranch: null }, 'local', false],
])('%s has gates of before: %s', async (_, over, kind, has) => {
  const { before } = await look(NOW, history(mlops('a >= 0.9')), { ...RUN, ...over }, kind);
  expect(before !== null).toBe(has);
});

const WAYS = (ways: string) => mlops('a >= 0.5', `  baseline: ${ways}\n`);

test('a change that says what it is compared with is compared by what the base says, and that is noted', async () => {
  const found = await look(WAYS('none'), history(NOW), RUN, 'github', ['a >= 0.5'], ['none']);
  expect(found.baseline).toEqual(['auto']);
  expect(found.notes).toEqual([
    'this change also alters evaluate.baseline, to none: compared by what it was, auto',
  ]);
});

test.each<[string, string, string, string[]]>([
  ['the same', NOW, NOW, ['auto']],
  [
    'the same, written otherwise',
    WAYS('[merge-base, champion]'),
    WAYS('"merge-base, champion"'),
    ['merge-base', 'champion'],
  ],
  ['the first one', 'schema: 1\n', WAYS('none'), ['none']],
  ['what a workflow says', NOW, WAYS('none'), ['champion']],
])('%s is no way that the change chose', async (_, before, now, ways) => {
  const found = await look(now, history(before), RUN, 'github', ['a >= 0.5'], ways);
  expect(found.baseline).toBeNull();
});

test.each(['out/verdict.json', 'artifact:mine'])(
  'a way of before that cannot be asked now is noted: %s',
  async (was) => {
    const found = await look(WAYS('champion'), history(WAYS(was)), RUN, 'github', ['a >= 0.5'], ['champion']);
    expect(found.baseline).toBeNull();
    expect(found.notes).toEqual([
      `this change also alters evaluate.baseline, to champion, which decides: what was said before cannot be asked (${was})`,
    ]);
  },
);

test('a way of before that is mistyped is like any other mistake there: nothing of before is known', async () => {
  const found = await look(
    WAYS('champion'),
    history(WAYS('champoin')),
    RUN,
    'github',
    ['a >= 0.5'],
    ['champion'],
  );
  expect(found).toMatchObject({ before: null, baseline: null });
  expect(found.notes).toEqual([
    'gates of before this change are not known: models/tiny/mlops.yml of bbbbbbbbbbbb says evaluate.baseline, which is no way to a baseline',
  ]);
});
