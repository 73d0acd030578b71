import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import { type Numbers, readNumbers } from '#record/numbers';
import { secondsOf, type Told } from '#record/reading';
import { readStatement } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { brief } from '#report/facts';
import { type Happening, LANES, type Lane, type Served } from '#report/overview/happening';
import type { Found } from '../past.ts';
import { shiftsOf } from './shifts.ts';

/** A record with its verdict read. */
export interface Known {
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

/** null: a record of another kind. */
export async function toldOf({ bytes, digest, told, companion }: Found): Promise<Known | null> {
  const lane = LANES.find((one) => one === told.stage);
  if (lane === undefined) return null;
  const file = await companion(FILE.verdict);
  const text = file === null || file === 'other' ? null : new TextDecoder().decode(file);
  const numbers = text === null ? null : readNumbers(text);
  const read = text === null ? null : verdictFile.safeParse(jsonOrNull(text));
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

/** Of each environment the newest deployment that changed what serves. */
export function servedIn(told: readonly Known[]): Served[] {
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
