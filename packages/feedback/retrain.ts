import * as z from 'zod/mini';
import type { GitHub, RunContext } from '#kit/ports';
import { statusOf } from '#kit/status';
import { lacking, reasonOf } from '#posting/permission';
import type { Done } from './effect.ts';
import { EVENTS_ROUTE, sendEvent, shortened } from './event.ts';
import { unperformed } from './refusal.ts';
import type { Signal } from './signal.ts';

const RETRAIN_EVENT = 'mlops-retrain';

const WORKFLOW_ROUTE = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';

/** The inputs a workflow has to declare to be dispatched with them; GitHub refuses one that does not know them all. */
const RETRAIN_INPUTS = ['reason', 'occasion', 'environment', 'record'] as const;

const repository = z.object({ default_branch: z.string() });
/** Older servers answer 204 and say nothing. */
const started = z.object({ html_url: z.string() });

/** What would be asked, for a dry run. */
export function retrainRoute(workflow: string | undefined): string {
  return workflow === undefined
    ? `${EVENTS_ROUTE} with event_type ${RETRAIN_EVENT}`
    : WORKFLOW_ROUTE.replace('{workflow_id}', nameOf(workflow));
}

/** Asks for a training: by the event `mlops-retrain`, or by dispatching a workflow of the default branch. */
export async function performRetrain(
  api: GitHub,
  signal: Signal,
  workflow: string | undefined,
  run: Pick<RunContext, 'defaultBranch'>,
): Promise<Done> {
  const why = `because of ${signal.occasion ?? 'the verdict'}`;
  if (workflow === undefined) {
    await sendEvent(api, RETRAIN_EVENT, signal).catch((error: unknown) => {
      throw lacking(error, { contents: 'write' }, 'or name retrain-workflow, which needs actions: write');
    });
    return { effect: 'retrain', state: 'done', detail: `sent the event ${RETRAIN_EVENT} ${why}` };
  }
  const url = await dispatch(api, signal, workflow, run);
  const detail = `started ${workflow} ${why}`;
  return { effect: 'retrain', state: 'done', detail, ...(url === null ? {} : { url }) };
}

async function dispatch(
  api: GitHub,
  signal: Signal,
  workflow: string,
  { defaultBranch }: Pick<RunContext, 'defaultBranch'>,
): Promise<string | null> {
  const ref =
    defaultBranch ?? repository.parse(await api.request('GET /repos/{owner}/{repo}', {})).default_branch;
  const { environment, record, occasion, reason } = signal;
  const inputs = { reason: shortened(reason), occasion: occasion ?? '', environment, record };
  const workflow_id = nameOf(workflow);
  try {
    const answer = await api.request(WORKFLOW_ROUTE, { workflow_id, ref, inputs, return_run_details: true });
    const told = started.safeParse(answer);
    return told.success ? told.data.html_url : null;
  } catch (error) {
    throw refused(error, workflow, ref);
  }
}

/** The file's name, whatever folder was written before it. */
function nameOf(workflow: string): string {
  return workflow.split('/').at(-1) ?? workflow;
}

function refused(error: unknown, workflow: string, ref: string): unknown {
  const status = statusOf(error);
  if (status === 404)
    return unperformed(
      `${workflow} is no workflow of ${ref} (404)`,
      'Give retrain-workflow the name of a file in .github/workflows of the default branch.',
      error,
    );
  if (status === 422)
    return unperformed(
      `GitHub refused to start ${workflow} on ${ref} (422: ${reasonOf(error)})`,
      `Let it begin with\n${TRIGGER}`,
      error,
    );
  return lacking(error, { actions: 'write' }, 'or leave retrain-workflow out, which needs contents: write');
}

const TRIGGER = `on:
  workflow_dispatch:
    inputs:
${RETRAIN_INPUTS.map((name) => `      ${name}: { type: string, required: false }`).join('\n')}
`;
