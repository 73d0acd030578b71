import { createHash } from 'node:crypto';

/** Object ids as git computes them: SHA-1 of `<type> <size>\0<content>` (gitformat-pack, "Git internals"). */
export function objectId(type: 'blob' | 'tree' | 'commit', content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}

/** One entry of one tree; a folder is an entry with the mode 040000. */
export interface TreeEntry {
  readonly name: string;
  readonly mode: string;
  readonly sha: string;
}

export interface Person {
  readonly name: string;
  readonly email: string;
  /** ISO 8601, UTC, whole seconds */
  readonly date: string;
}

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
}

/** A tree's bytes. Git sorts by bytes, a folder as if its name ended in a slash. */
export function treeBytes(entries: readonly TreeEntry[]): Buffer {
  const rank = ({ name, mode }: TreeEntry) => Buffer.from(mode === FOLDER ? `${name}/` : name);
  const sorted = entries.toSorted((a, b) => Buffer.compare(rank(a), rank(b)));
  return Buffer.concat(
    sorted.map(({ name, mode, sha }) =>
      Buffer.concat([Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`), Buffer.from(sha, 'hex')]),
    ),
  );
}

export function commitBytes({ tree, parents, message, author, committer }: Commit): Buffer {
  const stamp = ({ name, email, date }: Person) =>
    `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
  const lines = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`)];
  lines.push(`author ${stamp(author)}`, `committer ${stamp(committer)}`, '', message);
  return Buffer.from(lines.join('\n'));
}

export const FOLDER = '040000';
