import { expect, test } from 'vitest';
import { outdated } from './pruning.ts';

/** `c0` … as commits, newest first, of which `store/<c>/evaluate` are there. */
const commits = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `c${from + n}`);
const stored = (names: readonly string[]) => names.map((commit) => `store/${commit}/evaluate`);

test.each<[string, string[], string[], string[], string[]]>([
  ['nothing of an empty store', [], commits(0, 300), [], []],
  ['nothing of 250, however old', commits(1000, 1250), commits(0, 300), [], []],
  ['of 251 those beyond the newest 200', commits(0, 251), commits(0, 300), [], commits(200, 251)],
  [
    'commits that left the branch',
    [...commits(0, 200), ...commits(900, 951)],
    commits(0, 300),
    [],
    commits(900, 951),
  ],
  ['not what is needed', commits(0, 251), commits(0, 300), ['c250', 'c201'], ['c200', ...commits(202, 250)]],
  ['nothing where the branch is not known', commits(0, 300), [], [], []],
  ['all others of a young branch', commits(0, 251), commits(0, 3), [], commits(3, 251)],
])('takes away %s', (_, names, recent, needed, gone) => {
  expect(outdated(stored(names), recent, needed)).toEqual(stored(gone));
});

test('all instances of a commit go or stay together', () => {
  const names = commits(0, 130).flatMap((commit) =>
    ['a', 'b'].map((name) => `store/${commit}/evaluate-${name}`),
  );
  const gone = outdated(names, commits(0, 129), []);
  expect(gone).toEqual(['store/c129/evaluate-a', 'store/c129/evaluate-b']);
});

test('a ref that is not of the store never goes', () => {
  const names = [...stored(commits(0, 260)), 'baseline', 'storehouse/c900/evaluate'];
  expect(outdated(names, commits(0, 260), [])).toEqual(stored(commits(200, 260)));
});
