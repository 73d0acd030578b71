import { unzipSync } from 'fflate';
import { type ActionWish, type Ran, runAction } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { PREDICTIONS } from '#harness/project';
import type { ProposedPull } from '#harness/rest-proposals';
import { type Run, runOf } from '#harness/run';
import { Workspace } from '#harness/workspace';
import { type Posting, readPosting } from '#posting/posting';

export const GATE = '.github/workflows/mlops-pr-gate.yml';
export const MALLORY = { id: 77, name: 'mallory/tiny' } as const;

/** mlops.yml of the base: what a fork is judged by. */
export const RULES = `schema: 1
model: tiny
evaluate:
  run: exit 1
  predictions: out/predictions.csv
  task: binary
  columns: { id: id, label: late, prediction: predicted, score: p_late }
  slices: [carrier]
  gates: ["roc_auc >= 0.7"]
`;

/** The permissions of the two jobs, as docs/forks.md has them. */
export const READ = { contents: 'read', actions: 'read', 'pull-requests': 'read' } as const;
export const POST = { actions: 'read', checks: 'write', 'pull-requests': 'write' } as const;

let heads = 0;

/** A repository on GitHub, a pull request from a fork to it, and the run that judged it, which has ended. */
export class Fork implements AsyncDisposable {
  readonly github: FakeGitHub;
  #runs = 2000;

  private constructor(github: FakeGitHub) {
    this.github = github;
  }

  static async open(rules: string | null = RULES): Promise<Fork> {
    const fork = new Fork(await FakeGitHub.start('org/tiny'));
    const files = rules === null ? { 'README.md': 'tiny' } : { 'mlops.yml': rules };
    fork.github.repository.push('refs/heads/main', files);
    fork.github.proposals.protected.add('main');
    return fork;
  }

  /** A run of a pull request of its own; `artifact`: what it left. */
  ran(artifact: Uint8Array | null, change: Partial<Run> = {}): Run {
    const id = ++this.#runs;
    const sha = (++heads).toString(16).padStart(40, '0');
    const run: Run = {
      ...{ id, attempt: 1, branch: `patch-${id}`, sha, event: 'pull_request', status: 'completed' },
      ...{ conclusion: 'success', path: GATE, from: MALLORY, ...change },
    };
    this.github.runs.set(id, run);
    const { repository, proposals, issues } = this.github;
    proposals.all.push({
      number: issues.seed({ pullRequest: true }).number,
      head: { sha: run.sha, ref: run.branch, repo: run.from ?? { id: 1, name: repository.name } },
      base: { sha: repository.refs.get('refs/heads/main') ?? '', ref: 'main' },
      state: 'open',
    });
    if (artifact !== null) this.github.leave('mlops-tiny-evaluate', artifact, { run: id });
    return run;
  }

  /** The job that reads, in a workflow run of its own; `attempt` keeps what several leave apart. */
  read(run: Run, wish: ActionWish = {}): Promise<Ran> {
    const input = { with: { mode: 'read', ...wish.with } };
    return this.#report(run, { permissions: READ, attempt: run.id, ...wish, ...input });
  }

  /** The job that posts. */
  post(run: Run, wish: ActionWish = {}): Promise<Ran> {
    const input = { with: { mode: 'post', ...wish.with } };
    return this.#report(run, { permissions: POST, attempt: run.id, ...wish, ...input });
  }

  /** The number of the pull request that a run is of. */
  numberOf(run: Run): number {
    return this.github.proposals.all.find(({ head }) => head.sha === run.sha)?.number ?? 0;
  }

  /** Something about that pull request is another by now. */
  change(run: Run, change: (pull: ProposedPull) => ProposedPull): void {
    const { all } = this.github.proposals;
    const at = all.findIndex(({ head }) => head.sha === run.sha);
    const pull = all[at];
    if (pull !== undefined) all[at] = change(pull);
  }

  /** What the reading job left to be posted; null: nothing. */
  posting(run: Run, name = 'mlops-tiny-report'): Posting | null {
    const found = this.github.artifacts.finished().find((one) => one.name === name && one.attempt === run.id);
    const files = unzipSync(found === undefined ? EMPTY : (this.github.artifacts.bytes(found) ?? EMPTY));
    const bytes = files['posting.json'];
    return bytes === undefined ? null : readPosting(new TextDecoder().decode(bytes));
  }

  /** Each job starts in a folder of its own, with nothing in it. */
  async #report(run: Run, wish: ActionWish): Promise<Ran> {
    using folder = Workspace.of();
    const { url, repository } = this.github;
    const payload = { workflow_run: runOf(run, repository.name, url) };
    return await runAction('report', folder, this.github, { event: 'workflow_run', payload, ...wish });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.github[Symbol.asyncDispose]();
  }
}

/** The end record of an archive without files. */
const EMPTY = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');

/** Predictions with another header, or with something in place of each row. */
export function rewritten(change: (line: string, row: number) => string): string {
  return PREDICTIONS.split('\n')
    .map((line, row) => (line === '' ? '' : change(line, row)))
    .join('\n');
}
