import * as z from 'zod/mini';
import { type Look, ONCE } from '#judge/inference/look';
import type { MonitorVerdict } from '#judge/monitor/verdict';
import type { Digest } from '#record/digest';
import { digestNamed } from '#record/reading';
import { FILE } from '#record/vocabulary';
import { type Found, findPast } from '../past.ts';
import type { Scene } from '../scene.ts';
import type { MonitorPlan } from './wish.ts';

/** Whose growing data are looked at. */
interface Watching {
  readonly name: string | null;
  readonly mode: MonitorVerdict['mode'];
  readonly model: Digest | null;
}

const LOOKED = z.object({
  mode: z.enum(['routine', 'canary']),
  look: z.object({
    number: z.nullable(z.int().check(z.gte(1))),
    planned: z.int(),
    counts: z.array(z.number()),
    environment: z.string(),
  }),
});
type Looked = z.infer<typeof LOOKED>;

/**
 * Which look this is, and how many examples each had until now; null: what holds at any look is asked for. It is the
 * one that is said, else one more than the last verdict over the same model, environment and instance that is known
 * here; the same again where nothing has come since. A runner that knows of none cannot tell whether it is the first.
 */
export async function lookOf(
  plan: MonitorPlan,
  watching: Watching,
  count: number,
  scene: Scene,
): Promise<Look | null> {
  const { looks, look } = plan;
  if (looks === 'any') return null;
  if (looks === 1 && look === null) return ONCE;
  const last = await lastLook(plan, watching, scene);
  const before = last?.number ?? null;
  const again = last !== null && last.counts.at(-1) === count && (look === null || look === before);
  const counts = again ? last.counts : [...(last?.counts ?? []), count];
  if (look !== null) return { number: look, planned: looks, counts };
  if (last === null) return { number: scene.host.kind === 'github' ? null : 1, planned: looks, counts };
  return { number: before === null || again ? before : before + 1, planned: looks, counts };
}

async function lastLook(
  { environment }: MonitorPlan,
  { name, mode, model }: Watching,
  scene: Scene,
): Promise<Looked['look'] | null> {
  const { found } = await findPast(scene.host);
  const own = found.filter(
    ({ told }) =>
      told.stage === 'monitor-gate' &&
      told.model === scene.model &&
      told.name === name &&
      digestNamed(told.subjects, 'model') === model,
  );
  const time = ({ told }: Found) => Date.parse(told.finishedOn);
  for (const one of own.toSorted((a, b) => time(b) - time(a))) {
    const looked = await lookedIn(one);
    if (looked?.mode === mode && looked.look.environment === environment) return looked.look;
  }
  return null;
}

async function lookedIn(found: Found): Promise<Looked | null> {
  const bytes = await found.companion(FILE.verdict);
  if (bytes === null || bytes === 'other') return null;
  try {
    return LOOKED.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}
