import { z } from 'zod';
import { json } from './answer.ts';
import { type Call, notFound, type Operations, operation, writing } from './rest.ts';
import { userOf } from './users.ts';

const Annotation = z.object({
  path: z.string(),
  start_line: z.number(),
  end_line: z.number(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z.string().optional(),
});
const Output = z.object({
  title: z.string().nullable().default(null),
  summary: z.string(),
  annotations: z.array(Annotation).default([]),
});
const Conclusion = z.enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out']);
const NewCheck = z.object({
  name: z.string(),
  head_sha: z.string(),
  external_id: z.string().default(''),
  details_url: z.string().nullable().default(null),
  conclusion: Conclusion,
  output: Output,
});
const Change = z.object({
  name: z.string().optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  conclusion: Conclusion.optional(),
  output: Output.optional(),
});
const NewStatus = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().default('default'),
  description: z.string().nullable().default(null),
  target_url: z.string().nullable().default(null),
});

export interface Check extends Omit<z.infer<typeof NewCheck>, 'output'> {
  readonly id: number;
  readonly title: string | null;
  readonly summary: string;
  readonly annotations: readonly z.infer<typeof Annotation>[];
  /** how many annotations each request brought */
  readonly batches: readonly number[];
}

export interface Status extends z.infer<typeof NewStatus> {
  readonly sha: string;
}

/** Checks and commit statuses, in the order they were made. */
export class Checks {
  readonly all: Check[] = [];
  readonly statuses: Status[] = [];
}

export function checkOperations(checks: Checks, name: string): Operations {
  const found = (call: Call) => checks.all.find(({ id }) => id === Number(call.params['check_run_id']));
  return {
    'checks/create': writing('checks', NewCheck, ({ output, ...wish }, call) => {
      const { title, summary, annotations } = output;
      const batches = [annotations.length];
      const check = { ...wish, id: 4001 + checks.all.length, title, summary, annotations, batches };
      checks.all.push(check);
      return json(201, checkOf(check, name, call));
    }),
    'checks/update': writing('checks', Change, ({ output, ...change }, call) => {
      const check = found(call);
      if (check === undefined) return notFound();
      const more = output?.annotations ?? [];
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      // GitHub adds annotations to those that are there
      const annotations = [...check.annotations, ...more];
      const shown = output === undefined ? {} : { title: output.title, summary: output.summary };
      const batches = [...check.batches, more.length];
      const changed = { ...check, ...given, ...shown, annotations, batches };
      checks.all[checks.all.indexOf(check)] = changed;
      return json(200, checkOf(changed, name, call));
    }),
    'checks/get': operation('checks', 'read', (call) => {
      const check = found(call);
      return check === undefined ? notFound() : json(200, checkOf(check, name, call));
    }),
    'checks/list-for-ref': operation('checks', 'read', (call) => {
      const { ref } = call.params;
      const wanted = call.query.get('check_name');
      const all = checks.all.filter(
        (one) => one.head_sha === ref && (wanted === null || one.name === wanted),
      );
      const [size, page] = [Number(call.query.get('per_page') ?? 30), Number(call.query.get('page') ?? 1)];
      const shown = all.slice((page - 1) * size, page * size).map((one) => checkOf(one, name, call));
      return json(200, { total_count: all.length, check_runs: shown });
    }),
    'repos/create-commit-status': writing('statuses', NewStatus, (wish, call) => {
      const status = { ...wish, sha: call.params['sha'] ?? '' };
      checks.statuses.push(status);
      return json(201, statusOf(status, checks.statuses.length, name, call));
    }),
  };
}

/** Schema `check-run`. */
function checkOf(check: Check, name: string, { home }: Call) {
  const { id, head_sha, external_id, details_url, conclusion, title, summary, annotations } = check;
  const url = `${home}/repos/${name}/check-runs/${id}`;
  const date = '2026-01-01T00:00:00Z';
  const counted = { annotations_count: annotations.length, annotations_url: `${url}/annotations` };
  return {
    ...{ id, head_sha, node_id: `CR_${id}`, external_id, url, html_url: `${home}/${name}/runs/${id}` },
    ...{ details_url, status: 'completed', conclusion, started_at: date, completed_at: date },
    ...{ name: check.name, check_suite: { id: 5 }, app: null, pull_requests: [] },
    output: { title, summary, text: null, ...counted },
  };
}

/** Schema `status`. */
function statusOf(
  { sha, state, context, description, target_url }: Status,
  id: number,
  name: string,
  call: Call,
) {
  const date = '2026-01-01T00:00:00Z';
  const creator = userOf(call.login, call.home);
  return {
    ...{ url: `${call.home}/repos/${name}/statuses/${sha}`, avatar_url: null, id, node_id: `SC_${id}` },
    ...{ state, description, target_url, context, created_at: date, updated_at: date, creator },
  };
}
