import { Fault, Mistake } from '#kit/outcome';
import type { GitHub, Host } from '#kit/ports';
import { type RollbackState, stateOf } from './state.ts';

const DEPLOYMENTS = '/repos/{owner}/{repo}/deployments';

/** GitHub takes no longer description. */
const LONGEST = 140;

/** So many deployments of an environment are looked at for the one that serves. */
const RECENT = 30;

/** A deployment on GitHub that succeeded, with what is needed to go back to it. */
interface Announced {
  readonly id: number;
  readonly state: RollbackState;
  readonly url: string | null;
}

/** What people see of deployments on GitHub. What GitHub refuses is told once, and keeps no model from serving. */
export interface Announcer {
  /** the newest that has all requests; null where there is none, or none can be asked for */
  readonly current: Announced | null;
  /** it, and canaries beside it, newest first */
  readonly live: readonly Announced[];
  /** Announces a deployment as in progress; null where GitHub makes none. */
  begin(task: 'deploy' | 'rollback', state: RollbackState): Promise<number | null>;
  /** Says how one ended; nothing where there is none. */
  end(id: number | null, how: 'success' | 'failure' | 'error' | 'inactive', what: Ending): Promise<void>;
}

interface Ending {
  readonly description: string;
  readonly url?: string | null;
}

const SILENT: Announcer = { current: null, live: [], begin: async () => null, end: async () => {} };

/** On GitHub the deployments of this repository; on a laptop nobody is told. */
export async function openAnnouncer(environment: string, host: Host): Promise<Announcer> {
  if (host.kind !== 'github' || host.run.repository === null) return SILENT;
  const attempt = new Attempts(host);
  const api = await attempt.make('asked for GitHub deployments', () => host.github());
  if (api === null) return SILENT;
  const live = await attempt.make('read', () => serving(api, environment));
  if (live === null) return SILENT;
  const current = live.find(({ state }) => state.strategy.type === 'all') ?? null;
  const { run } = host;
  return {
    current,
    live,
    begin: (task, state) =>
      attempt.make('announced', async () => {
        const made = await api.request<{ readonly id?: number; readonly message?: string }>(
          `POST ${DEPLOYMENTS}`,
          {
            ref: run.commit ?? run.ref ?? 'HEAD',
            task,
            auto_merge: false,
            required_contexts: [],
            payload: state,
            environment,
            description: shortened(`${state.model} to ${environment}`),
            production_environment: environment === 'production',
            transient_environment: false,
          },
        );
        // 202: GitHub merged the default branch into the ref instead, and made none
        if (made.id === undefined) throw new Fault(made.message ?? 'GitHub made no deployment (202)');
        await status(api, made.id, { state: 'in_progress', environment, ...logOf(host) });
        return made.id;
      }),
    async end(id, how, { description, url = null }) {
      if (id === null) return;
      await attempt.make(`set to ${how}`, () =>
        status(api, id, {
          state: how,
          environment,
          description: shortened(description),
          auto_inactive: false,
          ...logOf(host),
          ...(url === null ? {} : { environment_url: url }),
        }),
      );
    },
  };
}

/** Requests that may fail without consequence: the first refusal is a warning, and nothing more is asked for. */
class Attempts {
  refused = false;
  readonly #host: Pick<Host, 'log' | 'cancelled'>;

  constructor(host: Pick<Host, 'log' | 'cancelled'>) {
    this.#host = host;
  }

  async make<T>(what: string, request: () => Promise<T>): Promise<T | null> {
    if (this.refused) return null;
    try {
      return await request();
    } catch (error) {
      if (this.#host.cancelled.aborted || !(error instanceof Mistake || error instanceof Fault)) throw error;
      this.refused = true;
      this.#host.log.warning(
        `The deployment could not be ${what} on GitHub: ${error.message}\nIt goes on without: nothing else depends on it.`,
      );
      return null;
    }
  }
}

/** Those that succeeded and are not inactive, newest first, down to the one that has all requests. */
async function serving(api: GitHub, environment: string): Promise<readonly Announced[]> {
  const all = await api.request<readonly { readonly id: number; readonly payload: unknown }[]>(
    `GET ${DEPLOYMENTS}`,
    { environment, per_page: RECENT },
  );
  const found: Announced[] = [];
  for (const { id, payload } of all) {
    const state = stateOf(payload);
    if (state === null || state.environment !== environment) continue;
    const [last] = await api.request<
      readonly { readonly state: string; readonly environment_url?: string }[]
    >(`GET ${DEPLOYMENTS}/{deployment_id}/statuses`, { deployment_id: id, per_page: 1 });
    if (last?.state !== 'success') continue;
    found.push({ id, state, url: last.environment_url || null });
    if (state.strategy.type === 'all') break;
  }
  return found;
}

async function status(
  api: GitHub,
  deployment_id: number,
  said: Readonly<Record<string, unknown>>,
): Promise<void> {
  await api.request(`POST ${DEPLOYMENTS}/{deployment_id}/statuses`, { deployment_id, ...said });
}

function logOf({ run }: Pick<Host, 'run'>): { readonly log_url?: string } {
  return run.url === null ? {} : { log_url: run.url };
}

/** At most what GitHub takes, by character. */
function shortened(text: string): string {
  const line = [...text.replaceAll(/\s+/g, ' ')];
  return line.length <= LONGEST ? line.join('') : `${line.slice(0, LONGEST - 1).join('')}…`;
}
