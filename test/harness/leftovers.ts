import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Ends every process that works below a folder or was started with a path in it. */
export function endBelow(folder: string): void {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    if (!concerns(name, folder)) continue;
    try {
      process.kill(Number(name), 'SIGKILL');
    } catch {
      // it has gone meanwhile
    }
  }
}

/** A folder that was removed still shows, as `<folder> (deleted)`. */
function concerns(pid: string, folder: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return [readlinkSync(`/proc/${pid}/cwd`), ...words].some((text) => text.startsWith(`${folder}/`));
  } catch {
    return false;
  }
}
