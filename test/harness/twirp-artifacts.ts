import { z } from 'zod';
import { json, twirpError } from './answer.ts';
import type { ArtifactStore, StoredArtifact } from './artifact-store.ts';
import { backendId, type Job } from './runtime-token.ts';
import { method, type Service } from './twirp.ts';

const ids = { workflow_run_backend_id: z.string(), workflow_job_run_backend_id: z.string() };
const Create = z.object({
  ...ids,
  name: z.string(),
  version: z.number(),
  mime_type: z.string().optional(),
  expires_at: z.iso.datetime().optional(),
});
const Finalize = z.object({ ...ids, name: z.string(), size: z.string(), hash: z.string().optional() });
const List = z.object({ ...ids, name_filter: z.string().optional(), id_filter: z.string().optional() });
const Named = z.object({ ...ids, name: z.string() });

/**
 * `github.actions.results.api.v1.ArtifactService`, as @actions/artifact 6 speaks to it: names unique in an attempt
 * (409), filters honoured, artifacts of all attempts of the run listed, newest first.
 */
export function artifactService(store: ArtifactStore, home: () => string): Service {
  const inRun = (job: Job) => store.finished().filter(({ run }) => run === job.run);
  const named = (job: Job, run: string, name: string) =>
    inRun(job).find((one) => one.name === name && backendId(one.run, one.attempt) === run);
  const missing = (name: string) => twirpError(404, 'not_found', `artifact ${name} not found`);
  return {
    CreateArtifact: method(Create, ({ name, expires_at, version }, { run, attempt, job }) => {
      if (version < 4) return twirpError(400, 'invalid_argument', `version ${version} is not supported`);
      const artifact = store.create({ name, run, attempt, job }, expires_at);
      const taken = 'an artifact with this name already exists on the workflow run';
      if (artifact === null) return twirpError(409, 'already_exists', taken);
      return json(200, { ok: true, signed_upload_url: home() + store.sign(artifact) });
    }),
    FinalizeArtifact: method(Finalize, ({ name, hash }, { run, attempt }) => {
      const begun = store
        .all()
        .find((one) => one.name === name && one.run === run && one.attempt === attempt);
      if (begun === undefined) return missing(name);
      const artifact = store.finalize(begun, hash);
      if (artifact === null)
        return twirpError(400, 'invalid_argument', 'the upload does not have this digest');
      return json(200, { ok: true, artifact_id: String(artifact.id) });
    }),
    ListArtifacts: method(List, ({ name_filter, id_filter }, job) => {
      const found = inRun(job)
        .filter(({ name }) => name_filter === undefined || name === name_filter)
        .filter(({ id }) => id_filter === undefined || String(id) === id_filter);
      return json(200, { artifacts: found.map(listed) });
    }),
    GetSignedArtifactURL: method(Named, ({ workflow_run_backend_id, name }, job) => {
      const artifact = named(job, workflow_run_backend_id, name);
      return artifact === undefined
        ? missing(name)
        : json(200, { signed_url: home() + store.sign(artifact) });
    }),
    DeleteArtifact: method(Named, ({ workflow_run_backend_id, name }, job) => {
      const artifact = named(job, workflow_run_backend_id, name);
      if (artifact === undefined) return missing(name);
      store.delete(artifact);
      return json(200, { ok: true, artifact_id: String(artifact.id) });
    }),
  };
}

/** `ListArtifactsResponse.MonolithArtifact`; proto3 JSON writes 64-bit numbers as text and wrappers bare. */
function listed({ id, name, run, attempt, job, createdAt, digest, size }: StoredArtifact) {
  return {
    workflow_run_backend_id: backendId(run, attempt),
    workflow_job_run_backend_id: job,
    database_id: String(id),
    name,
    size: String(size),
    created_at: createdAt,
    digest,
  };
}
