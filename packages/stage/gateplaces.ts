import * as z from 'zod/mini';
import type { FailOn } from '#judge/exit';
import type { Host } from '#kit/ports';
import { FILE } from '#record/vocabulary';
import { demandByproduct, type Fetched } from './artifact.ts';
import type { Rubric } from './rubric.ts';
import type { Scene } from './scene.ts';

const file = z.object({
  /** mlops.yml below the repository; null where the gates were given otherwise */
  file: z.nullable(z.string()),
  failOn: z.array(z.string()),
  gates: z.array(z.object({ gate: z.string(), line: z.int().check(z.positive()) })),
});

/** Where the gates of an evaluation stand, and which decisions end its job: what a check has to know. */
export interface GatePlaces {
  readonly file: string | null;
  readonly failOn: ReadonlySet<string>;
  /** by text of the gate; those of `with:` stand in no file */
  readonly lines: ReadonlyMap<string, number>;
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
    const line = project.gateLines.get(text);
    return line === undefined ? [] : [{ gate: text, line }];
  });
  return `${JSON.stringify({ file: project.file, failOn: [...failOn].sort(), gates }, null, 2)}\n`;
}

/** What an artifact says of it, as its record has it. An older one says nothing: then the defaults of `fail-on` hold. */
export async function readGatePlaces(fetched: Fetched, host: Host): Promise<GatePlaces> {
  const source = await demandByproduct(fetched, FILE.gates, host);
  if (source === null)
    return { file: null, failOn: new Set(['fail', 'inconclusive', 'error']), lines: new Map() };
  const said = file.parse(JSON.parse(source));
  const lines = new Map(said.gates.map(({ gate, line }) => [gate, line]));
  return { file: said.file, failOn: new Set(said.failOn), lines };
}
