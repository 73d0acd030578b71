import { matchesGlob } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { type Digest, digestOfStream, digestOfTree, type FileDigest } from '#record/digest';

/** The files a stage is made of, and their digest together. */
export interface Code {
  readonly digest: Digest;
  readonly files: readonly FileDigest[];
}

/** Never code: state, environments, configuration, documentation. */
const NEVER = [
  '.mlops/**',
  '**/.venv/**',
  '**/venv/**',
  '**/__pycache__/**',
  '.github/**',
  '**/*.md',
  'mlops.yml',
];

/**
 * Bytes of tracked and untracked-not-ignored files that match `globs` (default: all), less what the stage
 * declares as output, data, parameters or lock file (`apart`: files or folders). A glob that matches nothing is
 * a mistake: the stage would be skipped when that file changes.
 */
export async function codeOf(
  host: Pick<Host, 'exec' | 'files'>,
  globs: readonly string[],
  apart: readonly string[],
): Promise<Code> {
  const all = await candidates(host);
  const patterns = globs.map(folderAsGlob);
  const idle = patterns.findIndex((pattern) => !all.some((path) => matchesGlob(path, pattern)));
  if (idle >= 0) {
    const remedy = 'Name a file that git tracks or does not ignore, or leave it out.';
    throw new Mistake({ subject: 'code', what: 'matches no file', remedy, value: globs[idle] ?? '' });
  }
  const out = [...NEVER, ...apart.flatMap((path) => [trimmed(path), `${trimmed(path)}/**`])];
  const chosen = all
    .filter((path) => patterns.length === 0 || patterns.some((pattern) => matchesGlob(path, pattern)))
    .filter((path) => !out.some((pattern) => matchesGlob(path, pattern)));
  const files: FileDigest[] = [];
  for (const path of chosen) {
    const bytes = await host.files.bytes(path);
    files.push({ path, size: bytes.byteLength, sha256: await digestOfStream(once(bytes)) });
  }
  return { digest: digestOfTree(files), files };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** What git tracks or does not ignore and is there; outside of git every file. */
export async function candidates(host: Pick<Host, 'exec' | 'files'>): Promise<string[]> {
  const listed: string[] = [];
  const git = [
    'git',
    '-c',
    'core.quotePath=false',
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
  ] as const;
  const ended = await host.exec.run(git, { cwd: host.files.root, onLine: (line) => listed.push(line) });
  if (ended.code !== 0) return (await host.files.list('.')).map((entry) => entry.path);
  const there = await Promise.all(listed.map(async (path) => (await host.files.exists(path)) === 'file'));
  return [...new Set(listed.filter((_, index) => there[index]))].sort();
}

function folderAsGlob(glob: string): string {
  return glob.endsWith('/') ? `${trimmed(glob)}/**` : trimmed(glob);
}

function trimmed(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/+$/, '');
}
