import { expect, test } from 'vitest';
import { Workspace } from '#harness/workspace';
import { gitHistory } from './history.ts';

const DEEPER = 'bring the rest';

/** main: a, b, c; change left at b, and merged main again: x, m, y. */
function lines() {
  const workspace = Workspace.of({ 'mlops.yml': 'a\n' });
  const commit = (name: string) => workspace.write({ 'mlops.yml': `${name}\n` }).commit(name);
  const a = workspace.head() ?? '';
  const b = commit('b');
  workspace.git('checkout', '-q', '-b', 'change');
  workspace.write({ other: 'x' });
  const x = workspace.commit('x');
  workspace.git('checkout', '-q', 'main');
  const c = commit('c');
  workspace.git('checkout', '-q', 'change');
  workspace.git('merge', '-q', '--no-ff', '-m', 'm', 'main~1');
  workspace.git('merge', '-q', '--no-ff', '-m', 'm', 'main');
  const m = workspace.head() ?? '';
  workspace.write({ other: 'y' });
  const y = workspace.commit('y');
  return { workspace, a, b, x, c, m, y };
}

test('the merge base is where two lines last met, and first parents stay on their own branch', async () => {
  const { workspace, a, b, x, c, m, y } = lines();
  using _ = workspace;
  const history = gitHistory(workspace.path, DEEPER);
  expect(await history.mergeBase(c, x)).toEqual({ commit: b });
  expect(await history.mergeBase(c, y)).toEqual({ commit: c });
  expect(await history.firstParents(y, 50)).toEqual({ commits: [m, x, b, a] });
  expect(await history.firstParents(y, 2)).toEqual({ commits: [m, x] });
  expect(await history.firstParents(a, 2)).toEqual({ commits: [] });
  expect(await history.tip('main')).toEqual({ commit: c });
  expect(await history.tip('nothing')).toEqual({ unknown: 'there is no branch nothing in this clone' });
});

test('a file is read as a commit has it', async () => {
  const { workspace, a, b } = lines();
  using _ = workspace;
  const history = gitHistory(workspace.path, DEEPER);
  const text = async (commit: string, path: string) => {
    const found = await history.file(commit, path);
    return found !== null && 'bytes' in found ? Buffer.from(found.bytes).toString() : found;
  };
  expect(await text(a, 'mlops.yml')).toBe('a\n');
  expect(await text(b, 'mlops.yml')).toBe('b\n');
  expect(await text(b, 'nothing.yml')).toBeNull();
  expect(await text('f'.repeat(40), 'mlops.yml')).toEqual({
    unknown: 'the commit ffffffffffff is not in this clone',
  });
});

test('a shallow clone says so where what it lacks is asked for, and answers the rest', async () => {
  const { workspace, c, m, y } = lines();
  using _ = workspace;
  using clone = Workspace.of();
  clone.git('fetch', '-q', '--depth=2', `file://${workspace.path}`, 'change');
  const history = gitHistory(clone.path, DEEPER);
  const shallow = { unknown: `this clone is shallow: ${DEEPER}`, shallow: true };
  expect(await history.firstParents(y, 1)).toEqual({ commits: [m] });
  expect(await history.firstParents(y, 50)).toEqual(shallow);
  expect(await history.mergeBase(m, y)).toEqual({ commit: m });
  expect(await history.mergeBase(c, y)).toEqual({
    unknown: `the commit ${c.slice(0, 12)} is not in this clone`,
  });
});

test('two lines without a commit in common have no merge base', async () => {
  using workspace = Workspace.of({ a: 'a' });
  const first = workspace.head() ?? '';
  workspace.git('checkout', '-q', '--orphan', 'other');
  const second = workspace.write({ a: 'b' }).commit('b');
  const history = gitHistory(workspace.path, DEEPER);
  expect(await history.mergeBase(first, second)).toEqual({ unknown: 'the two have no commit in common' });
});
