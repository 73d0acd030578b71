import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { History, Unknown } from '#kit/ports';
import { askGit, isShallow, SAFE } from './git.ts';

const exec = promisify(execFile);

/**
 * What commits hold and what came before them, from the repository around a folder. Nothing is fetched; `deeper` is what
 * to do about a shallow clone.
 */
export function gitHistory(folder: string, deeper: string): History {
  const shallow: Unknown = { unknown: `this clone is shallow: ${deeper}`, shallow: true };
  const ask = (...words: string[]) => askGit(folder, ...words);
  return {
    async mergeBase(one, other) {
      const commit = await ask('merge-base', one, other);
      if (commit !== null) return { commit };
      for (const side of [one, other]) if (!(await holds(side, ask))) return absent(side);
      return (await isShallow(folder)) ? shallow : { unknown: 'the two have no commit in common' };
    },
    async firstParents(commit, limit) {
      const listed = await ask('rev-list', '--first-parent', `--max-count=${limit + 1}`, commit, '--');
      if (listed === null) return absent(commit);
      // the commit itself comes first
      const [, ...commits] = listed.split('\n');
      return commits.length < limit && (await isShallow(folder)) ? shallow : { commits };
    },
    async tip(branch) {
      for (const ref of [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`]) {
        const commit = await ask('rev-parse', '--verify', '--quiet', `${ref}^{commit}`);
        if (commit !== null) return { commit };
      }
      return { unknown: `there is no branch ${branch} in this clone` };
    },
    async file(commit, path) {
      if (!(await holds(commit, ask))) return absent(commit);
      if ((await ask('cat-file', '-e', `${commit}:${path}`)) === null) return null;
      const options = { cwd: folder, encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 } as const;
      const { stdout } = await exec('git', [...SAFE, 'cat-file', 'blob', `${commit}:${path}`], options);
      return { bytes: stdout };
    },
  };
}

function absent(commit: string) {
  return { unknown: `the commit ${commit.slice(0, 12)} is not in this clone` };
}

async function holds(commit: string, ask: (...words: string[]) => Promise<string | null>): Promise<boolean> {
  return (await ask('cat-file', '-e', `${commit}^{commit}`)) !== null;
}
