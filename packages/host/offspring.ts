import { setTimeout as sleep } from 'node:timers/promises';

/** After its SIGTERM the runner waits 2.5 s and kills everything; we kill a little before. */
const GRACE_MS = 2_000;
const POLL_MS = 25;

/**
 * The process groups of our children. A signal that reaches us goes to all of them: SIGINT as it is (a second
 * one as SIGTERM: somebody at a terminal insists), SIGTERM with SIGKILL two seconds later. None outlives us.
 */
export class Offspring {
  readonly #groups = new Set<number>();
  #interrupts = 0;

  readonly #interrupt = () => {
    if (this.#interrupts++ === 0) this.#each('SIGINT');
    else this.#terminate();
  };
  readonly #terminate = () => {
    this.#each('SIGTERM');
    const doomed = [...this.#groups];
    setTimeout(() => doomed.forEach((group) => void send(group, 'SIGKILL')), GRACE_MS).unref();
  };
  readonly #kill = () => this.#each('SIGKILL');

  /** From now on signals go to the group that `leader` leads. */
  adopt(leader: number): void {
    if (this.#groups.size === 0) this.#listen('on');
    this.#groups.add(leader);
  }

  /** The leader has gone. `ending`: so must whatever it left behind; resolves when that has happened. */
  async release(leader: number, ending: boolean): Promise<void> {
    if (ending) await end(leader);
    this.#groups.delete(leader);
    if (this.#groups.size > 0) return;
    this.#listen('off');
    this.#interrupts = 0;
  }

  #listen(how: 'on' | 'off'): void {
    process[how]('SIGINT', this.#interrupt);
    process[how]('SIGTERM', this.#terminate);
    process[how]('SIGHUP', this.#terminate);
    process[how]('exit', this.#kill);
  }

  #each(signal: NodeJS.Signals): void {
    for (const group of this.#groups) send(group, signal);
  }
}

async function end(group: number): Promise<void> {
  if (!send(group, 'SIGTERM')) return;
  const polls = GRACE_MS / POLL_MS;
  for (let poll = 0; poll < polls && send(group, 0); poll++) await sleep(POLL_MS);
  send(group, 'SIGKILL');
}

/** false: nobody is left in the group. */
function send(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}
