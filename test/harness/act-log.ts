import { z } from 'zod';
import type { Annotation } from './commands.ts';

/** One line of `act --json`; fields that are not used here are left out. */
const Event = z.object({
  job: z.string().optional(),
  jobID: z.string().optional(),
  matrix: z.record(z.string(), z.unknown()).nullish(),
  msg: z.string().default(''),
  stepID: z.array(z.string()).optional(),
  stepResult: z.enum(['success', 'failure', 'skipped']).optional(),
  jobResult: z.enum(['success', 'failure', 'skipped']).optional(),
  stage: z.string().optional(),
  raw_output: z.boolean().optional(),
  command: z.string().optional(),
  name: z.string().optional(),
  arg: z.string().optional(),
  content: z.string().optional(),
  kvPairs: z.record(z.string(), z.string()).nullish(),
});
type Event = z.infer<typeof Event>;

export interface ActStep {
  readonly result: 'success' | 'failure' | 'skipped';
  readonly outputs: Readonly<Record<string, string>>;
}

/** One job as it ran; a matrix gives one a combination, with the same id. */
export interface ActJob {
  readonly id: string;
  readonly matrix: Readonly<Record<string, unknown>>;
  /** `skipped`: its `if:` or a job it needs kept it from running. One that began and never ended has failed */
  readonly result: 'success' | 'failure' | 'skipped';
  /** by step id, or its place in the job from "0"; a step inside a composite is `outer.inner` */
  readonly steps: Readonly<Record<string, ActStep>>;
  readonly summaries: readonly string[];
  readonly annotations: readonly Annotation[];
  /** what its steps printed; of workflow commands the annotations, as `error: …` */
  readonly log: string;
}

/** Jobs out of what act printed, in the order they began, then those of `expected` that never did. */
export function readActLog(stdout: string, expected: Iterable<string>): ActJob[] {
  const events = stdout
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [Event.parse(JSON.parse(line))] : []));
  const byJob = Map.groupBy(
    events.filter(({ jobID }) => jobID !== undefined),
    ({ job = '' }) => job,
  );
  const known = new Set(expected);
  // a job that calls another workflow has events of its own, and no steps
  const ran = [...byJob.values()].map(jobOf).filter(({ id }) => known.has(id));
  const idle = [...known].filter((id) => !ran.some((job) => job.id === id));
  const nothing = { matrix: {}, steps: {}, summaries: [], annotations: [], log: '' };
  return [...ran, ...idle.map((id) => ({ ...nothing, id, result: 'skipped' as const }))];
}

function jobOf(events: readonly Event[]): ActJob {
  const outputs: Record<string, Record<string, string>> = {};
  const results: Record<string, ActStep['result']> = {};
  for (const { stepID, stepResult, stage, command, name = '', arg = '' } of events) {
    const step = stepID?.join('.');
    if (step === undefined) continue;
    if (command === 'set-output') outputs[step] = { ...outputs[step], [name]: arg };
    if (stepResult !== undefined && stage === 'Main') results[step] = stepResult;
  }
  const steps = Object.entries(results).map(
    ([id, result]) => [id, { result, outputs: outputs[id] ?? {} }] as const,
  );
  return {
    id: events[0]?.jobID ?? '',
    matrix: events[0]?.matrix ?? {},
    result: events.find(({ jobResult }) => jobResult !== undefined)?.jobResult ?? 'failure',
    steps: Object.fromEntries(steps),
    summaries: events.flatMap(({ command, content = '' }) => (command === 'summary' ? [content] : [])),
    annotations: events.flatMap(annotationOf),
    log: events.flatMap(lineOf).join(''),
  };
}

function lineOf(event: Event): string[] {
  if (event.raw_output === true) return [event.msg];
  return annotationOf(event).map(({ level, message }) => `${level}: ${message}\n`);
}

function annotationOf({ command, arg = '', kvPairs }: Event): Annotation[] {
  if (command !== 'notice' && command !== 'warning' && command !== 'error') return [];
  const { title, file, line, col } = kvPairs ?? {};
  const where = {
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line: Number(line) }),
  };
  const more = {
    ...(title === undefined ? {} : { title }),
    ...(col === undefined ? {} : { column: Number(col) }),
  };
  return [{ level: command, message: arg, ...where, ...more }];
}
