import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';

/** A partial clone would ask its remote for what it lacks, which looking back must not; git then ends at the first. */
const ALONE = ['-c', 'safe.directory=*', '-c', 'protocol.allow=never'] as const;
const ENV = { GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };

/** Contents of objects of the repository around a folder, by their ids, from one process; what is missing is left out. */
export async function readObjects(folder: string, ids: readonly string[]): Promise<Map<string, Uint8Array>> {
  const asked = [...new Set(ids)].filter((id) => id !== '');
  if (asked.length === 0) return new Map();
  const child = spawn('git', [...ALONE, 'cat-file', '--batch'], {
    cwd: folder,
    env: { ...process.env, ...ENV },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject).once('close', () => resolve());
    // it may end before it has read everything it was asked
    child.stdin.on('error', () => undefined);
  });
  child.stdin.end(`${asked.join('\n')}\n`);
  const [output] = await Promise.all([buffer(child.stdout), ended]);
  return objectsIn(output);
}

/** `<id> <type> <size>`, a line end, the content, a line end; or `<id> missing` (git cat-file, "Batch output"). */
function objectsIn(output: Buffer): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at);
    if (end < 0) break;
    const [id = '', , size] = output.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (size === undefined) continue;
    found.set(id, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}
