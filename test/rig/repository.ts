import { createHash } from 'node:crypto';
import { type Answer, json } from './blobs.ts';

interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}
interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
}

/** Git objects and refs of one repository, as far as the REST API shows them. */
export class Repository {
  readonly name: string;
  readonly refs = new Map<string, string>();
  readonly #blobs = new Map<string, Buffer>();
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  readonly #commits = new Map<string, Commit>();
  readonly #home: () => string;

  constructor(name: string, home: () => string) {
    this.name = name;
    this.#home = home;
  }

  createBlob(body: { readonly content: string; readonly encoding?: string }): Answer {
    const bytes = Buffer.from(body.content, body.encoding === 'base64' ? 'base64' : 'utf8');
    const sha = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    this.#blobs.set(sha, bytes);
    return json(201, { sha, url: this.#url(`git/blobs/${sha}`) });
  }

  blob(sha: string): Answer {
    const bytes = this.#blobs.get(sha);
    if (bytes === undefined) return missing();
    const facts = { sha, size: bytes.length, node_id: sha, url: this.#url(`git/blobs/${sha}`) };
    return json(200, { ...facts, content: bytes.toString('base64'), encoding: 'base64' });
  }

  createTree(body: { readonly tree: readonly TreeEntry[] }): Answer {
    const sha = digest(body.tree);
    this.#trees.set(sha, body.tree);
    return json(201, this.#tree(sha, body.tree));
  }

  tree(sha: string): Answer {
    const entries = this.#trees.get(sha);
    return entries === undefined ? missing() : json(200, this.#tree(sha, entries));
  }

  createCommit(body: {
    readonly message: string;
    readonly tree: string;
    readonly parents?: readonly string[];
  }): Answer {
    if (!this.#trees.has(body.tree)) return json(422, { message: 'Tree SHA does not exist' });
    const commit = { tree: body.tree, parents: body.parents ?? [], message: body.message };
    const sha = digest([commit, this.#commits.size]);
    this.#commits.set(sha, { sha, ...commit });
    return json(201, this.#commit({ sha, ...commit }));
  }

  commit(sha: string): Answer {
    const commit = this.#commits.get(sha);
    return commit === undefined ? missing() : json(200, this.#commit(commit));
  }

  ref(name: string): Answer {
    const sha = this.refs.get(`refs/${name}`);
    return sha === undefined ? missing() : json(200, this.#ref(`refs/${name}`, sha));
  }

  createRef(body: { readonly ref: string; readonly sha: string }): Answer {
    if (this.refs.has(body.ref)) return json(422, { message: 'Reference already exists' });
    if (!this.#commits.has(body.sha)) return json(422, { message: 'Object does not exist' });
    this.refs.set(body.ref, body.sha);
    return json(201, this.#ref(body.ref, body.sha));
  }

  updateRef(name: string, body: { readonly sha: string; readonly force?: boolean }): Answer {
    const ref = `refs/${name}`;
    const current = this.refs.get(ref);
    if (current === undefined) return json(422, { message: 'Reference does not exist' });
    if (body.force !== true && !this.#descends(body.sha, current)) {
      return json(422, { message: 'Update is not a fast forward' });
    }
    this.refs.set(ref, body.sha);
    return json(200, this.#ref(ref, body.sha));
  }

  /** A file in the tree a ref points at; for assertions. */
  fileAt(ref: string, path: string): string | null {
    const commit = this.#commits.get(this.refs.get(ref) ?? '');
    const entry = this.#trees.get(commit?.tree ?? '')?.find((one) => one.path === path);
    return entry === undefined ? null : (this.#blobs.get(entry.sha)?.toString() ?? null);
  }

  #descends(sha: string, ancestor: string): boolean {
    if (sha === ancestor) return true;
    return (this.#commits.get(sha)?.parents ?? []).some((parent) => this.#descends(parent, ancestor));
  }

  #url(path: string): string {
    return `${this.#home()}/repos/${this.name}/${path}`;
  }

  #ref(ref: string, sha: string) {
    const object = { type: 'commit', sha, url: this.#url(`git/commits/${sha}`) };
    return { ref, node_id: sha, url: this.#url(`git/${ref}`), object };
  }

  #tree(sha: string, entries: readonly TreeEntry[]) {
    const tree = entries.map((entry) => ({ ...entry, url: this.#url(`git/blobs/${entry.sha}`) }));
    return { sha, url: this.#url(`git/trees/${sha}`), truncated: false, tree };
  }

  #commit({ sha, tree, parents, message }: Commit) {
    const person = { name: 'mlops', email: 'mlops@example.invalid', date: '2026-01-01T00:00:00Z' };
    const link = (parent: string) => ({
      sha: parent,
      url: this.#url(`git/commits/${parent}`),
      html_url: this.#url(`commit/${parent}`),
    });
    return {
      sha,
      node_id: sha,
      url: this.#url(`git/commits/${sha}`),
      html_url: this.#url(`commit/${sha}`),
      author: person,
      committer: person,
      message,
      tree: { sha: tree, url: this.#url(`git/trees/${tree}`) },
      parents: parents.map(link),
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
        verified_at: null,
      },
    };
  }
}

function missing(): Answer {
  return json(404, { message: 'Not Found' });
}

function digest(value: unknown): string {
  return createHash('sha1').update(JSON.stringify(value)).digest('hex');
}
