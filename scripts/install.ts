import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * `node scripts/install.ts`: what tests need and npm does not bring. Quick when nothing is missing; one line for each
 * tool it installs. Where it is root on Debian it installs; elsewhere it ends with the one command that is missing.
 */
const CACHE = join(import.meta.dirname, '..', '.cache');
const BIN = join(CACHE, 'bin');

interface Tool {
  /** asks for the version, which stands first in what it prints */
  readonly ask: readonly [string, ...string[]];
  readonly atLeast: readonly [number, number];
  /** the Debian package that has it */
  readonly debian: string;
}

const TOOLS = {
  git: { ask: ['git', '--version'], atLeast: [2, 30], debian: 'git' },
  bash: { ask: ['bash', '--version'], atLeast: [4, 4], debian: 'bash' },
  tar: { ask: ['tar', '--version'], atLeast: [1, 28], debian: 'tar' },
  // kills at the n-th call of a kind
  strace: { ask: ['strace', '--version'], atLeast: [5, 3], debian: 'strace' },
  python3: { ask: ['python3', '--version'], atLeast: [3, 11], debian: 'python3' },
  // Debian has what makes an environment in a package of its own
  venv: {
    ask: ['python3', '-c', 'import ensurepip, sys, venv; print(sys.version)'],
    atLeast: [3, 11],
    debian: 'python3-venv',
  },
  // makes the certificate of the registry's token server
  openssl: { ask: ['openssl', 'version'], atLeast: [1, 1], debian: 'openssl' },
  'docker-registry': { ask: ['docker-registry', '--version'], atLeast: [2, 8], debian: 'docker-registry' },
  skopeo: { ask: ['skopeo', '--version'], atLeast: [1, 4], debian: 'skopeo' },
  podman: { ask: ['podman', '--version'], atLeast: [3, 4], debian: 'podman' },
  // shows the reports as people see them
  chromium: { ask: ['chromium', '--version'], atLeast: [110, 0], debian: 'chromium' },
  runc: { ask: ['runc', '--version'], atLeast: [1, 1], debian: 'runc' },
} satisfies Record<string, Tool>;

/** The go.mod of what is built here asks for this Go. */
const GO: Tool = { ask: ['go', 'version'], atLeast: [1, 25], debian: 'golang-go' };

/** Built here from their pinned source. */
const BUILT = {
  /** runs whole workflows */
  act: { module: 'github.com/nektos/act', version: '0.2.89', tags: ['-tags', 'WITHOUT_DOCKER'] },
  /** reads workflows as GitHub does */
  actionlint: { module: 'github.com/rhysd/actionlint/cmd/actionlint', version: '1.7.12', tags: [] },
} as const;

/** Not in every Debian; in the suite named it is one static program. */
const ORAS: Tool = { ask: ['oras', 'version'], atLeast: [1, 2], debian: 'oras' };
const SUITE = 'trixie';

/** Debian has programs for root apart. */
const PATH = [BIN, process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter);

/** Where a tool lies: those that lie in this checkout by their path, others by their name on PATH. */
export function toolPath(name: keyof typeof BUILT | 'oras' | keyof typeof TOOLS): string {
  return name in BUILT || existsSync(join(BIN, name)) ? join(BIN, name) : name;
}

/** The first number with dots that a program prints; null when there is no such program. */
function versionOf([program, ...words]: readonly [string, ...string[]]): string | null {
  const { status, stdout } = spawnSync(program, words, {
    encoding: 'utf8',
    env: { ...process.env, PATH },
  });
  return status === 0 ? (/\d+(\.\d+)+/.exec(stdout)?.[0] ?? null) : null;
}

function serves({ ask, atLeast: [major, minor] }: Tool): boolean {
  const [first = 0, second = 0] = (versionOf(ask) ?? '').split('.').map(Number);
  return first > major || (first === major && second >= minor);
}

function wanted(name: string, { atLeast }: Tool): string {
  return `${name} ${atLeast.join('.')} or newer`;
}

function run(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = import.meta.dirname,
): void {
  const { status, error } = spawnSync(program, words, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (status !== 0)
    throw new Error(
      `${[program, ...words].join(' ')} failed${error === undefined ? '' : `: ${error.message}`}`,
    );
}

/** Installs the packages of what is missing, or says what the reader has to run. */
function provide(missing: readonly (readonly [string, Tool])[]): void {
  const packages = missing.map(([, { debian }]) => debian);
  const words = ['install', '--yes', '--no-install-recommends', ...packages];
  const command = `apt-get ${words.join(' ')}`;
  const names = missing.map(([name, tool]) => wanted(name, tool)).join(', ');
  if (process.getuid?.() !== 0 || versionOf(['apt-get', '--version']) === null) {
    throw new Error(`Missing: ${names}. Install it, on Debian as root: ${command}`);
  }
  run('apt-get', ['update', '--quiet']);
  withoutDaemons(() => run('apt-get', words, { DEBIAN_FRONTEND: 'noninteractive' }));
  const still = missing.filter(([, tool]) => !serves(tool)).map(([name, tool]) => wanted(name, tool));
  if (still.length > 0)
    throw new Error(`Missing: ${still.join(', ')}. What ${command} brings here is too old.`);
  process.stdout.write(`installed ${packages.join(', ')}\n`);
}

/** Packages that bring a daemon start it where no policy says otherwise; the tests start their own. */
function withoutDaemons(work: () => void): void {
  const policy = '/usr/sbin/policy-rc.d';
  const own = !existsSync(policy);
  if (own) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    work();
  } finally {
    if (own) rmSync(policy);
  }
}

/**
 * oras from a newer Debian than this one: its package is fetched from the server that this one's come from, checked
 * by apt as always, and unpacked below .cache; nothing is installed.
 */
function provideOras(): void {
  if (serves(ORAS)) return;
  const folder = join(CACHE, 'suite', SUITE);
  const [sources, lists, debs] = [
    join(folder, 'debian.sources'),
    join(folder, 'lists'),
    join(folder, 'debs'),
  ];
  const missing = `Missing: ${wanted('oras', ORAS)}. Put it on PATH`;
  const server = debianServer();
  if (server === null) throw new Error(`${missing}.`);
  rmSync(folder, { recursive: true, force: true });
  for (const made of [join(lists, 'partial'), debs, BIN]) mkdirSync(made, { recursive: true });
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const entry = { Types: 'deb', URIs: server, Suites: SUITE, Components: 'main', 'Signed-By': keys };
  writeFileSync(
    sources,
    Object.entries(entry)
      .map(([key, value]) => `${key}: ${value}\n`)
      .join(''),
  );
  const apart = {
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': lists,
    'Dir::State::status': '/dev/null',
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(apart).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  run('apt-get', [...options, '--quiet=2', 'update']);
  run('apt-get', [...options, '--quiet=2', 'download', ORAS.debian], {}, debs);
  for (const deb of readdirSync(debs)) run('dpkg', ['-x', join(debs, deb), join(folder, 'root')]);
  copyFileSync(join(folder, 'root/usr/bin/oras'), join(BIN, 'oras'));
  if (!serves(ORAS)) throw new Error(`${missing}: what ${SUITE} brings does not run here.`);
  process.stdout.write('installed oras\n');
}

/** Where this Debian's packages come from; null where it is another system. */
function debianServer(): string | null {
  const ask = ['indextargets', '--format', '$(LABEL) $(REPO_URI)', 'Created-By: Packages'];
  const { status, stdout } = spawnSync('apt-get', ask, { encoding: 'utf8' });
  return status === 0 ? (/^Debian (\S+)$/m.exec(stdout)?.[1] ?? null) : null;
}

/** Builds a program of a Go module by Go's module proxy and checksum database. */
function provideBuilt(name: keyof typeof BUILT): void {
  const { module, version, tags } = BUILT[name];
  if (versionOf([toolPath(name), '--version']) === version) return;
  if (!serves(GO)) provide([['go', GO]]);
  process.stdout.write(`${name} ${version} is being built, up to a minute …\n`);
  mkdirSync(BIN, { recursive: true });
  run('go', ['install', ...tags, '-ldflags', '-s -w', `${module}@v${version}`], { GOBIN: BIN });
  process.stdout.write(`installed ${name} ${version}\n`);
}

if (import.meta.main) {
  try {
    const missing = Object.entries(TOOLS).filter(([, tool]) => !serves(tool));
    if (missing.length > 0) provide(missing);
    provideBuilt('act');
    provideBuilt('actionlint');
    provideOras();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
