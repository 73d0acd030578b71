import * as z from 'zod/mini';

/** What GitHub's answers and events say, as far as it is read. Strings in them may be a stranger's. */

const repository = z.object({ id: z.int(), full_name: z.string(), owner: z.object({ login: z.string() }) });

export const workflowRun = z.object({
  id: z.int(),
  run_attempt: z.int(),
  path: z.string(),
  event: z.string(),
  head_sha: z.string(),
  head_branch: z.nullable(z.string()),
  conclusion: z.nullable(z.string()),
  html_url: z.string(),
  actor: z.nullable(z.object({ login: z.string(), id: z.int() })),
  repository: z.object({ id: z.int() }),
  head_repository: z.nullable(repository),
});
export type WorkflowRun = z.infer<typeof workflowRun>;

const end = z.object({ ref: z.string(), sha: z.string(), repo: z.nullable(z.object({ id: z.int() })) });

export const pull = z.object({ number: z.int(), state: z.string(), head: end, base: end });
export const pulls = z.array(pull);

export const branch = z.object({ protected: z.boolean() });

export const artifactPage = z.object({
  artifacts: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      size_in_bytes: z.int(),
      expired: z.boolean(),
      digest: z.nullish(z.string()),
      workflow_run: z.nullish(z.object({ id: z.int(), head_sha: z.string() })),
    }),
  ),
});
