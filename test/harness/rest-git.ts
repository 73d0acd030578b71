import { z } from 'zod';
import { type Answer, json, refusal } from './answer.ts';
import { type Commit, FOLDER } from './git.ts';
import type { Repository } from './repository.ts';
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

/** Blobs, trees and commits of the git database. */
export function gitObjects(repository: Repository): Operations {
  return {
    'git/create-blob': writing('contents', NewBlob, ({ content, encoding }, call) => {
      const sha = repository.addBlob(Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
      return json(201, { sha, url: url(repository, call, `blobs/${sha}`) });
    }),
    'git/get-blob': operation('contents', 'read', (call) => blob(repository, call)),
    'git/create-tree': writing('contents', NewTree, (given, call) => createTree(repository, given, call)),
    'git/get-tree': operation('contents', 'read', (call) => {
      const asked = call.params['tree_sha'] ?? '';
      const commit = repository.refs.get(`refs/heads/${asked}`) ?? asked;
      const sha = repository.commits.get(commit)?.tree ?? commit;
      // GitHub: any value of `recursive`, even "false", asks for the folders too
      return repository.trees.has(sha)
        ? json(200, treeOf(repository, sha, call.query.has('recursive'), call))
        : notFound();
    }),
    'git/create-commit': writing('contents', NewCommit, (given, call) =>
      createCommit(repository, given, call),
    ),
    'git/get-commit': operation('contents', 'read', (call) => {
      const sha = call.params['commit_sha'] ?? '';
      const commit = repository.commits.get(sha);
      return commit === undefined ? notFound() : json(200, commitOf(repository, sha, commit, call));
    }),
  };
}

function blob(repository: Repository, call: Call): Answer {
  const sha = call.params['file_sha'] ?? '';
  const bytes = repository.blobs.get(sha);
  if (bytes === undefined) return notFound();
  // GitHub breaks the text after 60 characters
  const content = bytes.toString('base64').replace(/.{60}/g, '$&\n');
  const facts = { sha, node_id: sha, size: bytes.length, url: url(repository, call, `blobs/${sha}`) };
  return json(200, { ...facts, content, encoding: 'base64' });
}

function createTree(repository: Repository, given: z.infer<typeof NewTree>, call: Call): Answer {
  if (given.base_tree !== undefined && !repository.trees.has(given.base_tree)) return notFound();
  const entries = given.tree.map(({ path, mode, sha, content }) => ({
    path,
    mode,
    sha: content === undefined ? (sha ?? null) : repository.addBlob(Buffer.from(content)),
  }));
  const lost = entries.find(
    ({ sha }) => sha !== null && !repository.blobs.has(sha) && !repository.trees.has(sha),
  );
  if (lost !== undefined) return refusal(422, `tree.sha ${lost.sha} is not a valid blob`);
  const sha = repository.addTree(entries, given.base_tree);
  return json(201, treeOf(repository, sha, false, call));
}

function createCommit(repository: Repository, given: z.infer<typeof NewCommit>, call: Call): Answer {
  const { message, tree, parents } = given;
  if (!repository.trees.has(tree)) return refusal(422, 'Tree SHA does not exist');
  if (parents.some((parent) => !repository.commits.has(parent))) {
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
  const sha = repository.addCommit({ tree, parents, message, author, committer });
  return json(201, commitOf(repository, sha, { tree, parents, message, author, committer }, call));
}

function url(repository: Repository, call: Call, path: string): string {
  return `${call.home}/repos/${repository.name}/git/${path}`;
}

function treeOf(repository: Repository, sha: string, recursive: boolean, call: Call) {
  const tree = repository.list(sha, recursive).map((entry) => {
    const type = entry.mode === FOLDER ? 'tree' : 'blob';
    const size = type === 'blob' ? { size: repository.blobs.get(entry.sha)?.length ?? 0 } : {};
    return { ...entry, type, ...size, url: url(repository, call, `${type}s/${entry.sha}`) };
  });
  return { sha, url: url(repository, call, `trees/${sha}`), truncated: false, tree };
}

function commitOf(
  repository: Repository,
  sha: string,
  { tree, parents, message, author, committer }: Commit,
  call: Call,
) {
  const place = (one: string) => ({
    sha: one,
    url: url(repository, call, `commits/${one}`),
    html_url: `${call.home}/${repository.name}/commit/${one}`,
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
    tree: { sha: tree, url: url(repository, call, `trees/${tree}`) },
    parents: parents.map(place),
  };
}
