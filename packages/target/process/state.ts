import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import { Mistake } from '#kit/outcome';
import { URI } from '#record/vocabulary';

const digest = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const processId = z.object({ pid: z.int().check(z.positive()), born: z.string() });

const instance = z.object({
  /** `r7` */
  name: z.string().check(z.regex(/^r\d+$/)),
  image: digest,
  model: digest,
  environment: z.nullable(digest),
  /** folder of the OCI layout it was unpacked from */
  layout: z.string(),
  /** name of the folder it is unpacked in, beside this file's own folder's others; a rollback uses it again */
  folder: z.string().check(z.regex(/^r\d+$/)),
  /** the command that serves it: a rollback starts what ran, not what mlops.yml says by now */
  serve: z.string(),
  startedOn: z.string(),
  port: z.nullable(z.int()),
  /** null: it does not run */
  process: z.nullable(processId),
});

const name = z.string();
const written = z.object({
  schema: z.literal(URI.standing),
  environment: z.string(),
  /** counted up by every change; the front says which one it has taken over */
  version: z.int(),
  /** where requests go; null: nowhere */
  url: z.nullable(z.string()),
  serving: z.nullable(name),
  previous: z.nullable(name),
  canary: z.nullable(z.object({ candidate: name, control: name })),
  /** percent of the requests by revision */
  traffic: z.record(name, z.number()),
  /** revisions that have no traffic yet: what a killed run leaves here is ended */
  starting: z.array(name),
  /** revisions that have no traffic any more */
  ending: z.array(name),
  /** what holds the stable port; its token opens its own paths */
  front: z.nullable(z.object({ port: z.int(), token: z.string(), process: processId })),
  revisions: z.record(name, instance),
  /** folders that may be there */
  folders: z.array(z.string()),
  /** number of the next revision */
  next: z.int(),
});

/** One revision, and its process where it has one. */
export type Instance = Readonly<z.infer<typeof instance>>;
/** What runs in an environment, is about to, or is to end: `.mlops/deployments/<environment>.json`. */
export type State = Readonly<z.infer<typeof written>>;
export type Front = NonNullable<State['front']>;

/** Nothing was ever deployed. */
export function emptyState(environment: string): State {
  return {
    schema: URI.standing,
    environment,
    version: 0,
    url: null,
    serving: null,
    previous: null,
    canary: null,
    traffic: {},
    starting: [],
    ending: [],
    front: null,
    revisions: {},
    folders: [],
    next: 1,
  };
}

/** @throws Mistake that names the file, when it is none of ours or damaged */
export function readState(text: string, path: string): State {
  const read = written.safeParse(jsonOrNull(text));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const what = `cannot be read: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is not valid'}`;
  const remedy =
    'Nothing of ours writes it so. End what it names (front and revisions with their process ids), then remove it.';
  throw new Mistake({ subject: path, what, remedy });
}

export function stateText(state: State): string {
  return `${JSON.stringify(state, null, 2)}\n`;
}
