import type { Verdict } from '#judge/verdict';
import { type Digest, digestOf } from '#record/digest';
import { deployment, type Resource, type Running, resource, seal } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { type DeploymentFacts, deploymentSummary } from '#report/deployment';
import { writtenMemory } from '#target/command/memory';
import type { Revision } from '#target/target';
import { writeRecords } from '../artifact.ts';
import { stageFolder } from '../cache.ts';
import { enterLedger } from '../ledger.ts';
import { circumstances, type Scene } from '../scene.ts';
import type { Operation } from './operation.ts';
import type { Site } from './site.ts';
import { placedOf, type RollbackState } from './state.ts';
import type { DeployWish } from './wish.ts';

/** A deployment in its stage folder, ready to be published. */
export interface Sealed {
  readonly folder: string;
  /** absolute */
  readonly record: string;
  readonly recordDigest: Digest;
  readonly summary: string;
}

/** Writes verdict, rollback state, summary and records: before any exit, also of a verdict that says no. */
export async function sealDeployment(
  operation: Operation,
  verdict: Verdict,
  wish: DeployWish,
  site: Site,
  scene: Scene,
): Promise<Sealed> {
  const { files } = scene.host;
  const folder = stageFolder('deploy', wish.name ?? null);
  await files.remove(folder);
  const texts = {
    [FILE.verdict]: `${JSON.stringify(verdict, null, 2)}\n`,
    [FILE.deployment]: `${JSON.stringify(await stateAfter(operation, site, scene), null, 2)}\n`,
    [FILE.summary]: deploymentSummary(factsOf(operation, verdict, wish, scene)),
  };
  for (const [name, text] of Object.entries(texts)) await files.write(`${folder}/${name}`, text);
  const named = (name: keyof typeof texts) => resource(name, digestOf(texts[name] ?? ''));
  const { ancestors, chain } = originOf(operation, site);
  const statement = deployment(
    {
      ...saidOf(operation, wish, scene),
      decision: verdict.decision,
      subject: [...deployedOf(operation), named(FILE.deployment), named(FILE.verdict)],
      byproducts: [named(FILE.summary)],
    },
    circumstances(scene, operation.startedOn, ancestors),
  );
  const { bytes, digest } = seal(statement);
  await writeRecords(folder, bytes, chain, scene.host);
  await enterLedger(folder, scene.host);
  const record = await files.resolve(`${folder}/${FILE.record}`, 'record');
  return { folder, record, recordDigest: digest, summary: texts[FILE.summary] ?? '' };
}

const RESULTS = { kept: 'kept', busy: 'kept', retired: 'retired' } as const;

function saidOf(operation: Operation, wish: DeployWish, { model }: Scene) {
  const { action, change, checks, golden, before } = operation;
  const { standing, result } = change;
  const now = standing.canary?.candidate ?? standing.serving;
  const rolled = action === 'rollback' ? 'rolled back' : 'deployed';
  return {
    environment: wish.environment,
    target: wish.target,
    action,
    result: result === 'switched' ? rolled : RESULTS[result],
    release: running(now),
    previous: running(result === 'kept' ? standing.previous : before.serving),
    traffic: standing.traffic,
    verify: Object.fromEntries(checks.map(({ name, found }) => [name, found])),
    configuration: [
      ...(action === 'retire' && before.serving !== null ? thingsOf(before.serving) : deployedOf(operation)),
      ...(golden === null ? [] : [resource('golden', golden.digest)]),
    ],
    project: { model, name: wish.name ?? null },
  } as const;
}

/** What it is about, by digest: what was to be deployed, else what serves again; of an end nothing. */
function deployedOf({ action, change, ready }: Operation): Resource[] {
  const { canary, serving } = change.standing;
  const of = ready?.release ?? canary?.candidate ?? serving;
  return action === 'retire' || of === null ? [] : thingsOf(of);
}

function thingsOf({ image, model }: { readonly image: Digest; readonly model: Digest }): Resource[] {
  return [resource('image', image), resource('model', model)];
}

function running(revision: Revision | null): Running | null {
  if (revision === null) return null;
  const { name, image, model, environment } = revision;
  return { revision: name, image, model, environment };
}

/** The record of the image, where there is one; of a rollback or an end that of the deployment which is undone. */
function originOf(
  { ready }: Operation,
  { stood }: Site,
): { ancestors: Resource[]; chain: ReadonlyMap<Digest, string> } {
  if (ready !== null) {
    const { evidence } = ready;
    if (evidence === null) return { ancestors: [], chain: new Map() };
    return { ancestors: [resource('containerize', evidence.record)], chain: evidence.chain };
  }
  if (stood === null) return { ancestors: [], chain: new Map() };
  const records = [...stood.ref.files].filter(
    ([path]) => path === FILE.record || path.startsWith(`${FILE.ancestors}/`),
  );
  const chain = new Map(
    records.map(([, bytes]): [Digest, string] => [digestOf(bytes), new TextDecoder().decode(bytes)]),
  );
  return { ancestors: [resource('deploy', stood.ref.digest)], chain };
}

/** The rollback state as it is now that it has ended. */
async function stateAfter(operation: Operation, site: Site, { host }: Scene): Promise<RollbackState> {
  const { state, change, checks } = operation;
  const { serving, canary, url, traffic } = change.standing;
  const now = canary?.candidate ?? serving;
  const memory = await site.memory();
  return {
    ...state,
    release: now === null ? null : placedOf(now),
    url,
    traffic,
    verify: Object.fromEntries(checks.map(({ name, found }) => [name, found])),
    finishedAt: host.clock.now().toISOString(),
    memory: memory === null ? null : writtenMemory(memory),
  };
}

/** What people are shown of it. */
export function factsOf(
  { action, change, checks, before }: Operation,
  verdict: Verdict,
  { environment, target }: DeployWish,
  { model }: Scene,
): DeploymentFacts {
  const { url, serving, canary, traffic } = change.standing;
  return {
    model,
    environment,
    target,
    action,
    verdict,
    url,
    traffic,
    checks,
    before: before.serving,
    now: serving,
    canary: canary?.candidate ?? null,
  };
}
