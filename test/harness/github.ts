import { zipSync } from 'fflate';
import type { Answer } from './answer.ts';
import { RestApi } from './api.ts';
import { ArtifactStore } from './artifact-store.ts';
import { Blobs } from './blobs.ts';
import { GitBacked } from './git-backed.ts';
import { answerGraphQL } from './graphql.ts';
import { Description } from './openapi.ts';
import { type Permissions, Tokens } from './permissions.ts';
import { Repository } from './repository.ts';
import { actionsOperations } from './rest-actions.ts';
import { Checks, checkOperations } from './rest-checks.ts';
import { commitOperations } from './rest-commits.ts';
import { compareOperations } from './rest-compare.ts';
import { type Deployments, deploymentOperations } from './rest-deployments.ts';
import { Dispatches, dispatchOperations } from './rest-dispatch.ts';
import { gitObjects } from './rest-git.ts';
import { Issues, issueOperations } from './rest-issues.ts';
import { Proposals, proposalOperations } from './rest-proposals.ts';
import { gitRefs } from './rest-refs.ts';
import { repositoryOperations } from './rest-repository.ts';
import { FIRST_RUN, type Run } from './run.ts';
import { type Job, runtimeToken } from './runtime-token.ts';
import { type Arrived, LoopbackServer } from './server.ts';
import { answerTwirp, type Service } from './twirp.ts';
import { artifactService } from './twirp-artifacts.ts';
import { cacheService } from './twirp-cache.ts';
import { userOperations } from './users.ts';

interface GitWish {
  readonly git?: 'memory' | 'real';
}

/**
 * A GitHub in this process: REST, the results service (artifacts v4, cache v2) and blob storage, on one port of the
 * loopback address. `await using github = await FakeGitHub.start()`; at the end `expect(github.violations).toEqual([])`.
 */
export class FakeGitHub implements AsyncDisposable {
  /** Requests and answers that GitHub's description refuses, and faults of the fake itself. */
  readonly violations: string[] = [];
  /** `POST /repos/org/flights/git/blobs`, in the order they came; blob storage left out */
  readonly requests: string[] = [];
  /** the repository, where git is no real one */
  readonly repository: Repository;
  /** the repository as the real git keeps it, where `start` was asked for one */
  readonly gitBacked: GitBacked | null;
  readonly runs = new Map<number, Run>([[FIRST_RUN.id, FIRST_RUN]]);
  readonly artifacts: ArtifactStore;
  readonly issues = new Issues();
  readonly dispatches = new Dispatches();
  readonly proposals = new Proposals();
  readonly checks = new Checks();
  /** by number; an `answer` set for a test is given instead of making one */
  readonly deployments: Deployments = { made: new Map(), answer: null };
  readonly #tokens = new Tokens();
  readonly #blobs = new Blobs();
  readonly #rest: RestApi;
  readonly #services: Readonly<Record<string, Service>>;
  #server: LoopbackServer | null = null;

  private constructor(name: string, description: Description, gitBacked: GitBacked | null) {
    this.repository = new Repository(name);
    this.gitBacked = gitBacked;
    const git = gitBacked ?? this.repository;
    this.artifacts = new ArtifactStore(this.#blobs);
    const operations = {
      ...repositoryOperations(this.repository),
      ...gitObjects(git),
      ...gitRefs(git),
      ...commitOperations(git),
      ...compareOperations(git),
      ...actionsOperations(this.repository, this.runs, this.artifacts),
      ...issueOperations(this.issues, name),
      ...dispatchOperations(this.dispatches, this.repository),
      ...userOperations(),
      ...proposalOperations(this.proposals, git),
      ...checkOperations(this.checks, name),
      ...deploymentOperations(this.repository, this.deployments),
    };
    this.#rest = new RestApi(description, operations, this.#tokens, name, (text) =>
      this.violations.push(text),
    );
    this.#services = {
      'github.actions.results.api.v1.ArtifactService': artifactService(this.artifacts, () => this.url),
      'github.actions.results.api.v1.CacheService': cacheService(this.#blobs, () => this.url),
    };
  }

  /** `name` is the one repository it holds, `owner/repo`; `git: 'real'` keeps its objects and refs in a real git. */
  static async start(name = 'org/flights', { git = 'memory' }: GitWish = {}): Promise<FakeGitHub> {
    const backed = git === 'real' ? await GitBacked.init(name) : null;
    const github = new FakeGitHub(name, await Description.load(), backed);
    const fault = (error: unknown) => github.violations.push(`fault of the fake: ${String(error)}`);
    github.#server = await LoopbackServer.start((arrived) => github.#answer(arrived), fault);
    return github;
  }

  /** For GITHUB_API_URL, ACTIONS_RESULTS_URL and ACTIONS_RUNTIME_URL. */
  get url(): string {
    return `http://127.0.0.1:${this.#server?.port ?? 0}`;
  }

  /**
   * For GITHUB_SERVER_URL. The clients of artifacts and cache refuse a server they take for GHES, which `*.localhost` is
   * not; they only look at the name, and not every machine can resolve it.
   */
  get serverUrl(): string {
    return `http://gh.localhost:${this.#server?.port ?? 0}`;
  }

  /**
   * A job's GITHUB_TOKEN with the scopes of its `permissions:`; everything else is answered 403. `login`: the token of
   * somebody else, an app (`flights[bot]`) or a person.
   */
  token({ permissions, login }: { readonly permissions: Permissions; readonly login?: string }): string {
    return this.#tokens.mint(permissions, login);
  }

  /** A job's ACTIONS_RUNTIME_TOKEN; by default of the first attempt of the only run, on the default branch. */
  runtimeToken(job: Partial<Job> = {}): string {
    const cacheScopes = [`refs/heads/${this.repository.defaultBranch}`];
    return runtimeToken({ run: FIRST_RUN.id, attempt: 1, job: 'job', cacheScopes, cache: 'write', ...job });
  }

  /** An artifact of the first run that holds these files, as another job of it would have published it. */
  publish(name: string, files: Readonly<Record<string, Uint8Array>>, attempt = 1): void {
    this.leave(name, zipSync(files), { attempt });
  }

  /** An artifact of any bytes, as a run may leave one. */
  leave(
    name: string,
    zip: Uint8Array,
    {
      run = FIRST_RUN.id,
      attempt = 1,
      expiresAt,
    }: { run?: number; attempt?: number; expiresAt?: string } = {},
  ): void {
    const artifact = this.artifacts.create({ name, run, attempt, job: 'another' }, expiresAt);
    if (artifact === null) throw new Error(`${name} is taken`);
    const url = new URL(this.url + this.artifacts.sign(artifact));
    const headers = { 'x-ms-blob-content-type': 'application/zip' };
    this.#blobs.answer({ method: 'PUT', url, headers, body: Buffer.from(zip) });
    this.artifacts.finalize(artifact, undefined);
  }

  #answer(arrived: Arrived): Answer | Promise<Answer> {
    const { method, url, headers, body } = arrived;
    if (url.pathname.startsWith('/blobs/')) return this.#blobs.answer(arrived);
    this.requests.push(`${method} ${decodeURIComponent(url.pathname)}`);
    if (url.pathname === '/graphql')
      return answerGraphQL(arrived, this.#tokens, this.gitBacked ?? this.repository);
    if (!url.pathname.startsWith('/twirp/')) return this.#rest.answer(arrived, this.url);
    return answerTwirp(
      this.#services,
      url.pathname,
      headers.authorization?.toString(),
      JSON.parse(body.toString()),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    this.gitBacked?.[Symbol.dispose]();
  }
}
