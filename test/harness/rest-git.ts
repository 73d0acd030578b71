import { z } from 'zod';
import { type Answer, json, refusal } from './answer.ts';
import { type Commit, FOLDER } from './git.ts';
import type { GitDatabase, Listed } from './git-database.ts';
import { type Call, notFound, type Operations, operation, writing } from './rest.ts';

const NewBlob = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') });

const NewTree = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string().default('100644'),
      sha: z.string().nullish(),
      content: z.string().optional(),
    }),
  ),
});

const Signature = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const NewCommit = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: Signature.optional(),
  committer: Signature.optional(),
});

const OBJECT = /^[0-9a-f]{40}$/;

/** Blobs, trees and commits of the git database. */
export function gitObjects(git: GitDatabase): Operations {
  return {
    'git/create-blob': writing('contents', NewBlob, async ({ content, encoding }, call) => {
      const sha = await git.addBlob(Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
      return json(201, { sha, url: url(git, call, `blobs/${sha}`) });
    }),
    'git/get-blob': operation('contents', 'read', (call) => blob(git, call)),
    'git/create-tree': writing('contents', NewTree, (given, call) => createTree(git, given, call)),
    'git/get-tree': operation('contents', 'read', async (call) => {
      const asked = call.params['tree_sha'] ?? '';
      const branch = OBJECT.test(asked) ? undefined : await git.ref(`refs/heads/${asked}`);
      const commit = branch ?? asked;
      const sha = (await git.commit(commit))?.tree ?? commit;
      if (!(await git.hasTree(sha))) return notFound();
      // GitHub: any value of `recursive`, even "false", asks for the folders too
      const entries = await git.list(sha, call.query.has('recursive'));
      return json(200, treeOf(git, sha, entries, call));
    }),
    'git/create-commit': writing('contents', NewCommit, (given, call) => createCommit(git, given, call)),
    'git/get-commit': operation('contents', 'read', async (call) => {
      const sha = call.params['commit_sha'] ?? '';
      const commit = await git.commit(sha);
      return commit === undefined ? notFound() : json(200, commitOf(git, sha, commit, call));
    }),
  };
}

async function blob(git: GitDatabase, call: Call): Promise<Answer> {
  const sha = call.params['file_sha'] ?? '';
  const bytes = await git.blob(sha);
  if (bytes === undefined) return notFound();
  // GitHub breaks the text after 60 characters
  const content = bytes.toString('base64').replace(/.{60}/g, '$&\n');
  const facts = { sha, node_id: sha, size: bytes.length, url: url(git, call, `blobs/${sha}`) };
  return json(200, { ...facts, content, encoding: 'base64' });
}

async function createTree(git: GitDatabase, given: z.infer<typeof NewTree>, call: Call): Promise<Answer> {
  if (given.base_tree !== undefined && !(await git.hasTree(given.base_tree))) return notFound();
  const entries = await Promise.all(
    given.tree.map(async ({ path, mode, sha, content }) => {
      const own = content === undefined ? (sha ?? null) : await git.addBlob(Buffer.from(content));
      return { path, mode, sha: own };
    }),
  );
  const [lost] = await git.missing(entries.flatMap(({ sha }) => sha ?? []));
  if (lost !== undefined) return refusal(422, `tree.sha ${lost} is not a valid blob`);
  const sha = await git.addTree(entries, given.base_tree);
  return json(201, treeOf(git, sha, await git.list(sha, false), call));
}

async function createCommit(git: GitDatabase, given: z.infer<typeof NewCommit>, call: Call): Promise<Answer> {
  const { message, tree, parents } = given;
  if (!(await git.hasTree(tree))) return refusal(422, 'Tree SHA does not exist');
  if ((await Promise.all(parents.map((one) => git.commit(one)))).includes(undefined)) {
    return refusal(422, 'Parent SHA does not exist or is not a commit object');
  }
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  const bot = {
    name: 'github-actions[bot]',
    email: '41898282+github-actions[bot]@users.noreply.github.com',
    date: now,
  };
  const author = { ...bot, ...given.author, date: given.author?.date ?? now };
  const committer =
    given.committer === undefined ? author : { ...given.committer, date: given.committer.date ?? now };
  const sha = await git.addCommit({ tree, parents, message, author, committer });
  return json(201, commitOf(git, sha, { tree, parents, message, author, committer }, call));
}

function url(git: GitDatabase, call: Call, path: string): string {
  return `${call.home}/repos/${git.name}/git/${path}`;
}

function treeOf(git: GitDatabase, sha: string, entries: readonly Listed[], call: Call) {
  const tree = entries.map((entry) => {
    const type = entry.mode === FOLDER ? 'tree' : 'blob';
    return { ...entry, type, url: url(git, call, `${type}s/${entry.sha}`) };
  });
  return { sha, url: url(git, call, `trees/${sha}`), truncated: false, tree };
}

/** Schema `git-commit`. */
export function commitOf(
  git: GitDatabase,
  sha: string,
  { tree, parents, message, author, committer }: Commit,
  call: Call,
) {
  const place = (one: string) => ({
    sha: one,
    url: url(git, call, `commits/${one}`),
    html_url: `${call.home}/${git.name}/commit/${one}`,
  });
  const verification = {
    verified: false,
    reason: 'unsigned',
    signature: null,
    payload: null,
    verified_at: null,
  };
  const own = { ...place(sha), node_id: sha, author, committer, message, verification };
  return {
    ...own,
    tree: { sha: tree, url: url(git, call, `trees/${tree}`) },
    parents: parents.map(place),
  };
}
