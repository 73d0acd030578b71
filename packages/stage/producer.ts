import { Mistake } from '#kit/outcome';
import type { Artifact } from '#kit/ports';
import type { Dataset } from '#project/project';
import { artifactName } from '#project/stages';
import { digestOf } from '#record/digest';
import { type Recipe, stageKey } from '#record/stagekey';
import { provenance, seal, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { demandSubject, fetchArtifact, writeRecords } from './artifact.ts';
import { type Code, codeOf } from './code.ts';
import { declaredEnv, demandOutput, runCommand, variable } from './command.ts';
import { basename, measure } from './digest.ts';
import { explainMiss, recall, remember, stageFolder } from './hit.ts';
import { circumstances, type Scene } from './scene.ts';

const SEMANTICS = 1;

/**
 * Makes a dataset by its command unless nothing changed: the same key and data that verify are a hit, from this
 * machine's cache or from an artifact an earlier job of this run published. Gives the records of its making.
 */
export async function produce(dataset: Dataset, run: string, scene: Scene): Promise<Map<string, string>> {
  const { host } = scene;
  const { recipe, code } = await recipeOf(dataset, run, scene);
  return host.log.group(`data ${dataset.name}`, async () => {
    const kept = (await inPlace(dataset, recipe, scene)) ?? (await published(dataset, recipe, scene));
    if (kept !== null) return kept;
    host.log.info(
      `${dataset.name} is made by ${JSON.stringify(run)}: ${await explainMiss(recipe, code, host)}.`,
    );
    return make(dataset, run, recipe, scene);
  });
}

async function recipeOf(
  dataset: Dataset,
  run: string,
  scene: Scene,
): Promise<{ recipe: Recipe; code: Code }> {
  const { host, project, surroundings } = scene;
  const apart = [...project.datasets.values()].map(({ path }) => path);
  const code = await codeOf(host, dataset.code ?? [], apart);
  const recipe: Recipe = {
    stage: 'data',
    name: dataset.name,
    section: { run, path: dataset.path },
    code: code.digest,
    environment: surroundings?.digest ?? null,
    inputs: {},
    parameters: null,
    seed: null,
    env: declaredEnv(dataset.env ?? [], host.env),
    semantics: SEMANTICS,
  };
  return { recipe, code };
}

/** The cached bytes of the same key, put in place where what lies there is something else. */
async function inPlace(dataset: Dataset, recipe: Recipe, scene: Scene): Promise<Map<string, string> | null> {
  const { host } = scene;
  const subject = `data:${dataset.name}`;
  const kept = await recall(recipe, { [subject]: inside(dataset) }, host);
  if (kept === null) return null;
  const there = await host.files.exists(dataset.path);
  const now = there === null ? null : (await measure(dataset.path, 'dataset', host)).digest;
  if (now === subjectDigest(kept.record, subject)) {
    host.log.info(`${dataset.name}: skipped, nothing changed (${now?.slice(0, 12)}).`);
  } else {
    await host.files.copy(`${kept.folder}/${inside(dataset)}`, dataset.path);
    host.log.info(`${dataset.name}: skipped, put in place from the cache.`);
  }
  const bytes = await host.files.text(`${kept.folder}/${FILE.record}`);
  if ((await find(dataset, scene)) === undefined) await publish(dataset, kept.folder, scene);
  return new Map([[digestOf(bytes), bytes]]);
}

/** What an earlier job of this run published, when it was made by the same recipe. */
async function published(
  dataset: Dataset,
  recipe: Recipe,
  scene: Scene,
): Promise<Map<string, string> | null> {
  const { host } = scene;
  const artifact = await find(dataset, scene);
  if (artifact === undefined) return null;
  const fetched = await fetchArtifact(artifact, host);
  const key = stageKey(recipe);
  if (!fetched.chain.get(fetched.recordDigest)?.includes(`"stageKey":"${key}"`)) {
    host.log.info(`${artifact.name} was made by another recipe and is not used.`);
    return null;
  }
  await demandSubject(fetched, `data:${dataset.name}`, `${fetched.folder}/${inside(dataset)}`, host);
  await host.files.copy(`${fetched.folder}/${inside(dataset)}`, dataset.path);
  host.log.info(`${dataset.name}: skipped, from the artifact ${artifact.name}.`);
  return new Map(fetched.chain);
}

async function find(dataset: Dataset, { host, model }: Scene): Promise<Artifact | undefined> {
  const name = artifactName(model, 'data', dataset.name);
  return (await host.artifacts.list()).find((artifact) => artifact.name === name);
}

async function make(
  dataset: Dataset,
  run: string,
  recipe: Recipe,
  scene: Scene,
): Promise<Map<string, string>> {
  const { host } = scene;
  const startedOn = host.clock.now();
  const subject = `data.${dataset.name}`;
  const path = await host.files.resolve(dataset.path, `${subject}.path`);
  await runCommand(`data ${dataset.name}`, run, { [variable(subject)]: path }, scene);
  await demandOutput(subject, dataset.path, scene);
  const { digest, files, bytes } = await measure(dataset.path, 'dataset', host);
  host.log.info(`${dataset.name}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${digest.slice(0, 12)}.`);
  const folder = stageFolder('data', dataset.name);
  await host.files.remove(folder);
  await host.files.copy(dataset.path, `${folder}/${inside(dataset)}`);
  const record = seal(recordOf(dataset, recipe, digest, scene, startedOn));
  await writeRecords(folder, record.bytes, new Map(), host);
  await remember(recipe, host);
  await publish(dataset, folder, scene);
  return new Map([[record.digest, record.bytes]]);
}

function recordOf(dataset: Dataset, recipe: Recipe, digest: string, scene: Scene, startedOn: Date) {
  const environment = scene.surroundings?.digest;
  return provenance(
    {
      stage: 'data',
      subject: [{ name: `data:${dataset.name}`, digest: { sha256: digest } }],
      parameters: { name: dataset.name, ...recipe.section },
      stageKey: stageKey(recipe),
      dependencies: [
        { name: 'code', digest: { sha256: recipe.code } },
        ...(environment === undefined ? [] : [{ name: 'environment', digest: { sha256: environment } }]),
      ],
      byproducts: [],
    },
    circumstances(scene.host, startedOn),
  );
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
