import { resolve } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { type Git, gitIn } from './git.ts';
import type { Losses } from './losses.ts';

/** Where the commit comes from: a checkout (or bare repository) on this machine, or an address git can fetch from. */
export type Repository =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'address'; readonly url: string };

type Ports = Pick<Host, 'exec' | 'files' | 'log'>;

/**
 * Checks a commit out into the root of `ports`, an empty folder. From a repository on this machine its objects are
 * borrowed, not copied, and nothing is written there: what it lacks is fetched into the new folder, from its own
 * origin.
 *
 * @throws Mistake where the commit is nowhere to be had
 */
export async function checkOut(commit: string, repository: Repository, ports: Ports): Promise<void> {
  const git = gitIn(ports.files.root, ports);
  const format = commit.length === 64 ? ['--object-format=sha256'] : [];
  await git.demand('init', '--quiet', '--template=', ...format);
  const { url, partial } =
    repository.kind === 'address'
      ? { url: repository.url, partial: false }
      : await borrow(repository.path, ports);
  if (url !== null) await git.demand('remote', 'add', 'origin', url);
  // what a partial clone lacks is fetched when it is needed
  if (partial) await git.demand('config', 'remote.origin.promisor', 'true');
  if (!(await git.asks('cat-file', '-e', `${commit}^{commit}`)))
    await fetched(commit, url, repository, git, ports);
  await git.demand('checkout', '--quiet', '--detach', commit, '--');
  ports.log.info(`Commit ${commit.slice(0, 12)} is checked out in ${ports.files.root}.`);
}

interface Origin {
  readonly url: string | null;
  readonly partial: boolean;
}

/** Makes the objects of a repository readable from the new one; gives its own origin. */
async function borrow(path: string, ports: Ports): Promise<Origin> {
  const { files } = ports;
  const theirs = gitIn(path, ports);
  const at = (name: string) => theirs.answer('rev-parse', '--path-format=absolute', '--git-path', name);
  const objects = await at('objects');
  if (objects === null) {
    const remedy = 'Stand in the checkout, or name one with --repository <path or address>.';
    throw new Mistake({ subject: 'repository', what: 'is no git repository', remedy, value: path });
  }
  await files.write('.git/objects/info/alternates', `${objects}\n`);
  // where its history is cut off, ours is
  const shallow = await at('shallow');
  if (shallow !== null && (await files.exists(shallow)) === 'file')
    await files.write('.git/shallow', await files.bytes(shallow));
  const partial = (await theirs.answer('config', 'remote.origin.promisor')) === 'true';
  const origin = await theirs.answer('remote', 'get-url', 'origin');
  const url = origin !== null && /^\.{0,2}\//.test(origin) ? resolve(path, origin) : origin;
  return { url, partial };
}

/** One commit without its history; from a server that gives no commit by its name, everything. */
async function fetched(
  commit: string,
  origin: string | null,
  repository: Repository,
  git: Git,
  { log }: Ports,
): Promise<void> {
  const where = repository.kind === 'address' ? withoutLogin(repository.url) : repository.path;
  if (origin !== null) {
    log.info(`Commit ${commit.slice(0, 12)} is not here; it is fetched from origin.`);
    if (await git.asks('fetch', '--quiet', '--no-tags', '--depth=1', 'origin', commit)) return;
    await git.asks('fetch', '--quiet', '--tags', 'origin', '+refs/heads/*:refs/remotes/origin/*');
    if (await git.asks('cat-file', '-e', `${commit}^{commit}`)) return;
  }
  const what = `is not in ${where}${origin === null ? ', which has no origin to fetch it from' : ', and could not be fetched from its origin'}`;
  const remedy =
    'Fetch a branch that holds it, or name another repository with --repository <path or address>.';
  throw new Mistake({ subject: `commit ${commit}`, what, remedy });
}

function withoutLogin(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

/** Says what a checkout does not bring: files that git LFS holds, and submodules. */
export async function noteAbsent(losses: Losses, ports: Ports): Promise<void> {
  const git = gitIn(ports.files.root, ports);
  const held = (await git.answer('ls-files', '-z', ':(attr:filter=lfs)'))
    ?.split('\0')
    .filter((path) => path !== '');
  if (held !== undefined && held.length > 0) {
    const [first = ''] = held;
    const more = held.length > 1 ? ` and ${held.length - 1} more` : '';
    losses.add(
      `${first}${more}: kept by git LFS, which is not asked; unless git does it itself, pointers lie there.`,
    );
  }
  if ((await ports.files.exists('.gitmodules')) === 'file') losses.add('Submodules are not checked out.');
}

/** Paths of the checkout with this name, in any folder. */
export async function pathsNamed(name: string, ports: Ports): Promise<string[]> {
  const listed = await gitIn(ports.files.root, ports).answer('ls-files', '-z', '--', `:(glob)**/${name}`);
  return (listed ?? '').split('\0').filter((path) => path !== '');
}
