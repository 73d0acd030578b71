import type { GitHub } from '#kit/ports';
import { type WorkflowRun, workflowRun } from './answer.ts';

/** A run that must not be trusted, found to be what the event says it is. */
export interface ForeignRun {
  readonly id: number;
  readonly attempt: number;
  readonly head: string;
  readonly branch: string;
  readonly url: string;
  readonly conclusion: string;
  readonly repository: number;
  readonly headRepository: { readonly id: number; readonly owner: string };
}

/** Nothing is to be reported, for a reason that is no mistake. */
export interface Nothing {
  readonly nothing: string;
}

/** Dependabot's account, whose runs have the token of a fork's. */
const DEPENDABOT = 49_699_333;

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The run whose end set off this one, as GitHub's API tells of it; nothing the run wrote is asked. It has to be of the
 * workflow file at `workflow` (a name anybody can give to another file), of a pull request, of this repository, and come
 * from a fork or from Dependabot: a run of the repository's own branches reports itself.
 */
export async function foreignRun(
  payload: unknown,
  workflow: string,
  api: GitHub,
): Promise<ForeignRun | Nothing> {
  const said = workflowRun.safeParse(payload);
  if (!said.success) return { nothing: 'the event names no run that can be read' };
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
  const told = workflowRun.safeParse(await api.request<unknown>(route, { run_id: said.data.id }));
  if (!told.success) return { nothing: 'GitHub knows no such run, or its fork is gone' };
  const run = told.data;
  const strange = strangeness(said.data, run, workflow);
  if (strange !== null) return { nothing: strange };
  const { head_repository: from, head_branch: branch, repository } = run;
  if (from === null || branch === null) return { nothing: 'the fork is gone' };
  const dependabot = run.actor?.id === DEPENDABOT && run.actor.login === 'dependabot[bot]';
  if (from.id === repository.id && !dependabot)
    return { nothing: 'the run is of a branch of this repository, and reports itself' };
  return {
    ...{ id: run.id, attempt: run.run_attempt, head: run.head_sha, branch, repository: repository.id },
    url: run.html_url,
    conclusion: CONCLUSIONS.find((one) => one === run.conclusion) ?? 'unknown',
    headRepository: { id: from.id, owner: from.owner.login },
  };
}

const CONCLUSIONS = [
  'success',
  'failure',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'startup_failure',
] as const;

/** Why the run is not one to report; null where it is. */
function strangeness(said: WorkflowRun, run: WorkflowRun, workflow: string): string | null {
  const path = run.path.replace(/@.*$/s, '');
  if (path !== workflow || said.path.replace(/@.*$/s, '') !== workflow)
    return `the run is not of ${workflow}`;
  if (run.event !== 'pull_request' || said.event !== 'pull_request')
    return 'the run was not set off by pull_request';
  const same =
    run.id === said.id &&
    run.head_sha === said.head_sha &&
    run.repository.id === said.repository.id &&
    run.head_repository?.id === said.head_repository?.id;
  if (!same) return 'the event and GitHub do not tell the same of the run';
  if (!COMMIT.test(run.head_sha)) return 'the run is of no commit';
  return run.run_attempt === said.run_attempt ? null : 'a later attempt of the run has begun';
}
