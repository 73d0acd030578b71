import { canonical, readCanonical } from './canonical.ts';
import { type Digest, digestOf, digestOfValue } from './digest.ts';
import { PREDICATE, STATEMENT, URI } from './vocabulary.ts';

/** in-toto ResourceDescriptor: a thing by its digest. */
export interface Resource {
  readonly name: string;
  readonly uri?: string;
  readonly digest: { readonly sha256: Digest } | { readonly gitCommit: string };
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/** A thing of this name with this SHA-256. */
export function resource(name: string, sha256: Digest): Resource {
  return { name, digest: { sha256 } };
}

/** in-toto Statement v1 with one of the predicates of docs/design.md. */
export interface Statement<P = unknown> {
  readonly _type: typeof STATEMENT;
  readonly subject: readonly Resource[];
  readonly predicateType: string;
  readonly predicate: P;
}

/** When, where and by whom: left out of the content digest. */
export interface Circumstances {
  readonly builder: string;
  readonly version: string;
  readonly invocation: string;
  readonly startedOn: string;
  readonly finishedOn: string;
  /** the commit; null outside of git */
  readonly source: Resource | null;
  /** records of what went in, by the digest of their bytes */
  readonly ancestors: readonly Resource[];
  /** digest of what is outside the lock: kernel, libc, CPU, GPU; null where there is no environment */
  readonly host: Digest | null;
}

/** SLSA provenance v1 of a stage that makes something: data, train, containerize. */
export interface Provenance {
  readonly buildDefinition: {
    readonly buildType: string;
    readonly externalParameters: Readonly<Record<string, unknown>>;
    readonly internalParameters: Readonly<Record<string, unknown>>;
    readonly resolvedDependencies: readonly Resource[];
  };
  readonly runDetails: {
    readonly builder: { readonly id: string; readonly version: Readonly<Record<string, string>> };
    readonly metadata: Readonly<Record<string, string>>;
    readonly byproducts: readonly Resource[];
    readonly mlops_ancestors: readonly Resource[];
    readonly mlops_host: Digest | null;
  };
}

/** What a stage made, of what, and how. */
export interface Made {
  readonly stage: 'data' | 'train' | 'score' | 'containerize';
  readonly subject: readonly Resource[];
  /** what the user asked for: model, name, section, parameters, seed, env */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** what a replay needs besides: stage key, globs of the code, where data lie */
  readonly internal: Readonly<Record<string, unknown>>;
  readonly dependencies: readonly Resource[];
  readonly byproducts: readonly Resource[];
}

/** https://slsa.dev/spec/v1.2/provenance; field names exact. */
export function provenance(made: Made, when: Circumstances): Statement<Provenance> {
  const source = when.source === null ? [] : [when.source];
  return {
    _type: STATEMENT,
    subject: made.subject,
    predicateType: PREDICATE.provenance,
    predicate: {
      buildDefinition: {
        buildType: URI.buildType[made.stage],
        externalParameters: made.parameters,
        internalParameters: made.internal,
        resolvedDependencies: [...made.dependencies, ...source],
      },
      runDetails: {
        builder: { id: when.builder, version: { mlops: when.version } },
        metadata: { invocationId: when.invocation, startedOn: when.startedOn, finishedOn: when.finishedOn },
        byproducts: made.byproducts,
        mlops_ancestors: when.ancestors,
        mlops_host: when.host,
      },
    },
  };
}

/** in-toto test-result v0.1; pass is PASSED, marginal WARNED, all else FAILED. */
export interface TestResult {
  readonly result: 'PASSED' | 'WARNED' | 'FAILED';
  readonly configuration: readonly Resource[];
  readonly passedTests: readonly string[];
  readonly warnedTests: readonly string[];
  readonly failedTests: readonly string[];
  /** who judged; evaluate where it is not said */
  readonly mlops_stage?: 'monitor-gate';
  readonly mlops_verdict: string;
  /** of a monitor: keep, promote, hold, rollback or retrain */
  readonly mlops_decision?: string;
  readonly mlops_project: Named;
  readonly mlops_circumstances: Circumstances & {
    readonly byproducts: readonly Resource[];
    readonly keepRows?: boolean;
  };
}

/** Whose record it is: the model's name, and that of the instance where there are several. */
interface Named {
  readonly model: string;
  readonly name: string | null;
}

export interface Judged {
  readonly stage?: 'monitor-gate';
  readonly project: Named;
  readonly subject: readonly Resource[];
  readonly decision: string;
  /** what a monitor decided to do about it */
  readonly consequence?: string;
  readonly configuration: readonly Resource[];
  readonly passed: readonly string[];
  readonly warned: readonly string[];
  readonly failed: readonly string[];
  /** files beside the verdict: the environment's manifest, the report */
  readonly byproducts?: readonly Resource[];
  /** refs may keep the rows that were judged */
  readonly keepRows?: boolean;
}

export function testResult(judged: Judged, when: Circumstances): Statement<TestResult> {
  const results = { pass: 'PASSED', marginal: 'WARNED' } as const;
  const decision = judged.decision;
  return {
    _type: STATEMENT,
    subject: judged.subject,
    predicateType: PREDICATE.testResult,
    predicate: {
      result: decision === 'pass' || decision === 'marginal' ? results[decision] : 'FAILED',
      configuration: judged.configuration,
      passedTests: judged.passed,
      warnedTests: judged.warned,
      failedTests: judged.failed,
      ...(judged.stage === undefined ? {} : { mlops_stage: judged.stage }),
      mlops_verdict: decision,
      ...(judged.consequence === undefined ? {} : { mlops_decision: judged.consequence }),
      mlops_project: judged.project,
      mlops_circumstances: {
        ...when,
        byproducts: judged.byproducts ?? [],
        ...(judged.keepRows === true ? { keepRows: true } : {}),
      },
    },
  };
}

/** Something that runs, or ran: a revision by what it is made of. */
export interface Running {
  /** the target's name for it */
  readonly revision: string;
  readonly image: Digest | null;
  readonly model: Digest;
  readonly environment: Digest | null;
}

/** Our predicate of a deployment; whoever reads it can roll back. */
export interface Deployment {
  readonly environment: string;
  readonly target: string;
  readonly action: 'deploy' | 'rollback' | 'retire';
  /** kept: what served before serves on */
  readonly result: 'deployed' | 'kept' | 'rolled back' | 'retired';
  readonly release: Running | null;
  readonly previous: Running | null;
  /** share of the requests the release gets by revision, in percent */
  readonly traffic: Readonly<Record<string, number>>;
  /** what was checked before traffic went to it, each with what was found */
  readonly verify: Readonly<Record<string, string>>;
  /** what went in, by digest: image, model, golden requests, record of the image */
  readonly configuration: readonly Resource[];
  readonly mlops_verdict: string;
  readonly mlops_project: Named;
  readonly mlops_circumstances: Circumstances & { readonly byproducts: readonly Resource[] };
}

/** What a deployment came to. */
export interface Deployed
  extends Omit<Deployment, 'mlops_verdict' | 'mlops_project' | 'mlops_circumstances'> {
  readonly project: Named;
  readonly decision: string;
  readonly subject: readonly Resource[];
  readonly byproducts: readonly Resource[];
}

export function deployment(deployed: Deployed, when: Circumstances): Statement<Deployment> {
  const { project, decision, subject, byproducts, ...said } = deployed;
  return {
    _type: STATEMENT,
    subject,
    predicateType: URI.deployment,
    predicate: {
      ...said,
      mlops_verdict: decision,
      mlops_project: project,
      mlops_circumstances: { ...when, byproducts },
    },
  };
}

/** What a provenance was made of, as another checkout has the same. */
interface Origin {
  /** the commit */
  readonly source: Resource;
  readonly internal: Readonly<Record<string, unknown>>;
  /** records of what went in */
  readonly ancestors: readonly Resource[];
}

/** The same making of the same things, named by where they are to be found now. */
export function restate(
  { predicate, ...rest }: Statement,
  { source, internal, ancestors }: Origin,
): Statement {
  const of = (value: unknown, key: string) => Object.entries(Object(Reflect.get(Object(value), key)));
  const definition = Object.fromEntries(of(predicate, 'buildDefinition'));
  const dependencies: unknown = definition['resolvedDependencies'];
  const kept = Array.isArray(dependencies) ? dependencies.filter((one) => !isCommit(one)) : [];
  return {
    ...rest,
    predicate: {
      ...Object(predicate),
      buildDefinition: {
        ...definition,
        internalParameters: internal,
        resolvedDependencies: [...kept, source],
      },
      runDetails: { ...Object.fromEntries(of(predicate, 'runDetails')), mlops_ancestors: ancestors },
    },
  };
}

/** What a record says without when, where and by whom: keys, refs and equality use its digest. */
export function contentDigest(statement: Statement): Digest {
  const { predicate, ...rest } = statement;
  const kept = Object.entries(predicate ?? {}).filter(
    ([key]) => key !== 'runDetails' && key !== 'mlops_circumstances',
  );
  return digestOfValue({ ...rest, predicate: withoutSource(Object.fromEntries(kept)) });
}

function withoutSource(predicate: Record<string, unknown>): unknown {
  const definition = predicate['buildDefinition'];
  if (typeof definition !== 'object' || definition === null) return predicate;
  const dependencies: unknown = Reflect.get(definition, 'resolvedDependencies');
  const kept = Array.isArray(dependencies) ? dependencies.filter((one) => !isCommit(one)) : dependencies;
  return { ...predicate, buildDefinition: { ...definition, resolvedDependencies: kept } };
}

function isCommit(resource: unknown): boolean {
  const digest = typeof resource === 'object' && resource !== null ? Reflect.get(resource, 'digest') : null;
  return typeof digest === 'object' && digest !== null && 'gitCommit' in digest;
}

/** record.json and its digest: the bytes are the canonical JSON and a line end. */
export function seal(statement: Statement): { readonly bytes: string; readonly digest: Digest } {
  const bytes = `${canonical(statement)}\n`;
  return { bytes, digest: digestOf(bytes) };
}

/** A record read back. Throws a sentence when the bytes are none. */
export function readStatement(bytes: string): Statement {
  const value: unknown = readCanonical(bytes);
  if (typeof value !== 'object' || value === null || Reflect.get(value, '_type') !== STATEMENT)
    throw new Error('is no in-toto Statement v1');
  const subject: unknown = Reflect.get(value, 'subject');
  if (!Array.isArray(subject)) throw new Error('has no subject');
  if (!subject.every(isResource)) throw new Error('has a subject without name or digest');
  return value as Statement;
}

function isResource(value: unknown): value is Resource {
  const of = (key: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof of('name') === 'string' && typeof of('digest') === 'object' && of('digest') !== null;
}

/** SHA-256 of a subject by name; null when the record has none of that name. */
export function subjectDigest(statement: Statement, name: string): Digest | null {
  const found = statement.subject.find((subject) => subject.name === name)?.digest;
  return found !== undefined && 'sha256' in found ? found.sha256 : null;
}
