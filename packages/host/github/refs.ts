import { Mistake } from '#kit/outcome';
import type { GitHub, Ref, Refs } from '#kit/ports';
import { statusOf } from './api.ts';

/** A ref is a small tree: what is larger does not belong there. */
const CAP = 10 * 1024 * 1024;

interface Tree {
  readonly tree: readonly { readonly path: string; readonly type: string; readonly sha: string }[];
}

/**
 * `refs/mlops/<model>/<name>` -> commit -> tree, through the git data API. A move makes a commit on the one that
 * was read and updates the ref without force, so that of two writers one is refused and told so.
 */
export function gitRefs(repository: string, github: () => Promise<GitHub>): Refs {
  const [owner = '', repo = ''] = repository.split('/');
  const call = async <T>(route: string, parameters: Readonly<Record<string, unknown>>) =>
    (await github()).request<T>(route, { owner, repo, ...parameters });
  const path = (model: string, name: string) => `mlops/${model}/${name}`;

  const read = async (model: string, name: string): Promise<Ref | null> => {
    const version = await call<{ object: { sha: string } }>('GET /repos/{owner}/{repo}/git/ref/{ref}', {
      ref: path(model, name),
    }).then(
      ({ object }) => object.sha,
      (error: unknown) => {
        if (statusOf(error) === 404) return null;
        throw error;
      },
    );
    if (version === null) return null;
    const commit = await call<{ message: string; tree: { sha: string } }>(
      'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
      { commit_sha: version },
    );
    const { tree } = await call<Tree>('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      tree_sha: commit.tree.sha,
      recursive: '1',
    });
    const files = new Map<string, Uint8Array>();
    for (const entry of tree.filter(({ type }) => type === 'blob')) {
      const blob = await call<{ content: string }>('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
        file_sha: entry.sha,
      });
      files.set(entry.path, Buffer.from(blob.content, 'base64'));
    }
    return { name, digest: /^record: ([0-9a-f]{64})$/m.exec(commit.message)?.[1] ?? '', files, version };
  };

  return {
    read,
    async move(model, name, to, expected) {
      const tree = [];
      for (const [file, bytes] of to.files) {
        if (bytes.byteLength > CAP) throw tooLarge(file, bytes.byteLength);
        const { sha } = await call<{ sha: string }>('POST /repos/{owner}/{repo}/git/blobs', {
          content: Buffer.from(bytes).toString('base64'),
          encoding: 'base64',
        });
        tree.push({ path: file, mode: '100644', type: 'blob', sha });
      }
      const made = await call<{ sha: string }>('POST /repos/{owner}/{repo}/git/trees', { tree });
      const commit = await call<{ sha: string }>('POST /repos/{owner}/{repo}/git/commits', {
        message: `${to.message}\n\nrecord: ${to.digest}`,
        tree: made.sha,
        parents: expected === null ? [] : [expected],
      });
      const moved =
        expected === null
          ? call('POST /repos/{owner}/{repo}/git/refs', { ref: `refs/${path(model, name)}`, sha: commit.sha })
          : call('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
              ref: path(model, name),
              sha: commit.sha,
              force: false,
            });
      return moved.then(
        () => 'moved' as const,
        (error: unknown) => {
          const status = statusOf(error);
          if (status === 422 || status === 409) return 'raced' as const;
          throw error;
        },
      );
    },
  };
}

function tooLarge(file: string, bytes: number): Mistake {
  const what = `has ${(bytes / 1e6).toFixed(1)} MB, and a ref holds at most ${(CAP / 1e6).toFixed(1)} MB a file`;
  return new Mistake({ subject: file, what, remedy: 'Leave it out of the ref; it is in the artifact.' });
}
