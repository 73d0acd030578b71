import type { Digest } from './digest.ts';
import type { Resource, Statement } from './statement.ts';
import { URI } from './vocabulary.ts';

/** The stages that leave records. */
type RecordedStage = 'data' | 'train' | 'score' | 'evaluate' | 'containerize' | 'deploy' | 'monitor-gate';

/** What a record says, whatever its predicate: the same words for provenance and test results. */
export interface Told {
  readonly stage: RecordedStage;
  readonly model: string | null;
  readonly name: string | null;
  readonly subjects: readonly Resource[];
  /** what went in, by digest; the commit is apart */
  readonly dependencies: readonly Resource[];
  readonly byproducts: readonly Resource[];
  readonly ancestors: readonly Resource[];
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly repository: string | null;
  readonly startedOn: string;
  readonly finishedOn: string;
  /** run and attempt */
  readonly invocation: string;
  readonly builder: string;
  readonly host: Digest | null;
  /** of an evaluation, a deployment, a monitoring */
  readonly verdict: string | null;
  /** of an evaluation: refs may keep the rows that were judged */
  readonly keepRows: boolean;
  readonly stageKey: Digest | null;
  readonly section: Readonly<Record<string, unknown>>;
  readonly parameters: unknown;
  readonly seed: number | null;
  readonly env: Readonly<Record<string, string | null>>;
  readonly internal: Readonly<Record<string, unknown>>;
}

/** Reads a statement of ours; null when it is of another kind. What is not said is null or empty. */
export function tell(statement: Statement): Told | null {
  const predicate = mapping(statement.predicate);
  const definition = mapping(predicate['buildDefinition']);
  const stage = stageOf(statement.predicateType, predicate, definition);
  if (stage === null) return null;
  const judged = stage === 'evaluate' || stage === 'deploy' || stage === 'monitor-gate';
  const run = mapping(judged ? predicate['mlops_circumstances'] : predicate['runDetails']);
  const metadata = judged ? run : mapping(run['metadata']);
  const external = mapping(definition['externalParameters']);
  const internal = mapping(definition['internalParameters']);
  const inputs = resources(judged ? predicate['configuration'] : definition['resolvedDependencies']);
  const source = judged ? resources([run['source']])[0] : inputs.find(isCommit);
  const named = judged ? mapping(predicate['mlops_project']) : external;
  return {
    stage,
    model: textOf(named['model']),
    name: textOf(named['name']),
    subjects: resources(statement.subject),
    dependencies: inputs.filter((one) => !isCommit(one)),
    byproducts: resources(run['byproducts']),
    ancestors: resources(judged ? run['ancestors'] : run['mlops_ancestors']),
    commit: source !== undefined && 'gitCommit' in source.digest ? source.digest.gitCommit : null,
    dirty: source?.annotations?.['dirty'] === true,
    repository: source?.uri ?? null,
    startedOn: textOf(metadata['startedOn']) ?? '',
    finishedOn: textOf(metadata['finishedOn']) ?? '',
    invocation: textOf(judged ? run['invocation'] : metadata['invocationId']) ?? '',
    builder: textOf(judged ? run['builder'] : mapping(run['builder'])['id']) ?? '',
    host: textOf(judged ? run['host'] : run['mlops_host']),
    verdict: judged ? textOf(predicate['mlops_verdict']) : null,
    keepRows: run['keepRows'] === true,
    stageKey: textOf(internal['stageKey']),
    section: mapping(external['section']),
    parameters: external['parameters'] ?? null,
    seed: typeof external['seed'] === 'number' ? external['seed'] : null,
    env: Object.fromEntries(
      Object.entries(mapping(external['env'])).map(([key, value]) => [key, textOf(value)]),
    ),
    internal,
  };
}

/** Seconds the recorded work took. */
export function secondsOf({ startedOn, finishedOn }: Pick<Told, 'startedOn' | 'finishedOn'>): number {
  const seconds = (Date.parse(finishedOn) - Date.parse(startedOn)) / 1000;
  return Number.isFinite(seconds) ? seconds : 0;
}

/** SHA-256 of a resource by name among several; null where it is not there or is none. */
export function digestNamed(resources: readonly Resource[], name: string): Digest | null {
  const found = resources.find((resource) => resource.name === name)?.digest;
  return found !== undefined && 'sha256' in found ? found.sha256 : null;
}

const MAKERS = ['data', 'train', 'score', 'containerize'] as const;

function stageOf(
  type: string,
  predicate: Readonly<Record<string, unknown>>,
  definition: Readonly<Record<string, unknown>>,
): RecordedStage | null {
  if (typeof predicate['mlops_verdict'] === 'string') {
    if (type === URI.deployment) return 'deploy';
    return predicate['mlops_stage'] === 'monitor-gate' ? 'monitor-gate' : 'evaluate';
  }
  return MAKERS.find((stage) => URI.buildType[stage] === definition['buildType']) ?? null;
}

function isCommit({ digest }: Resource): boolean {
  return 'gitCommit' in digest;
}

function resources(value: unknown): Resource[] {
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is Resource => {
    const { name, digest } = mapping(one);
    const { sha256, gitCommit } = mapping(digest);
    return typeof name === 'string' && (typeof sha256 === 'string' || typeof gitCommit === 'string');
  });
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
