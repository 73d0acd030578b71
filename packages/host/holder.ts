import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { jsonOrNull } from '#kit/json';

/** Who holds a lock, as the lock file says it. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601 */
  readonly since: string;
  /** when the process was born, in the kernel's ticks: a PID may be given out again; null where not known */
  readonly born: string | null;
  /** of this one lock */
  readonly id: string;
}

/** null: there is no lock. One that cannot be read belongs to nobody alive. */
export function readHolder(path: string): Holder | null {
  const text = textOrNull(path);
  if (text === null) return null;
  const said = jsonOrNull(text);
  const of = (key: string): unknown =>
    typeof said === 'object' && said !== null ? Reflect.get(said, key) : undefined;
  const [pid, born] = [of('pid'), of('born')];
  return {
    pid: typeof pid === 'number' && Number.isSafeInteger(pid) ? pid : 0,
    host: String(of('host') ?? hostname()),
    since: String(of('since') ?? 'an unknown time'),
    born: typeof born === 'string' ? born : null,
    id: String(of('id') ?? 'unknown').replaceAll(/[^\w-]/g, ''),
  };
}

/** Alive as far as can be told: of another machine every holder is. */
export function isAlive({ host, pid, born }: Holder): boolean {
  if (host !== hostname()) return true;
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const now = bornAt(pid);
  return born === null || now === null || born === now;
}

/** Field 22 of /proc/<pid>/stat (proc(5)), counted after the name, which may hold spaces; null without /proc. */
export function bornAt(pid: number): string | null {
  const text = textOrNull(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** Of a few bytes: a thread of the pool would cost more. */
function textOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
