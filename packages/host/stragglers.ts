import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Mistake } from '#kit/outcome';
import { processRow, processTable } from './processtable.ts';

/** What everything that a command of a run starts has in its environment: the id of the run. */
export const MARK = 'MLOPS_RUN';

const PATIENCE_MS = 5_000;
const POLL_MS = 20;

interface Straggler {
  readonly pid: number;
  readonly born: string;
}

/**
 * Ends what a run that was killed has started and left behind, also where it left its process group: it could write
 * into what the next run makes. Known by its mark alone, so that no process is taken for another one that had its
 * number. Only where the kernel shows environments (Linux), and of the same user. Gives how many there were.
 *
 * @throws Mistake where one is there still after SIGKILL
 */
export async function endStragglers(run: string): Promise<number> {
  const found = await marked(run);
  for (const { pid } of found) killed(pid);
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await sleep(POLL_MS))
    if ((await Promise.all(found.map(isThere))).every((there) => !there)) return found.length;
  const pids = found.map(({ pid }) => pid).join(', ');
  const what = 'was started by a run that was killed, still writes here and does not end';
  throw new Mistake({ subject: `process ${pids}`, what, remedy: `End it: kill -9 ${pids}.` });
}

/** One that has the number of another one by now has another environment. */
async function marked(run: string): Promise<Straggler[]> {
  if (process.platform !== 'linux') return [];
  const rows = (await processTable()).filter(({ pid, zombie }) => !zombie && pid !== process.pid);
  return rows.filter(({ pid }) => environmentOf(pid).includes(`${MARK}=${run}`));
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    // it has gone, or is of another user
    return [];
  }
}

async function isThere({ pid, born }: Straggler): Promise<boolean> {
  const row = await processRow(pid);
  return row !== null && !row.zombie && row.born === born;
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has gone meanwhile
  }
}
