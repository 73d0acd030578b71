import { Mistake } from '#kit/outcome';
import type { Artifact, Host } from '#kit/ports';
import type { Dataset } from '#project/project';
import { artifactName } from '#project/stages';
import type { Digest } from '#record/digest';
import { tell } from '#record/reading';
import { stageKey } from '#record/stagekey';
import { seal, subjectDigest } from '#record/statement';
import { bytes as bytesInWords, count, duration } from '#report/number';
import { demandSubject, openArtifact, writeRecords } from './artifact.ts';
import { recall, remember, stageFolder } from './cache.ts';
import { demandOutput, runCommand, variable } from './command.ts';
import { basename, measure } from './digest.ts';
import { enterLedger } from './ledger.ts';
import { clearLeftovers, endMaking, makeRoom } from './leftovers.ts';
import { putInPlace } from './placement.ts';
import { type Plan, planOf, provenanceOf } from './plan.ts';
import { explain } from './recipes.ts';
import { restated } from './restatement.ts';
import type { Scene } from './scene.ts';

const SEMANTICS = 1;

/** How a dataset came to be: its record, and that of all before it. */
export interface Produced {
  readonly record: Digest;
  readonly chain: ReadonlyMap<Digest, string>;
}

/** The plan of a producer: what its key is made of. */
export async function planProducer(dataset: Dataset, run: string, scene: Scene): Promise<Plan> {
  const path = await scene.host.files.within(dataset.path, `data.${dataset.name}.path`);
  return planOf(
    {
      stage: 'data',
      name: dataset.name,
      section: { run, path },
      code: dataset.code ?? [],
      apart: [path],
      data: [],
      inputs: {},
      parameters: null,
      seed: null,
      env: dataset.env ?? [],
      semantics: SEMANTICS,
      ancestors: [],
    },
    scene,
  );
}

/**
 * Makes a dataset by its command unless nothing changed: the same key and data that verify are a hit, from this
 * machine's cache or from an artifact an earlier job of this run published. Gives the records of its making.
 */
export async function produce(dataset: Dataset, run: string, scene: Scene): Promise<Produced> {
  const { host } = scene;
  const plan = await planProducer(dataset, run, scene);
  return host.log.group(`data ${dataset.name}`, async () => {
    const kept = (await inPlace(dataset, plan, scene)) ?? (await published(dataset, plan, scene));
    if (kept !== null) return kept;
    const { sentence } = await explain(plan.recipe, await plan.background(), scene.model, host);
    host.log.info(`${dataset.name} is made by ${JSON.stringify(run)}: ${sentence}.`);
    return make(dataset, run, plan, scene);
  });
}

/** The cached bytes of the same key, put in place where what lies there is something else. */
async function inPlace(dataset: Dataset, plan: Plan, scene: Scene): Promise<Produced | null> {
  const { host } = scene;
  const subject = `data:${dataset.name}`;
  const found = await recall(plan.recipe, { [subject]: inside(dataset) }, scene);
  if (found === null) return null;
  const kept = await restated(found, plan, new Map(), scene);
  const moved = await place(`${kept.folder}/${inside(dataset)}`, dataset, host);
  const digest = subjectDigest(kept.record, subject) ?? '';
  const how = moved ? 'put in place from the cache' : `nothing changed (${digest.slice(0, 12)})`;
  host.log.info(`${dataset.name}: skipped, ${how}; ${duration(kept.seconds)} saved.`);
  if (!(await isPublished(dataset, kept.recordDigest, scene))) await publish(dataset, kept.folder, scene);
  return { record: kept.recordDigest, chain: kept.chain };
}

/** What an earlier job of this run published, when it was made by the same recipe. */
async function published(dataset: Dataset, { recipe }: Plan, scene: Scene): Promise<Produced | null> {
  const { host } = scene;
  const artifact = await find(dataset, scene);
  if (artifact === undefined) return null;
  const fetched = await openArtifact(artifact, host);
  if (tell(fetched.record)?.stageKey !== stageKey(recipe)) {
    host.log.info(`${artifact.name} was made by another recipe and is not used.`);
    return null;
  }
  await demandSubject(fetched, `data:${dataset.name}`, `${fetched.folder}/${inside(dataset)}`, host);
  await place(`${fetched.folder}/${inside(dataset)}`, dataset, host);
  await enterLedger(fetched.folder, host);
  host.log.info(`${dataset.name}: skipped, from the artifact ${artifact.name}.`);
  return { record: fetched.recordDigest, chain: fetched.chain };
}

/** Puts kept data where they belong; what lies there and is something else is set aside. */
async function place(kept: string, dataset: Dataset, host: Host): Promise<boolean> {
  const there = await host.files.exists(dataset.path);
  const same =
    there !== null &&
    (await measure(dataset.path, 'dataset', host)).digest === (await measure(kept, 'dataset', host)).digest;
  if (!same) {
    await makeRoom(dataset, await host.digests.of(kept), host);
    await putInPlace(kept, dataset.path, host);
  }
  await endMaking(dataset, host);
  return !same;
}

/** On a runner an artifact is of this very run; on a laptop the newest may be of another making. */
async function isPublished(dataset: Dataset, record: Digest, scene: Scene): Promise<boolean> {
  const artifact = await find(dataset, scene);
  return artifact !== undefined && (artifact.record === undefined || artifact.record === record);
}

async function find(dataset: Dataset, { host, model }: Scene): Promise<Artifact | undefined> {
  const name = artifactName(model, 'data', dataset.name);
  return (await host.artifacts.list()).find((artifact) => artifact.name === name);
}

async function make(dataset: Dataset, run: string, plan: Plan, scene: Scene): Promise<Produced> {
  const { host } = scene;
  const startedOn = host.clock.now();
  const subject = `data.${dataset.name}`;
  const path = await host.files.resolve(dataset.path, `${subject}.path`);
  await clearLeftovers(dataset, host);
  await runCommand(`data ${dataset.name}`, run, { [variable(subject)]: path }, scene);
  await demandOutput(subject, dataset.path, scene);
  const { digest, files, bytes } = await measure(dataset.path, 'dataset', host);
  host.log.info(`${dataset.name}: ${count(files, 'file')}, ${bytesInWords(bytes)}, ${digest.slice(0, 12)}.`);
  const folder = stageFolder('data', dataset.name);
  await host.files.remove(folder);
  await host.files.copy(dataset.path, `${folder}/${inside(dataset)}`);
  await demandUnchanged(dataset, digest, `${folder}/${inside(dataset)}`, scene);
  const made = { subject: { name: `data:${dataset.name}`, digest: { sha256: digest } }, byproducts: [] };
  const record = seal(provenanceOf(plan, made, startedOn, scene));
  await writeRecords(folder, record.bytes, new Map(), host);
  await remember(plan.recipe, await plan.background(), folder, scene);
  await endMaking(dataset, host);
  await publish(dataset, folder, scene);
  return { record: record.digest, chain: new Map([[record.digest, record.bytes]]) };
}

/** What was copied has to be what was measured: something the command left running may still write. */
async function demandUnchanged(
  dataset: Dataset,
  digest: Digest,
  copy: string,
  { host }: Scene,
): Promise<void> {
  if ((await measure(copy, 'dataset', host)).digest === digest) return;
  const remedy = 'Let the command end only when all is written.';
  throw new Mistake({ subject: `data.${dataset.name}`, what: 'changed after its command had ended', remedy });
}

/** The data travel to later jobs as an artifact. Two jobs of a run that make the same publish it once. */
async function publish(dataset: Dataset, folder: string, scene: Scene): Promise<void> {
  const { artifacts, log } = scene.host;
  try {
    await artifacts.publish(artifactName(scene.model, 'data', dataset.name), folder);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    log.info(`${dataset.name} was published by another job of this run.`);
  }
}

function inside(dataset: Dataset): string {
  return `data/${basename(dataset.path)}`;
}
