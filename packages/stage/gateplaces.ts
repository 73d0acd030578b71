import * as z from 'zod/mini';
import { type FailOn, parseFailOn } from '#judge/exit';
import type { Host } from '#kit/ports';
import { FILE } from '#record/vocabulary';
import { demandByproduct, type Fetched } from './artifact.ts';
import type { Rubric } from './rubric.ts';
import type { Scene } from './scene.ts';

const count = z.int().check(z.positive());

const file = z.object({
  /** mlops.yml below the repository; null where the gates were given otherwise */
  file: z.nullable(z.string()),
  failOn: z.array(z.string()),
  gates: z.array(z.object({ gate: z.string(), line: count, column: z.optional(count) })),
});

/** Where a gate stands in its file, both from 1. */
type GatePlace = Pick<z.infer<typeof file>['gates'][number], 'line' | 'column'>;

/** Where the gates of an evaluation stand, and which decisions end its job: what a check has to know. */
export interface GatePlaces {
  readonly file: string | null;
  readonly failOn: ReadonlySet<string>;
  /** by text of the gate; those of `with:` stand in no file */
  readonly places: ReadonlyMap<string, GatePlace>;
}

/**
 * gates.json. It lies beside the verdict and not in it: where a gate stands, and whether the job ends, decides nothing, so
 * the digest of the decision does not depend on it.
 */
export function gatePlaces(
  { rubric, failOn }: { readonly rubric: Pick<Rubric, 'gates'>; readonly failOn: FailOn },
  { project }: Pick<Scene, 'project'>,
): string {
  const gates = rubric.gates.flatMap(({ text }) => {
    const { line, column } = project.gatePlaces.get(text) ?? {};
    return line === undefined ? [] : [{ gate: text, line, column }];
  });
  return `${JSON.stringify({ file: project.file, failOn: [...failOn].sort(), gates }, null, 2)}\n`;
}

/**
 * What an artifact says of it, as its record has it. An older one says nothing: then the defaults of `fail-on` hold. Of one
 * that cannot be read nobody knows what should end the job: then all but a pass does, and no gate has a place.
 */
export async function readGatePlaces(fetched: Fetched, host: Host): Promise<GatePlaces> {
  const source = await demandByproduct(fetched, FILE.gates, host);
  if (source === null) return { file: null, failOn: parseFailOn([]), places: new Map() };
  const found = placesIn(source);
  if (found !== null) return found;
  const damage = `${fetched.name}/${FILE.gates} is damaged: it is not what evaluate writes`;
  host.log.warning(`${damage}. The check fails on all but a pass, and no gate is remarked on its line.`);
  return { file: null, failOn: parseFailOn(STRICTEST), places: new Map() };
}

const STRICTEST = ['marginal', 'fail', 'inconclusive', 'error'];

/** Reads gates.json; null: it is none. */
export function placesIn(source: string): GatePlaces | null {
  const said = file.safeParse(jsonIn(source));
  if (!said.success) return null;
  const places = new Map(said.data.gates.map(({ gate, ...place }) => [gate, place]));
  return { file: said.data.file, failOn: new Set(said.data.failOn), places };
}

function jsonIn(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
