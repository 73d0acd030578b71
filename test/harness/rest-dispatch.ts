import { z } from 'zod';
import { bare, json, refusal } from './answer.ts';
import type { Repository } from './repository.ts';
import { notFound, type Operations, writing } from './rest.ts';

/** What a workflow of the default branch declares: the inputs of its `workflow_dispatch`; null where it has none. */
export interface Dispatchable {
  readonly inputs: readonly string[] | null;
}

/** Events sent, workflows that are there, and what was started. */
export class Dispatches {
  readonly events: { readonly type: string; readonly payload: Readonly<Record<string, unknown>> }[] = [];
  readonly workflows = new Map<string, Dispatchable>();
  readonly started: {
    readonly workflow: string;
    readonly ref: string;
    readonly inputs: Readonly<Record<string, unknown>>;
  }[] = [];
}

const Payload = z.record(z.string(), z.unknown());
const Event = z.object({ event_type: z.string(), client_payload: Payload.default({}) });
const Start = z.object({
  ref: z.string(),
  inputs: Payload.default({}),
  return_run_details: z.boolean().default(false),
});

/** "The total size of the JSON payload must be less than 64KB" */
const LARGEST = 64 * 1024;

export function dispatchOperations(dispatches: Dispatches, repository: Repository): Operations {
  const { events, workflows, started } = dispatches;
  return {
    'repos/create-dispatch-event': writing(
      'contents',
      Event,
      ({ event_type: type, client_payload: payload }) => {
        if (JSON.stringify(payload).length >= LARGEST) return refusal(422, 'client_payload is too large');
        events.push({ type, payload });
        return bare(204);
      },
    ),
    'actions/create-workflow-dispatch': writing(
      'actions',
      Start,
      ({ ref, inputs, return_run_details }, call) => {
        const workflow = call.params['workflow_id'] ?? '';
        const known = workflows.get(workflow);
        if (known === undefined) return notFound();
        if (ref !== repository.defaultBranch) return refusal(422, `No ref found for: ${ref}`);
        if (known.inputs === null) return refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
        const strange = Object.keys(inputs).filter((name) => !known.inputs?.includes(name));
        if (strange.length > 0) return refusal(422, `Unexpected inputs provided: ${JSON.stringify(strange)}`);
        started.push({ workflow, ref, inputs });
        if (!return_run_details) return bare(204);
        const run = `actions/runs/${started.length}`;
        const [api, page] = [
          `${call.home}/repos/${repository.name}/${run}`,
          `${call.home}/${repository.name}/${run}`,
        ];
        return json(200, { workflow_run_id: started.length, run_url: api, html_url: page });
      },
    ),
  };
}
