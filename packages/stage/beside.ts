import type { Gate } from '#judge/gate/gate';
import { Mistake } from '#kit/outcome';
import type { Measurement } from '#metrics/measurement';
import { digestOf } from '#record/digest';
import type { Baseline } from './baseline.ts';
import { benchmarked } from './benchmark.ts';
import { FACTS, factOf } from './facts.ts';
import { type OwnMeasure, ownMeasured } from './ownmeasure.ts';
import type { Ready } from './ready.ts';
import { reportedIn } from './reported.ts';
import type { Scene } from './scene.ts';
import type { Candidate, Scored } from './scoring.ts';

/** Where numbers come from that are not measured from predictions; inputs of the action `evaluate`. */
export interface BesideWish {
  readonly metrics: readonly string[];
  readonly benchmark: string | undefined;
  readonly measures: readonly OwnMeasure[];
}

/** Numbers that gates can name beside what is measured from predictions. */
export interface Beside {
  readonly measurements: readonly Measurement[];
  /** of the baseline, where they could be measured again */
  readonly baseline: readonly Measurement[];
  /** those that a gate may name, and why they are not known */
  readonly absent: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

/** Is there a command beside scoring? It finds the datasets too. */
export function runsCommands({ benchmark, measures }: Pick<BesideWish, 'benchmark' | 'measures'>): boolean {
  return benchmark !== undefined || measures.length > 0;
}

/** Reads metrics files, runs the benchmark and the user's own measures, and finds the facts that gates name. */
export async function besideOf(
  wish: BesideWish & { readonly gates: readonly Gate[] },
  scored: Scored | null,
  candidate: Candidate | null,
  data: readonly Ready[],
  baseline: Baseline,
  scene: Scene,
): Promise<Beside> {
  const reported = await reportedIn(wish.metrics, scene.host);
  const own = await ownMeasured(wish.measures, scored, candidate, data, baseline, scene);
  const timed = wish.benchmark === undefined ? [] : await benchmarked(wish.benchmark, candidate, data, scene);
  const facts = await factsNamed(wish.gates, candidate, scene);
  return {
    measurements: demandApart([...reported.measurements, ...own.candidate, ...timed, ...facts.measurements]),
    baseline: own.baseline,
    absent: facts.absent,
    notes: [...reported.notes, ...own.notes],
  };
}

async function factsNamed(gates: readonly Gate[], candidate: Candidate | null, scene: Scene) {
  const measurements: Measurement[] = [];
  const absent = new Map<string, string>();
  for (const fact of FACTS) {
    if (!gates.some(({ metric }) => metric === fact)) continue;
    const found = await factOf(fact, candidate, scene);
    if (typeof found === 'string') absent.set(fact, found);
    else measurements.push(found);
  }
  return { measurements, absent };
}

/** Two numbers of one name are a mistake: a gate would be judged by either. */
function demandApart(measurements: readonly Measurement[]): readonly Measurement[] {
  const seen = new Set<string>();
  for (const { metric } of measurements) {
    if (seen.has(metric)) throw twice(metric, 'is said twice: by files, a benchmark or measures of your own');
    seen.add(metric);
  }
  return measurements;
}

/** The numbers beside predictions as a file of the evaluation, and its digest; null where there are none. */
export function besideFile({
  measurements,
}: Beside): { readonly text: string; readonly digest: string } | null {
  if (measurements.length === 0) return null;
  const entries = measurements.map(({ metric, value, undefinedBecause, examples: _, ...known }) => [
    metric,
    {
      value: Number.isFinite(value) ? value : null,
      ...known,
      ...(undefinedBecause === undefined ? {} : { undefinedBecause }),
    },
  ]);
  const text = `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
  return { text, digest: digestOf(text) };
}

/** Two numbers of one name. */
export function twice(metric: string, what: string): Mistake {
  const remedy =
    'Put a prefix in front of the names of a file (metrics: ["tool=out/metrics.json"]), or name the measure otherwise.';
  return new Mistake({ subject: metric, what, remedy });
}
