import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import { readUserMeasure } from '#metrics/file/usermeasure';
import type { Measurement } from '#metrics/measurement';
import type { Baseline } from './baseline.ts';
import { modelEnv } from './benchmark.ts';
import { demandOutput, runCommand } from './command.ts';
import { basename } from './digest.ts';
import { dataEnv, type Ready } from './ready.ts';
import type { Scene } from './scene.ts';
import type { Candidate, Scored } from './scoring.ts';

const DIRECTIONS = ['higher-is-better', 'lower-is-better', 'none'] as const;

const measure = z.union([
  z.string().check(z.minLength(1)),
  z.strictObject({
    run: z.string().check(z.minLength(1)),
    direction: z.optional(z.enum(DIRECTIONS)),
  }),
]);

/** A measure of the user's own: a command that reads predictions and writes JSON. */
export interface OwnMeasure {
  readonly name: string;
  readonly run: string;
  readonly direction: (typeof DIRECTIONS)[number];
}

/** Reads `measures:`, a command a name, or `{run, direction}`. */
export function ownMeasuresOf(said: Readonly<Record<string, unknown>>): OwnMeasure[] {
  return Object.entries(said).map(([name, value]) => {
    const subject = `evaluate.measures.${name}`;
    const found = measure.safeParse(value);
    const remedy = `Write ${name}: python ${name}.py, or ${name}: {run: python ${name}.py, direction: higher-is-better}.`;
    if (!found.success)
      throw new Mistake({ subject, what: 'is no measure', remedy, value: JSON.stringify(value) });
    if (!/^[A-Za-z_][\w.-]*$/.test(name))
      throw new Mistake({
        subject,
        what: 'is no name that a gate can spell',
        remedy: 'Use letters, digits, _, - and points.',
      });
    const { run, direction = 'none' } = typeof found.data === 'string' ? { run: found.data } : found.data;
    return { name, run, direction };
  });
}

interface Found {
  readonly candidate: Measurement[];
  readonly baseline: Measurement[];
  readonly notes: string[];
}

/** What the measures of the user came to, of the candidate's predictions and of the baseline's where these are kept. */
export async function ownMeasured(
  measures: readonly OwnMeasure[],
  scored: Scored | null,
  candidate: Candidate | null,
  data: readonly Ready[],
  baseline: Baseline,
  scene: Scene,
): Promise<Found> {
  const found: Found = { candidate: [], baseline: [], notes: [] };
  if (measures.length === 0) return found;
  if (scored === null) {
    const remedy = 'Give predictions, or name a metrics file instead.';
    throw new Mistake({ subject: 'evaluate.measures', what: 'need predictions', remedy });
  }
  const env = { ...(await dataEnv(data, scene)), ...(await modelEnv(candidate, scene)) };
  const predictions = await scene.host.files.resolve(scored.path, 'predictions');
  const theirs = await predictionsOf(baseline, scene);
  for (const own of measures) {
    found.candidate.push(
      ...(await measured(own, own.name, { ...env, MLOPS_PREDICTIONS: predictions }, scene)),
    );
    if (theirs === null) continue;
    try {
      const { MLOPS_MODEL: _, ...rest } = env;
      const title = `${own.name} of the baseline`;
      found.baseline.push(...(await measured(own, title, { ...rest, MLOPS_PREDICTIONS: theirs }, scene)));
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      const why = error.problems[0]?.what ?? 'it failed';
      found.notes.push(`${own.name} could not be measured on the baseline's predictions: ${why}`);
    }
  }
  return found;
}

async function predictionsOf({ predictions }: Baseline, { host }: Scene): Promise<string | null> {
  if (predictions === null) return null;
  const path = `${await host.files.temporary('baseline')}/${basename(predictions.file)}`;
  await host.files.write(path, predictions.bytes);
  return path;
}

async function measured(
  { name, run, direction }: OwnMeasure,
  title: string,
  env: Readonly<Record<string, string>>,
  scene: Scene,
): Promise<Measurement[]> {
  const { files } = scene.host;
  const path = `${await files.temporary('measure')}/metrics.json`;
  await runCommand(title, run, { ...env, MLOPS_METRICS: path }, scene);
  await demandOutput('evaluate.metrics', path, scene);
  return readUserMeasure(await files.text(path), name, direction, `what ${title} wrote`);
}
