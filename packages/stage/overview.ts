import * as z from 'zod/mini';
import { parseGate } from '#judge/gate';
import type { Host } from '#kit/ports';
import type { Lineage } from '#record/lineage/graph';
import { type Measured, type Numbers, readNumbers } from '#record/numbers';
import { digestNamed, secondsOf, type Told } from '#record/reading';
import { readStatement } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { brief } from '#report/facts';
import {
  type Happening,
  LANES,
  type Lane,
  type OverviewFacts,
  type Served,
} from '#report/overview/happening';
import type { Timeline } from '#report/timeline';
import { lineageHere } from './lineage.ts';
import { type Found, findPast, inTurns } from './past.ts';

/** All that the records here say of a model's way to production and back. Writes nothing. */
export async function overviewHere(model: string, host: Host): Promise<OverviewFacts> {
  const { found } = await findPast(host);
  const own = found.filter(
    ({ told }) => told.model === model || (told.model === null && told.stage === 'data'),
  );
  const inTime = own.toSorted(
    (one, other) => Date.parse(one.told.finishedOn) - Date.parse(other.told.finishedOn),
  );
  const told = (await inTurns(inTime, toldOf)).filter((one) => one !== null);
  const served = servedIn(told);
  return {
    model,
    time: host.clock.now().toISOString(),
    served,
    happenings: told.map(({ happening }) => happening),
    timelines: timelinesOf(told),
    lineage: await lineageOf(told, host),
  };
}

/** A record with its verdict read. */
interface Known {
  readonly happening: Happening;
  readonly told: Told;
  readonly numbers: Numbers | null;
  readonly deployed: Deployed | null;
}

const verdictFile = z.object({
  reason: z.string(),
  gates: z.array(
    z.object({ metric: z.string(), slice: z.optional(z.string()), bound: z.optional(z.number()) }),
  ),
});

const deployedPredicate = z.object({
  environment: z.string(),
  action: z.string(),
  result: z.string(),
  release: z.nullable(z.object({ revision: z.string(), image: z.nullable(z.string()), model: z.string() })),
});
type Deployed = z.infer<typeof deployedPredicate>;

async function toldOf({ bytes, digest, told, companion }: Found): Promise<Known | null> {
  const lane = LANES.find((one) => one === told.stage);
  if (lane === undefined) return null;
  const file = await companion(FILE.verdict);
  const text = file === null || file === 'other' ? null : new TextDecoder().decode(file);
  const numbers = text === null ? null : readNumbers(text);
  const read = text === null ? null : verdictFile.safeParse(JSON.parse(text));
  const predicate = readStatement(bytes).predicate;
  const asDeployed = deployedPredicate.safeParse(predicate);
  const deployed = lane === 'deploy' && asDeployed.success ? asDeployed.data : null;
  const { finishedOn, commit, dirty, verdict } = told;
  const happening: Happening = {
    lane,
    record: digest,
    time: finishedOn,
    seconds: secondsOf(told),
    commit,
    dirty,
    verdict,
    what: whatOf(lane, told, deployed, predicate),
    why: read?.success ? read.data.reason : madeOf(told),
    shifts:
      lane === 'monitor-gate' ? shiftsOf(numbers?.measured ?? [], read?.success ? read.data.gates : []) : [],
  };
  return { happening, told, numbers, deployed };
}

function whatOf(lane: Lane, told: Told, deployed: Deployed | null, predicate: unknown): string {
  if (deployed !== null) {
    const { result, environment, release } = deployed;
    return `${release?.revision ?? 'nothing'} ${result} in ${environment}`;
  }
  if (lane === 'monitor-gate') {
    const decision: unknown =
      typeof predicate === 'object' && predicate !== null ? Reflect.get(predicate, 'mlops_decision') : null;
    return typeof decision === 'string' ? decision : 'watched';
  }
  const [subject] = told.subjects.filter(({ name }) => name !== 'verdict.json');
  if (subject === undefined || !('sha256' in subject.digest)) return lane;
  return `${subject.name.replace('data:', '')} ${brief(subject.digest.sha256)}`;
}

/** How something was made, where nobody judged it. */
function madeOf({ section, parameters }: Told): string {
  const run = typeof section['run'] === 'string' ? section['run'] : '';
  const settings =
    typeof parameters === 'object' && parameters !== null
      ? Object.entries(parameters).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      : [];
  return [run, ...settings].filter((one) => one !== '').join(', ');
}

const DRIFT = 'drift';

/** `drift[column=temp]`: how far a column is from the reference, with the bound of its gate where there is one. */
function shiftsOf(
  measured: readonly Measured[],
  gates: readonly {
    readonly metric: string;
    readonly slice?: string | undefined;
    readonly bound?: number | undefined;
  }[],
): Happening['shifts'] {
  return measured
    .filter(({ metric, slice }) => metric === DRIFT && slice !== undefined)
    .map(({ slice = '', value }) => {
      const bound = gates.find((gate) => gate.metric === DRIFT && gate.slice === slice)?.bound ?? 1;
      const column = slice.slice(slice.indexOf('=') + 1);
      return { column, amount: value, bound, drifted: value !== null && value >= bound };
    });
}

/** Of each environment the newest deployment that changed what serves. */
function servedIn(told: readonly Known[]): Served[] {
  const newest = new Map<string, Served | null>();
  for (const { deployed, happening } of told) {
    if (deployed === null || deployed.result === 'kept') continue;
    const { environment, release, result } = deployed;
    newest.set(
      environment,
      release === null || result === 'retired' ? null : { environment, ...release, since: happening.time },
    );
  }
  return [...newest.values()].filter((one) => one !== null);
}

/** Gated measures over the evaluations, as far as they are known of two or more. */
function timelinesOf(told: readonly Known[]): Timeline[] {
  const judged = told
    .filter(({ happening, numbers }) => happening.lane === 'evaluate' && numbers !== null)
    .slice(-30);
  const newest = judged.at(-1);
  return (newest?.numbers?.gated ?? []).flatMap((metric): Timeline[] => {
    const points = judged.map(({ happening, told: { dependencies }, numbers }) => ({
      time: happening.time,
      commit: happening.commit,
      dirty: happening.dirty,
      decision: happening.verdict ?? '',
      otherData: dataIn(dependencies) !== dataIn(newest?.told.dependencies ?? []),
      value: numbers?.measured.find((one) => one.metric === metric && one.slice === undefined)?.value ?? null,
    }));
    if (points.filter(({ value }) => value !== null).length < 2) return [];
    const direction = newest?.numbers?.measured.find((one) => one.metric === metric)?.direction ?? 'none';
    return [
      { metric, direction, points, bounds: boundsOf(newest?.numbers?.gates ?? [], metric), baseline: null },
    ];
  });
}

function dataIn(dependencies: Told['dependencies']): string {
  const data = dependencies.filter(({ name }) => name.startsWith('data:'));
  return data
    .map(({ name }) => `${name} ${digestNamed(dependencies, name)}`)
    .sort()
    .join();
}

function boundsOf(gates: readonly string[], metric: string): Timeline['bounds'] {
  return gates.flatMap((text) => {
    try {
      const gate = parseGate(text);
      const { bound, operator, slice } = gate;
      const own = gate.metric === metric && slice === null && bound.kind === 'number';
      return own ? [{ text: `${operator} ${bound.spelled}`, value: bound.value }] : [];
    } catch {
      // a gate of a later version of the language
      return [];
    }
  });
}

/** Of the newest deployment that serves, else of the newest evaluation; null where there is neither. */
async function lineageOf(told: readonly Known[], host: Host): Promise<Lineage | null> {
  const head =
    told.findLast(({ deployed }) => deployed !== null && deployed.result !== 'kept') ??
    told.findLast(({ happening }) => happening.lane === 'evaluate');
  if (head === undefined) return null;
  return lineageHere({ said: head.happening.record }, { bytes: true, cache: true }, host);
}
