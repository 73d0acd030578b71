import { spawn } from 'node:child_process';
import { SAFE } from './git.ts';

/** What is done with an object as it comes in. */
interface Taker {
  start(kind: string, size: number): void;
  data(chunk: Uint8Array): void;
  end(): void;
}

/**
 * Reads what `git cat-file --batch` writes: `<id> <kind> <size>`, a line feed, the bytes, a line feed; of an object
 * that is not there one line `<id> missing`, which is passed over. Objects are never held whole.
 */
async function readBatch(stream: AsyncIterable<Buffer>, take: Taker): Promise<void> {
  let header = Buffer.alloc(0);
  let left: number | null = null;
  for await (let chunk of stream) {
    while (chunk.length > 0) {
      if (left === null) {
        const line = chunk.indexOf(10);
        header = Buffer.concat([header, line < 0 ? chunk : chunk.subarray(0, line)]);
        chunk = line < 0 ? chunk.subarray(chunk.length) : chunk.subarray(line + 1);
        if (line < 0) continue;
        left = begin(header.toString('latin1'), take);
        header = Buffer.alloc(0);
      } else {
        // the line feed behind the bytes counts as the last of them
        const bytes = chunk.subarray(0, Math.min(left, chunk.length));
        left -= bytes.length;
        chunk = chunk.subarray(bytes.length);
        take.data(left === 0 ? bytes.subarray(0, -1) : bytes);
        if (left > 0) continue;
        take.end();
        left = null;
      }
    }
  }
}

/** Bytes to come with the line feed behind them; null for an object that is not there. */
function begin(line: string, take: Taker): number | null {
  const [, kind, size] = /^\S+ (\S+) (\d+)$/.exec(line) ?? [];
  if (kind === undefined) return null;
  take.start(kind, Number(size));
  return Number(size) + 1;
}

/** Asks git for objects and hands each to `take` as it comes. */
export async function ask(workspace: string, objects: readonly string[], take: Taker): Promise<void> {
  if (objects.length === 0) return;
  const said = `${objects.join('\n')}\n`;
  await converse(workspace, ['cat-file', '--batch'], said, (stream) => readBatch(stream, take));
}

/** Runs git, says something to it, and reads what it answers; throws where it ends badly. */
export async function converse(
  workspace: string,
  words: readonly string[],
  said: string,
  read: (stream: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  // what a partial clone has left out is not fetched: looking takes no network
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };
  const git = spawn('git', [...SAFE, ...words], { cwd: workspace, env, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve, reject) => {
    git.once('error', reject);
    git.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`git ended with status ${code}`)),
    );
  });
  git.stdin.on('error', () => undefined);
  git.stdin.end(said);
  await Promise.all([read(git.stdout), ended]);
}
