import { briefRepository } from './rest-repository.ts';
import { userOf } from './users.ts';

/** A workflow run, as far as the REST API shows it. */
export interface Run {
  readonly id: number;
  readonly attempt: number;
  readonly branch: string;
  readonly sha: string;
  readonly event: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | null;
  /** the workflow file; default some other */
  readonly path?: string;
  /** where its commit is from; default this repository */
  readonly from?: { readonly id: number; readonly name: string };
  readonly actor?: { readonly login: string; readonly id: number };
}

export const FIRST_RUN: Run = {
  id: 1001,
  attempt: 1,
  branch: 'main',
  sha: '0123456789012345678901234567890123456789',
  event: 'push',
  status: 'in_progress',
  conclusion: null,
};

/** Schema `workflow-run`. */
export function runOf(run: Run, repository: string, home: string) {
  const base = `${home}/repos/${repository}/actions`;
  const url = `${base}/runs/${run.id}`;
  const date = '2026-01-01T00:00:00Z';
  const links = ['jobs', 'logs', 'cancel', 'rerun', 'artifacts'].map((link) => [
    `${link}_url`,
    `${url}/${link}`,
  ]);
  return {
    ...Object.fromEntries(links),
    ...{ id: run.id, node_id: `WFR_${run.id}`, run_number: 1, run_attempt: run.attempt, name: 'test' },
    ...{
      head_branch: run.branch,
      head_sha: run.sha,
      event: run.event,
      status: run.status,
      conclusion: run.conclusion,
    },
    ...{
      display_title: 'test',
      path: run.path ?? '.github/workflows/test.yml',
      workflow_id: 1,
      pull_requests: [],
      head_commit: null,
    },
    ...{ url, html_url: `${home}/${repository}/actions/runs/${run.id}`, created_at: date, updated_at: date },
    ...{ workflow_url: `${base}/workflows/1`, check_suite_url: `${home}/repos/${repository}/check-suites/1` },
    repository: briefRepository(repository, home),
    head_repository: briefRepository(run.from?.name ?? repository, home, run.from?.id),
    actor: { ...userOf(run.actor?.login ?? 'somebody', home), id: run.actor?.id ?? 7 },
  };
}
