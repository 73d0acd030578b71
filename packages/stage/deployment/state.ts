import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import type { Digest } from '#record/digest';
import { URI } from '#record/vocabulary';
import { type Memory, memoryOf, nothingDeployed } from '#target/command/memory';
import type { Revision } from '#target/target';

const placed = z.object({
  revision: z.nullable(z.string()),
  image: z.string(),
  model: z.string(),
  environment: z.nullable(z.string()),
});

const previous = z.extend(placed, {
  /** GitHub's number of the deployment that brought it */
  deploymentId: z.nullable(z.number()),
  url: z.nullable(z.string()),
});

const state = z.object({
  schema: z.literal(URI.deployment),
  environment: z.string(),
  model: z.string(),
  target: z.object({ kind: z.enum(['process', 'command']) }),
  release: z.nullable(placed),
  previous: z.nullable(previous),
  strategy: z.object({ type: z.enum(['all', 'canary']), share: z.nullable(z.number()) }),
  /** records by digest: what says that the image may run */
  evidence: z.object({ containerize: z.nullable(z.string()), evaluate: z.nullable(z.string()) }),
  startedAt: z.string(),
  /** known when it has ended */
  url: z.optional(z.nullable(z.string())),
  traffic: z.optional(z.record(z.string(), z.number())),
  verify: z.optional(z.record(z.string(), z.string())),
  finishedAt: z.optional(z.string()),
  /** what a user's script has to be handed to roll back */
  memory: z.optional(z.unknown()),
});

/**
 * All that a rollback needs, wherever it runs: `deployment.json` of the artifact and of the ref; without what is only
 * known at the end the payload of a GitHub deployment.
 */
export type RollbackState = Readonly<z.infer<typeof state>>;

export type Placed = Readonly<z.infer<typeof placed>>;

/** The state in a text or a value, as GitHub gives a payload; null where it is none of ours. */
export function stateOf(said: unknown): RollbackState | null {
  const value = typeof said === 'string' ? jsonOrNull(said) : said;
  const read = state.safeParse(value);
  return read.success ? read.data : null;
}

/** A digest as other tools spell it. */
export function spelled(digest: Digest): string {
  return `sha256:${digest}`;
}

function bare(digest: string): Digest {
  return digest.replace(/^sha256:/, '');
}

/** A revision as it stands in the rollback state. */
export function placedOf({ name, image, model, environment }: Omit<Revision, 'startedOn'>): Placed {
  return {
    revision: name,
    image: spelled(image),
    model: spelled(model),
    environment: environment === null ? null : spelled(environment),
  };
}

/**
 * What a script is to remember of an environment, on a machine that has never seen it. `url`: where it serves, as a
 * deployment of GitHub has it.
 */
export function memoryIn(found: RollbackState | null, url: string | null): Memory | null {
  if (found === null || found.target.kind !== 'command') return null;
  const kept = memoryOf(found.memory);
  if (kept !== null) return kept;
  const { environment, release, previous: before, startedAt } = found;
  const deployed = (one: Placed, at: string | null) => ({
    name: one.revision ?? 'r0',
    image: bare(one.image),
    model: bare(one.model),
    environment: one.environment === null ? null : bare(one.environment),
    startedOn: startedAt,
    url: at ?? '',
    said: {},
  });
  const serving = release === null ? null : deployed(release, url);
  return {
    ...nothingDeployed(environment),
    counter: Number(/^r(\d+)$/.exec(release?.revision ?? '')?.[1] ?? 0),
    serving,
    previous: before === null ? null : deployed(before, before.url),
    traffic: serving === null ? {} : { [serving.name]: 100 },
    changedOn: startedAt,
  };
}
