import type { RunContext } from '#kit/ports';

/** Who wrote a cache entry: where a run happened, as the entry says it. */
export interface Writer {
  readonly repository: string | null;
  readonly ref: string | null;
  readonly event: string;
  readonly commit: string | null;
  /** run and attempt */
  readonly run: string;
  /** was it a run on the default branch, of no pull request, of nothing uncommitted */
  readonly defaultBranch: boolean;
  readonly because: string;
}

const RELEASING = ['release', 'deployment', 'deployment_status'];

export function writerOf(run: RunContext): Writer {
  const { repository, ref, event, commit, trusted } = run;
  return {
    repository,
    ref,
    event,
    commit,
    run: `${run.id}/${run.attempt}`,
    defaultBranch: trusted.yes,
    because: trusted.because,
  };
}

/** A run whose results are meant to leave the house: a release, a deployment, a pushed tag. */
function isRelease({ event, ref }: Pick<RunContext, 'event' | 'ref'>): boolean {
  return RELEASING.includes(event) || (ref?.startsWith('refs/tags/') ?? false);
}

/**
 * Why this run must not use what `writer` wrote; null when it may. A release takes nothing but what the default
 * branch made: anybody who may open a pull request could have made the rest.
 */
export function distrust(writer: Writer, run: Pick<RunContext, 'event' | 'ref'>): string | null {
  if (!isRelease(run) || writer.defaultBranch) return null;
  const where = writer.ref ?? 'no branch';
  return `it was written on ${where} (${writer.because}), and a release (${run.event}) takes only what the default branch made`;
}
