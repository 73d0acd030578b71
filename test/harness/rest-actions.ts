import { type Answer, bare, json, refusal } from './answer.ts';
import type { ArtifactStore, StoredArtifact } from './artifact-store.ts';
import type { Repository } from './repository.ts';
import { type Call, notFound, type Operations, operation } from './rest.ts';
import { type Run, runOf } from './run.ts';

/** Runs and their artifacts, as other runs and people see them. */
export function actionsOperations(
  repository: Repository,
  runs: ReadonlyMap<number, Run>,
  artifacts: ArtifactStore,
): Operations {
  const runFor = (call: Call) => runs.get(Number(call.params['run_id']));
  const artifactFor = (call: Call) =>
    artifacts.finished().find(({ id }) => id === Number(call.params['artifact_id']));
  const show = (artifact: StoredArtifact, call: Call) =>
    artifactOf(repository, artifact, runs.get(artifact.run), call);
  const list = (found: StoredArtifact[], call: Call) => {
    const name = call.query.get('name');
    const matching = found.filter((one) => name === null || one.name === name);
    return paged(
      'artifacts',
      matching.map((one) => show(one, call)),
      call,
    );
  };
  return {
    'actions/get-workflow-run': operation('actions', 'read', (call) => {
      const run = runFor(call);
      return run === undefined ? notFound() : json(200, runOf(run, repository.name, call.home));
    }),
    'actions/list-workflow-runs-for-repo': operation('actions', 'read', (call) => {
      const wanted = (name: string, value: string) => (call.query.get(name) ?? value) === value;
      const found = [...runs.values()].filter(
        (run) => wanted('branch', run.branch) && wanted('event', run.event) && wanted('head_sha', run.sha),
      );
      return paged(
        'workflow_runs',
        found.reverse().map((run) => runOf(run, repository.name, call.home)),
        call,
      );
    }),
    'actions/list-workflow-run-artifacts': operation('actions', 'read', (call) => {
      const run = runFor(call);
      return run === undefined
        ? notFound()
        : list(
            artifacts.finished().filter((one) => one.run === run.id),
            call,
          );
    }),
    'actions/list-artifacts-for-repo': operation('actions', 'read', (call) =>
      list(artifacts.finished(), call),
    ),
    'actions/get-artifact': operation('actions', 'read', (call) => {
      const artifact = artifactFor(call);
      return artifact === undefined ? notFound() : json(200, show(artifact, call));
    }),
    'actions/download-artifact': operation('actions', 'read', (call) => {
      const artifact = artifactFor(call);
      if (artifact === undefined) return notFound();
      if (Date.parse(artifact.expiresAt) < Date.now()) return refusal(410, 'Artifact has expired');
      if (call.params['archive_format'] !== 'zip') return refusal(422, 'Only zip is supported');
      return bare(302, { location: call.home + artifacts.sign(artifact) });
    }),
    'actions/delete-artifact': operation('actions', 'write', (call) => {
      const artifact = artifactFor(call);
      if (artifact === undefined) return notFound();
      artifacts.delete(artifact);
      return bare(204);
    }),
  };
}

/** A page of a list, under its name, beside the count of all. */
function paged(name: string, all: readonly unknown[], { query }: Call): Answer {
  const [size, page] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)];
  return json(200, { total_count: all.length, [name]: all.slice((page - 1) * size, page * size) });
}

function artifactOf(repository: Repository, artifact: StoredArtifact, run: Run | undefined, { home }: Call) {
  const { id, name, size, createdAt, expiresAt, digest } = artifact;
  const url = `${home}/repos/${repository.name}/actions/artifacts/${id}`;
  return {
    id,
    node_id: String(id),
    name,
    size_in_bytes: size,
    url,
    archive_download_url: `${url}/zip`,
    expired: Date.parse(expiresAt) < Date.now(),
    created_at: createdAt,
    updated_at: createdAt,
    expires_at: expiresAt,
    digest,
    workflow_run:
      run === undefined
        ? null
        : {
            ...{ id: run.id, head_branch: run.branch, head_sha: run.sha },
            ...{ repository_id: 1, head_repository_id: run.from?.id ?? 1 },
          },
  };
}
