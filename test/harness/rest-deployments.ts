import { z } from 'zod';
import { type Answer, json, refusal } from './answer.ts';
import type { Repository } from './repository.ts';
import { type Call, notFound, type Operations, operation, writing } from './rest.ts';

const NewDeployment = z.object({
  ref: z.string(),
  task: z.string().default('deploy'),
  auto_merge: z.boolean().default(true),
  required_contexts: z.array(z.string()).optional(),
  payload: z.union([z.string(), z.record(z.string(), z.unknown())]).default(''),
  environment: z.string().default('production'),
  description: z.string().nullable().default(''),
  transient_environment: z.boolean().default(false),
  production_environment: z.boolean().optional(),
});

const NewStatus = z.object({
  state: z.enum(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']),
  log_url: z.string().default(''),
  description: z.string().max(140).default(''),
  environment: z.string().optional(),
  environment_url: z.string().default(''),
  auto_inactive: z.boolean().default(true),
});

/** A deployment as it was asked for, with its statuses, oldest first. */
export interface StoredDeployment extends z.infer<typeof NewDeployment> {
  readonly id: number;
  readonly statuses: z.infer<typeof NewStatus>[];
}

export interface Deployments {
  readonly made: Map<number, StoredDeployment>;
  /** what the next request for a deployment is answered instead, e.g. a 409 */
  answer: Answer | null;
}

/** Deployments and their statuses, newest first, as GitHub lists them. */
export function deploymentOperations(repository: Repository, deployments: Deployments): Operations {
  const { made } = deployments;
  const found = (call: Call) => made.get(Number(call.params['deployment_id']));
  return {
    'repos/list-deployments': operation('deployments', 'read', (call) => {
      const wanted = (name: string, value: string) => (call.query.get(name) ?? value) === value;
      const all = [...made.values()].filter(
        (one) => wanted('environment', one.environment) && wanted('task', one.task) && wanted('ref', one.ref),
      );
      return json(
        200,
        page(all.reverse(), call).map((one) => deploymentOf(repository, one, call)),
      );
    }),
    'repos/create-deployment': writing('deployments', NewDeployment, (wish, call) => {
      const { answer } = deployments;
      deployments.answer = null;
      if (answer !== null) return answer;
      const deployment = { ...wish, id: 7001 + made.size, statuses: [] };
      made.set(deployment.id, deployment);
      return json(201, deploymentOf(repository, deployment, call));
    }),
    'repos/list-deployment-statuses': operation('deployments', 'read', (call) => {
      const deployment = found(call);
      if (deployment === undefined) return notFound();
      const all = deployment.statuses.map((_, index) => statusOf(repository, deployment, index, call));
      return json(200, page(all.reverse(), call));
    }),
    'repos/create-deployment-status': writing('deployments', NewStatus, (wish, call) => {
      const deployment = found(call);
      if (deployment === undefined) return notFound();
      if (wish.environment !== undefined && wish.environment !== deployment.environment)
        return refusal(422, 'the fake keeps the environment of a deployment');
      deployment.statuses.push(wish);
      return json(201, statusOf(repository, deployment, deployment.statuses.length - 1, call));
    }),
  };
}

function page<T>(all: readonly T[], { query }: Call): T[] {
  const [size, number] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)];
  return all.slice((number - 1) * size, number * size);
}

const DATE = '2026-01-01T00:00:00Z';

/** Schema `deployment`. */
function deploymentOf({ name }: Repository, deployment: StoredDeployment, { home }: Call) {
  const { id, ref, task, payload, environment, description } = deployment;
  const { transient_environment, production_environment = environment === 'production' } = deployment;
  const url = `${home}/repos/${name}/deployments/${id}`;
  return {
    ...{ id, node_id: `DE_${id}`, ref, sha: ref, task, payload, environment, description },
    ...{ transient_environment, production_environment, original_environment: environment, creator: null },
    ...{ url, statuses_url: `${url}/statuses`, repository_url: `${home}/repos/${name}` },
    ...{ created_at: DATE, updated_at: DATE, performed_via_github_app: null },
  };
}

/** Schema `deployment-status`. */
function statusOf({ name }: Repository, deployment: StoredDeployment, index: number, { home }: Call) {
  const { state, log_url, description, environment_url } = deployment.statuses[index] ?? {};
  const url = `${home}/repos/${name}/deployments/${deployment.id}`;
  const id = deployment.id * 100 + index;
  return {
    ...{ id, node_id: `DES_${id}`, state, description, environment: deployment.environment, creator: null },
    ...{ log_url, target_url: log_url, environment_url, performed_via_github_app: null },
    ...{ url: `${url}/statuses/${id}`, deployment_url: url, repository_url: `${home}/repos/${name}` },
    ...{ created_at: DATE, updated_at: DATE },
  };
}
