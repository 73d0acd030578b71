import { Fault } from '#kit/outcome';
import type { GitHub, Ref, Refs } from '#kit/ports';
import { demandSmallTree, refPlace } from '../refname.ts';
import { statusOf } from './refusal.ts';

const GIT = '/repos/{owner}/{repo}/git';

interface Commit {
  readonly message: string;
  readonly tree: { readonly sha: string };
}

interface Tree {
  readonly truncated: boolean;
  readonly tree: readonly { readonly path: string; readonly type: string; readonly sha: string }[];
}

interface Made {
  readonly sha: string;
}

/**
 * `refs/mlops/<model>/<name>` -> commit -> tree, through the git data API. A move makes a commit on the one that
 * was read and updates the ref without force: of two writers one is no fast-forward and is told so. The commit's
 * id is the version; the record's digest is the last line of its message.
 */
export function gitRefs(github: () => Promise<GitHub>): Refs {
  return {
    async read(model, name) {
      const api = await github();
      const version = await tip(api, `mlops/${refPlace(model, name)}`);
      return version === null ? null : readCommit(api, name, version);
    },
    async move(model, name, to, expected) {
      const ref = `mlops/${refPlace(model, name)}`;
      demandSmallTree(to.files);
      const api = await github();
      const sha = await makeCommit(api, to, expected);
      try {
        if (expected === null) await api.request(`POST ${GIT}/refs`, { ref: `refs/${ref}`, sha });
        else await api.request(`PATCH ${GIT}/refs/{ref}`, { ref, sha, force: false });
        return 'moved';
      } catch (error) {
        const status = statusOf(error);
        // 422 also says that a name is malformed: it was a race only if the ref is not what we expected
        if (status !== 409 && status !== 422) throw error;
        if ((await tip(api, ref)) === expected) throw error;
        return 'raced';
      }
    },
  };
}

async function tip(api: GitHub, ref: string): Promise<string | null> {
  try {
    return (await api.request<{ object: Made }>(`GET ${GIT}/ref/{ref}`, { ref })).object.sha;
  } catch (error) {
    // 409: the repository holds no commit at all
    if (statusOf(error) === 404 || statusOf(error) === 409) return null;
    throw error;
  }
}

async function readCommit(api: GitHub, name: string, version: string): Promise<Ref> {
  const commit = await api.request<Commit>(`GET ${GIT}/commits/{commit_sha}`, { commit_sha: version });
  const tree_sha = commit.tree.sha;
  const { tree, truncated } = await api.request<Tree>(`GET ${GIT}/trees/{tree_sha}`, {
    tree_sha,
    recursive: '1',
  });
  if (truncated) throw new Fault(`the tree of the ref ${name} is too large for GitHub to list`);
  const files = new Map<string, Uint8Array>();
  for (const { path, sha } of tree.filter(({ type }) => type === 'blob')) {
    const blob = await api.request<{ content: string }>(`GET ${GIT}/blobs/{file_sha}`, { file_sha: sha });
    files.set(path, Buffer.from(blob.content, 'base64'));
  }
  const digest = [...commit.message.matchAll(/^record: (\S+)$/gm)].at(-1)?.[1] ?? '';
  return { name, digest, files, version };
}

async function makeCommit(
  api: GitHub,
  to: Parameters<Refs['move']>[2],
  parent: string | null,
): Promise<string> {
  const entries = [];
  for (const [path, bytes] of to.files) {
    const content = Buffer.from(bytes).toString('base64');
    const { sha } = await api.request<Made>(`POST ${GIT}/blobs`, { content, encoding: 'base64' });
    entries.push({ path, mode: '100644', type: 'blob', sha });
  }
  const tree = await api.request<Made>(`POST ${GIT}/trees`, { tree: entries });
  const message = `${to.message}\n\nrecord: ${to.digest}`;
  const parents = parent === null ? [] : [parent];
  return (await api.request<Made>(`POST ${GIT}/commits`, { message, tree: tree.sha, parents })).sha;
}
