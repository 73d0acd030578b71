import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** A process as the system lists it. */
export interface ProcessRow {
  readonly pid: number;
  readonly group: number;
  /** it has ended, and its parent has not looked yet */
  readonly zombie: boolean;
  readonly born: string;
}

const linux = process.platform === 'linux';

/** Every process of this machine. */
export async function processTable(): Promise<readonly ProcessRow[]> {
  if (!linux) return asked('-A');
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => statOf(Number(pid)) ?? []);
}

/** null: there is none of this number. */
export async function processRow(pid: number): Promise<ProcessRow | null> {
  return linux ? statOf(pid) : ((await asked('-p', String(pid)))[0] ?? null);
}

/** /proc/<pid>/stat (proc(5)): state 3, process group 5, start in ticks since the boot 22; the name may hold spaces. */
function statOf(pid: number): ProcessRow | null {
  const text = contentOf(`/proc/${pid}/stat`);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', , group = ''] = fields;
  return { pid, group: Number(group), zombie: 'ZX'.includes(state), born: `${boot()}/${fields[19]}` };
}

let known: string | undefined;

/** Ticks begin anew with every boot. */
function boot(): string {
  known ??= contentOf('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown';
  return known;
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** ps(1), as macOS and the BSDs have it. */
async function asked(...which: string[]): Promise<readonly ProcessRow[]> {
  const columns = ['-o', 'pid=,pgid=,stat=,lstart='];
  const { stdout } = await promisify(execFile)('ps', [...which, ...columns]).catch(() => ({ stdout: '' }));
  return [...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+)$/gm)].map(
    ([, pid, group, state = '', born = '']) => ({
      pid: Number(pid),
      group: Number(group),
      zombie: state.startsWith('Z'),
      born: born.trim(),
    }),
  );
}
