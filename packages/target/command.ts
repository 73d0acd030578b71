import { Cancelled, Mistake } from '#kit/outcome';
import type { Clock, Files, Log } from '#kit/ports';
import { type Deployed, keepMemory, type Memory, nothingDeployed, recallMemory } from './command/memory.ts';
import { ask, type Order, type Script } from './command/script.ts';
import { remembered, reported } from './command/standing.ts';
import type { Candidate, Change, Release, Target, Verify } from './target.ts';

/** What a target that is a user's script is made of. */
export interface CommandWish {
  readonly environment: string;
  readonly script: Script;
  /** what a fresh runner knows of the environment from where the last deployment left it */
  readonly elsewhere: Memory | null;
  readonly files: Pick<Files, 'exists' | 'text' | 'write'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warning'>;
}

/** It is the script that knows when what it started ends. */
const NEVER = new Promise<never>(() => {});

/**
 * A user's script as a target: told by MLOPS_ACTION what to do, it answers with one JSON object on the last line of
 * its output (docs/deploy.md). What it answers is verified; where that fails, it is asked to roll back.
 */
export function commandTarget(wish: CommandWish): Target & { memory(): Promise<Memory> } {
  const environment = new Commanded(wish);
  return {
    kind: 'command',
    deploy: (release, share, verify) => environment.deploy(release, share, verify),
    rollback: (verify) => environment.rollback(verify),
    status: () => environment.status(),
    retire: () => environment.retire(),
    memory: () => environment.recall(),
  };
}

class Commanded {
  readonly #wish: CommandWish;

  constructor(wish: CommandWish) {
    this.#wish = wish;
  }

  recall(): Promise<Memory> {
    const { environment, elsewhere, files } = this.#wish;
    return recallMemory(environment, elsewhere, files);
  }

  async deploy(release: Release, share: number | null, verify: Verify): Promise<Change> {
    const before = await this.recall();
    const promoted = share === null && before.canary?.image === release.image ? before.canary : null;
    const counter = promoted === null ? before.counter + 1 : before.counter;
    const name = promoted?.name ?? `r${counter}`;
    const traffic = before.serving === null ? 100 : (share ?? 100);
    const order = { action: 'deploy', release, revision: name, previous: before.serving, traffic } as const;
    const { image, model, environment } = release;
    // the same image once more is not its own previous revision
    const again = before.serving?.image === image;
    const draft = { name, image, model, environment, startedOn: this.#now(), url: '', said: {} };
    return this.#change({ ...before, counter }, order, draft, verify, (made, shares) => {
      const canary = traffic < 100;
      return canary
        ? {
            canary: made,
            traffic: shares ?? { [made.name]: traffic, [before.serving?.name ?? '']: 100 - traffic },
          }
        : {
            serving: made,
            previous: again ? before.previous : before.serving,
            canary: null,
            traffic: shares ?? { [made.name]: 100 },
          };
    });
  }

  async rollback(verify: Verify): Promise<Change> {
    const before = await this.recall();
    const ending = before.canary !== null || before.pending !== null;
    const to = ending ? before.serving : before.previous;
    if (to === null) {
      const what = 'has no previous revision to roll back to';
      const remedy = 'Deploy one, or take it down with action: retire.';
      throw new Mistake({ subject: before.environment, what, remedy });
    }
    const release = { image: to.image, model: to.model, environment: to.environment, layout: '' };
    const order = { action: 'rollback', release, revision: to.name, previous: to, traffic: 100 } as const;
    return this.#change(before, order, to, verify, (made, shares) => ({
      serving: made,
      previous: ending ? before.previous : before.serving,
      canary: null,
      traffic: shares ?? { [made.name]: 100 },
    }));
  }

  async status() {
    const memory = await this.recall();
    if (memory.counter === 0) return remembered(memory);
    const told = await this.#ask(memory, { action: 'status', previous: memory.serving });
    if (!('flaw' in told)) return reported(memory, told);
    return remembered(memory, [`the script could not say what serves: ${told.flaw}`]);
  }

  async retire() {
    const memory = await this.recall();
    const told = await this.#ask(memory, { action: 'retire', previous: memory.serving });
    if ('flaw' in told) {
      const remedy = 'See its lines above; nothing was changed in what is remembered of the environment.';
      throw new Mistake({
        subject: 'deploy.run',
        what: `did not retire ${memory.environment}: ${told.flaw}`,
        remedy,
      });
    }
    const gone = {
      ...nothingDeployed(memory.environment),
      counter: memory.counter,
      previous: memory.serving,
    };
    await this.#keep(gone);
    return remembered(gone);
  }

  /** One change from before to after: written down as begun, asked of the script, verified, written down or undone. */
  async #change(
    before: Memory,
    order: Order & { readonly release: Release },
    draft: Deployed,
    verify: Verify,
    after: (made: Deployed, traffic: Readonly<Record<string, number>> | null) => Partial<Memory>,
  ): Promise<Change> {
    await this.#keep(begun(before, order.action, draft, null, this.#now()));
    const told = await ask(this.#wish.script, before, order);
    if ('flaw' in told) return this.#undo(before, order, draft, told.flaw);
    const made: Deployed = {
      ...draft,
      name: told.revision ?? draft.name,
      url: told.url ?? '',
      said: { ...told.said },
    };
    await this.#keep(begun(before, order.action, made, null, this.#now()));
    const reason = await this.#verified(
      { url: made.url, release: order.release, role: 'candidate', ended: NEVER },
      verify,
      () => this.#undo(before, order, made, 'it could not be verified'),
    );
    if (reason !== null) return this.#undo(before, order, made, reason);
    const changed = { ...before, pending: null, ...after(made, told.traffic), changedOn: this.#now() };
    await this.#keep(changed);
    return { result: 'switched', standing: remembered(changed) };
  }

  /** What the check says; where it could not be made, what was done is undone before the reason is thrown. */
  async #verified(
    candidate: Candidate,
    verify: Verify,
    undo: () => Promise<unknown>,
  ): Promise<string | null> {
    try {
      return await verify(candidate);
    } catch (error) {
      if (!(error instanceof Cancelled)) await undo();
      throw error;
    }
  }

  /** The script is asked to go back to what served; what serves where it cannot is not known, and said to be so. */
  async #undo(before: Memory, { action, release }: Order, made: Deployed, reason: string): Promise<Change> {
    const { log } = this.#wish;
    log.warning(`${made.name} does not serve: ${reason}. The script is asked to roll back.`);
    const back = {
      action: 'rollback',
      release,
      revision: made.name,
      previous: before.serving,
      traffic: 0,
    } as const;
    const told =
      before.serving === null ? await this.#ask(before, { action: 'retire' }) : await this.#ask(before, back);
    if (!('flaw' in told)) {
      const kept = { ...before, pending: null, changedOn: this.#now() };
      await this.#keep(kept);
      return { result: 'kept', reason, standing: remembered(kept) };
    }
    const lost = `its rollback failed (${told.flaw})`;
    const kept = begun(before, action, made, lost, this.#now());
    await this.#keep(kept);
    return {
      result: 'kept',
      reason: `${reason}; and ${lost}: what serves is not known`,
      standing: remembered(kept),
    };
  }

  #ask(memory: Memory, order: Partial<Order> & Pick<Order, 'action'>) {
    const whole = { release: null, revision: null, previous: null, traffic: 100, ...order };
    return ask(this.#wish.script, memory, whole);
  }

  #keep(memory: Memory): Promise<void> {
    return keepMemory({ ...memory, changedOn: memory.changedOn || this.#now() }, this.#wish.files);
  }

  #now(): string {
    return this.#wish.clock.now().toISOString();
  }
}

function begun(
  before: Memory,
  action: string,
  revision: Deployed,
  reason: string | null,
  since: string,
): Memory {
  return { ...before, pending: { action, revision, since, reason }, changedOn: since };
}
