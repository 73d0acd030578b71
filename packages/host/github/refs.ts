import { createHash } from 'node:crypto';
import { Fault } from '#kit/outcome';
import type { GitHub, Ref, RefChange, Refs } from '#kit/ports';
import { statusOf } from '#kit/status';
import { demandSmallTree, refPlace, refPrefix } from '../refname.ts';

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

interface Named {
  readonly ref: string;
  readonly object: Made;
}

/**
 * Files that are known to lie in the repository, by git's id of them. Whoever lost a race reads and writes almost
 * the same tree again: only what is new is asked for and sent.
 */
type Blobs = Map<string, Uint8Array>;

/**
 * `refs/mlops/<model>/<name>` -> commit -> tree, through the git data API. A move makes a commit on the one that
 * was read and updates the ref without force: of two writers one is no fast-forward and is told so. The commit's
 * id is the version; the record's digest is the last line of its message.
 *
 * A ref is taken away only where it is expected, by the mutation `updateRefs` of GraphQL: REST deletes whatever a ref
 * names at that moment. Where the mutation is not to be had, `remove` looks just before whether the ref is where it was
 * expected, and a move between the two requests is lost with it. A ref that stays keeps the commits of all its
 * earlier states, so removing frees only what no other ref holds, when GitHub next collects garbage.
 */
export function gitRefs(github: () => Promise<GitHub>): Refs {
  const blobs: Blobs = new Map();
  let repository: Promise<string> | null = null;
  return {
    async read(model, name) {
      const api = await github();
      const version = await tip(api, refOf(model, name));
      return version === null ? null : readCommit(api, name, version, blobs);
    },
    async move(model, name, to, expected) {
      const ref = refOf(model, name);
      demandSmallTree(to.files);
      const api = await github();
      const sha = await makeCommit(api, to, expected, blobs);
      try {
        if (expected === null) await api.request(`POST ${GIT}/refs`, { ref: `refs/${ref}`, sha });
        else await api.request(`PATCH ${GIT}/refs/{ref}`, { ref, sha, force: false });
        return 'moved';
      } catch (error) {
        return afterRefusal(error, sha, expected, () => tip(api, ref));
      }
    },
    async list(model, prefix) {
      const ref = `mlops/${refPrefix(model, prefix)}`;
      const api = await github();
      const found = await matching(api, ref);
      const home = `refs/mlops/${model}/`;
      return found
        .filter((one) => one.ref.startsWith(`refs/${ref}`))
        .map((one) => ({ name: one.ref.slice(home.length), version: one.object.sha }))
        .sort((one, other) => (one.name < other.name ? -1 : 1));
    },
    async remove(model, name, expected) {
      const ref = refOf(model, name);
      const api = await github();
      const gone = (now: string | null) => (now === null ? 'absent' : 'raced');
      const now = await tip(api, ref);
      if (now !== expected) return gone(now);
      repository ??= repositoryId(api);
      if (await takenAway(api, ref, expected, repository)) return 'removed';
      // GraphQL does not say why it did nothing
      const then = await tip(api, ref);
      if (then !== expected) return gone(then);
      try {
        await api.request(`DELETE ${GIT}/refs/{ref}`, { ref });
        return 'removed';
      } catch (error) {
        // 422: it does not exist
        if (statusOf(error) === 422 && (await tip(api, ref)) === null) return 'absent';
        throw error;
      }
    },
  };
}

const UPDATE_REFS = 'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }';

/** What `updateRefs` takes for "is not there". */
const NOWHERE = '0'.repeat(40);

async function repositoryId(api: GitHub): Promise<string> {
  return (await api.request<{ node_id: string }>('GET /repos/{owner}/{repo}', {})).node_id;
}

/**
 * By compare-and-swap (docs.github.com/en/graphql/reference/git, updateRefs); false where it was not done, for whatever
 * reason: the ref is elsewhere, or GraphQL is not there.
 */
async function takenAway(
  api: GitHub,
  ref: string,
  beforeOid: string,
  repository: Promise<string>,
): Promise<boolean> {
  try {
    const refUpdates = [{ name: `refs/${ref}`, beforeOid, afterOid: NOWHERE }];
    const variables = { input: { repositoryId: await repository, refUpdates } };
    const answer = await api.request<{ errors?: unknown }>('POST /graphql', {
      query: UPDATE_REFS,
      variables,
    });
    return answer.errors === undefined;
  } catch {
    return false;
  }
}

/** GitHub's words for a ref that is not where the one who moves it thinks it is. */
const RACED = /not a fast.?forward|reference already exists|reference does not exist/i;

/** What became of a move that GitHub did not say yes to; throws where it was no race. `tip` asks where the ref is. */
async function afterRefusal(
  error: unknown,
  sha: string,
  expected: string | null,
  tip: () => Promise<string | null>,
): Promise<'moved' | 'raced'> {
  const status = statusOf(error);
  if (status === 409 || status === 422) {
    if (RACED.test(String(error))) return 'raced';
    // 422 also says that a name is malformed: it was a race only if the ref is not what we expected
    if ((await tip()) === expected) throw error;
    return 'raced';
  }
  // GitHub may have done what was asked before it failed to say so
  if ((status === null || status >= 500) && (await tip()) === sha) return 'moved';
  throw error;
}

function refOf(model: string, name: string): string {
  return `mlops/${refPlace(model, name)}`;
}

/** Refs whose names begin so. GitHub gives all of them in one answer: this list has no pages. */
async function matching(api: GitHub, ref: string): Promise<readonly Named[]> {
  try {
    return await api.request<readonly Named[]>(`GET ${GIT}/matching-refs/{ref}`, { ref });
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 409) return [];
    throw error;
  }
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

async function readCommit(api: GitHub, name: string, version: string, blobs: Blobs): Promise<Ref> {
  const commit = await api.request<Commit>(`GET ${GIT}/commits/{commit_sha}`, { commit_sha: version });
  const tree_sha = commit.tree.sha;
  const { tree, truncated } = await api.request<Tree>(`GET ${GIT}/trees/{tree_sha}`, {
    tree_sha,
    recursive: '1',
  });
  if (truncated) throw new Fault(`the tree of the ref ${name} is too large for GitHub to list`);
  const files = new Map<string, Uint8Array>();
  for (const { path, sha } of tree.filter(({ type }) => type === 'blob')) {
    const bytes = blobs.get(sha) ?? (await readBlob(api, sha));
    blobs.set(sha, bytes);
    files.set(path, bytes);
  }
  const digest = [...commit.message.matchAll(/^record: (\S+)$/gm)].at(-1)?.[1] ?? '';
  return { name, digest, files, version };
}

async function readBlob(api: GitHub, file_sha: string): Promise<Uint8Array> {
  const { content } = await api.request<{ content: string }>(`GET ${GIT}/blobs/{file_sha}`, { file_sha });
  return Buffer.from(content, 'base64');
}

async function makeCommit(api: GitHub, to: RefChange, parent: string | null, blobs: Blobs): Promise<string> {
  const entries = [];
  for (const [path, bytes] of to.files) {
    const sha = await keepBlob(api, bytes, blobs);
    entries.push({ path, mode: '100644', type: 'blob', sha });
  }
  const tree = await api.request<Made>(`POST ${GIT}/trees`, { tree: entries });
  const message = `${to.message}\n\nrecord: ${to.digest}`;
  const parents = parent === null ? [] : [parent];
  return (await api.request<Made>(`POST ${GIT}/commits`, { message, tree: tree.sha, parents })).sha;
}

async function keepBlob(api: GitHub, bytes: Uint8Array, blobs: Blobs): Promise<string> {
  // gitformat-pack: an object's id is the SHA-1 of its type, size and bytes
  const id = createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
  if (blobs.has(id)) return id;
  const content = Buffer.from(bytes).toString('base64');
  const { sha } = await api.request<Made>(`POST ${GIT}/blobs`, { content, encoding: 'base64' });
  blobs.set(sha, bytes);
  return sha;
}
