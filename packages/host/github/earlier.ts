import { Fault } from '#kit/outcome';
import type { EarlierArtifact, EarlierArtifacts, Files, GitHub, Log, RunContext } from '#kit/ports';
import { statusOf } from '#kit/status';
import type { JobStream } from './jobstream.ts';

/** GitHub gives at most so many a page. */
const PAGE = 100;

/** Newest come first: what lies behind so many pages is old. */
const PAGES = 10;

interface Listed {
  readonly id: number;
  readonly name: string;
  readonly expired: boolean;
  readonly created_at: string | null;
  readonly digest?: string | null;
  readonly workflow_run?: {
    readonly id?: number;
    readonly repository_id?: number;
    readonly head_repository_id?: number;
    readonly head_sha?: string;
  } | null;
}

interface Surroundings {
  readonly github: () => Promise<GitHub>;
  readonly token: string | undefined;
  readonly run: RunContext;
  readonly files: Pick<Files, 'temporary'>;
  readonly stream: JobStream;
  readonly log: Pick<Log, 'debug'>;
}

/**
 * Artifacts of the repository's runs through its API. Of each the API says which repository the commit came from: what a
 * fork's run made is never shown.
 */
export function earlierArtifacts({ github, token, run, files, stream, log }: Surroundings): EarlierArtifacts {
  const digests = new Map<string, string>();
  // several ways look through the same list
  const pages = new Map<string, readonly Listed[]>();
  const pageOf = async (name: string, page: number) => {
    const known = pages.get(`${name} ${page}`);
    if (known !== undefined) return known;
    const route = 'GET /repos/{owner}/{repo}/actions/artifacts';
    const query = { name, per_page: PAGE, page };
    const listed = (await github()).request<{ artifacts: readonly Listed[] }>(route, query);
    const { artifacts } = await listed.catch((error: unknown) => {
      // a server that has no such artifacts
      if (statusOf(error) === 404) return { artifacts: [] };
      throw error;
    });
    pages.set(`${name} ${page}`, artifacts);
    return artifacts;
  };
  return {
    async *named(name) {
      for (let page = 1; page <= PAGES; page++) {
        const artifacts = await pageOf(name, page);
        for (const listed of artifacts) {
          const artifact = ownOf(listed);
          if (artifact === null || artifact.run === run.id || artifact.name !== name) continue;
          if (listed.digest) digests.set(artifact.id, listed.digest);
          yield artifact;
        }
        if (artifacts.length < PAGE) return;
      }
      log.debug(`Artifacts called ${name} behind the newest ${PAGE * PAGES} are not looked at.`);
    },
    async eventOf({ run: run_id }) {
      const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
      const { event } = await (await github()).request<{ event: string }>(route, { run_id: Number(run_id) });
      return event;
    },
    async open({ id, name, run: of }) {
      const path = await files.temporary(name);
      const [repositoryOwner = '', repositoryName = ''] = (run.repository ?? '').split('/');
      const findBy = { token: token ?? '', workflowRunId: Number(of), repositoryOwner, repositoryName };
      const digest = digests.get(id);
      const expected = digest === undefined ? {} : { expectedHash: digest.replace(/^(sha256:)?/, 'sha256:') };
      const { DefaultArtifactClient } = await import('@actions/artifact');
      const download = () =>
        new DefaultArtifactClient().downloadArtifact(Number(id), { path, findBy, ...expected });
      const { value, said } = await stream.hushed(download).catch((cause: unknown) => {
        throw new Fault(`the artifact ${name} of run ${of} could not be fetched`, { cause });
      });
      for (const line of [...said.complaints, ...said.remarks]) log.debug(line);
      if (value.digestMismatch)
        throw new Fault(`the artifact ${name} of run ${of} arrived damaged: its SHA-256 is not ${digest}`);
      return path;
    },
  };
}

/** Null where it is a fork's, or where GitHub does not say whose it is. */
function ownOf({ id, name, expired, created_at, workflow_run: of }: Listed): EarlierArtifact | null {
  if (of?.id === undefined || of.head_sha === undefined || of.repository_id === undefined) return null;
  if (of.head_repository_id !== of.repository_id) return null;
  const run = String(of.id);
  return { name, id: String(id), run, commit: of.head_sha, createdAt: created_at ?? '', expired };
}
