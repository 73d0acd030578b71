import { expect, test } from 'vitest';
import { FakeGitHub } from '#harness/github';
import { openApi } from '#host/github/api';
import { askedHistory } from '#host/github/history';
import type { GitHub, History } from '#kit/ports';

/** A clone that holds nothing of what is asked for. */
const EMPTY: History = {
  mergeBase: async () => ({ unknown: 'not here' }),
  firstParents: async () => ({ unknown: 'not here' }),
  tip: async () => ({ unknown: 'not here' }),
  file: async () => ({ unknown: 'not here' }),
};

function historyOn(github: FakeGitHub, contents: 'read' | 'none' = 'read'): History {
  const token = github.token({ permissions: { contents } });
  const log = { debug() {} };
  const cancelled = new AbortController().signal;
  const client: Promise<GitHub> = openApi({
    ...{ token, baseUrl: github.url, repository: 'org/flights', permissions: { contents: 'read' } },
    ...{ log, cancelled },
  });
  return askedHistory(EMPTY, () => client);
}

test('what a shallow clone lacks GitHub is asked: merge base, first parents over pages, tip and file', async () => {
  await using github = await FakeGitHub.start();
  const { repository } = github;
  const ids = Array.from({ length: 130 }, (_, n) => repository.push('refs/heads/main', { n: `${n}` }));
  const parted = ids[100] ?? '';
  repository.refs.set('refs/heads/change', parted);
  const head = repository.push('refs/heads/change', { n: 'changed' });
  const history = historyOn(github);
  expect(await history.mergeBase(ids.at(-1) ?? '', head)).toEqual({ commit: parted });
  expect(await history.firstParents(head, 50)).toEqual({ commits: ids.slice(51, 101).toReversed() });
  expect(await history.firstParents(ids.at(-1) ?? '', 120)).toEqual({
    commits: ids.slice(9, 129).toReversed(),
  });
  expect(await history.tip('change')).toEqual({ commit: head });
  expect(await history.file(parted, 'n')).toEqual({ bytes: Buffer.from('100') });
  expect(await history.file(parted, 'nothing')).toBeNull();
  expect(github.violations).toEqual([]);
});

test('of a merge only the first parent is of its own branch', async () => {
  await using github = await FakeGitHub.start();
  const { repository } = github;
  const first = repository.push('refs/heads/main', { n: '1' });
  repository.refs.set('refs/heads/other', first);
  const merged = repository.push('refs/heads/other', { n: '2' });
  const second = repository.push('refs/heads/main', { n: '3' });
  const { tree, author, committer } = repository.commits.get(second) ?? {};
  if (tree === undefined || author === undefined || committer === undefined) throw new Error('no commit');
  const merge = repository.addCommit({ tree, parents: [second, merged], message: 'm', author, committer });
  expect(await historyOn(github).firstParents(merge, 50)).toEqual({ commits: [second, first] });
});

test('a commit that GitHub does not know either stays unknown, and a refusal is no answer', async () => {
  await using github = await FakeGitHub.start();
  github.repository.push('refs/heads/main', { n: '1' });
  const nowhere = 'f'.repeat(40);
  expect(await historyOn(github).firstParents(nowhere, 5)).toEqual({ unknown: 'not here' });
  expect(await historyOn(github).mergeBase(nowhere, nowhere)).toEqual({ unknown: 'not here' });
  await expect(historyOn(github, 'none').tip('main')).rejects.toThrow(/permissions:\n\s*contents: read/);
});

test('a file that GitHub does not give the bytes of is not taken for an empty one', async () => {
  // docs.github.com, get repository content: between 1 and 100 MB content is empty and encoding is "none"; a folder is a list
  const answers: readonly unknown[] = [{ content: '', encoding: 'none', size: 2_000_000 }, [{ name: 'a' }]];
  for (const answer of answers) {
    const client: GitHub = { request: async <T>() => answer as T };
    const found = await askedHistory(EMPTY, async () => client).file('a'.repeat(40), 'mlops.yml');
    expect(found).toEqual({ unknown: 'GitHub does not give the bytes of mlops.yml' });
  }
  const empty: GitHub = { request: async <T>() => ({ content: '', encoding: 'base64', size: 0 }) as T };
  const found = await askedHistory(EMPTY, async () => empty).file('a'.repeat(40), 'mlops.yml');
  expect(found).toEqual({ bytes: Buffer.from('') });
});
