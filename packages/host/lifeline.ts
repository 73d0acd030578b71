import type { ChildProcess } from 'node:child_process';

/**
 * A SIGKILL to us cannot be passed on, and what we started would go on writing while the next run is at work. So a
 * watcher in its process group waits at the other end of a pipe: a line on it is the ordinary end, and a pipe that
 * closes without one our death, in which the group ends too. Who has left the group is ended by the next run here
 * (stragglers.ts).
 */
const WATCHED = `{ read -r _ <&3 || kill -KILL -- "-$$"; } </dev/null >/dev/null 2>&1 &
exec "$@" 3<&-`;

/** What a child has besides its three: the pipe, as its file 3. */
export const LIFELINE = ['pipe'] as const;

/** What runs a program with a watcher; the child has to lead its group. `-p`: bash reads no BASH_ENV for it. */
export function watched(argv: readonly string[]): [string, ...string[]] {
  return ['bash', '-p', '-c', WATCHED, 'mlops', ...argv];
}

/** Sends the watcher away: the child has ended. */
export function unwatch(child: ChildProcess): void {
  const pipe = child.stdio[3];
  if (!pipe || !('end' in pipe)) return;
  // it may have gone with its group
  pipe.on('error', () => undefined);
  pipe.end('\n');
}
