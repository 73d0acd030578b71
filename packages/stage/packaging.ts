import { metadataOf } from '#image/config';
import type { BlobDigest } from '#image/descriptor';
import { readImage } from '#image/image';
import { type Packed, packImage } from '#image/pack';
import type { Host } from '#kit/ports';
import type { Digest } from '#record/digest';
import { stageKey } from '#record/stagekey';
import { provenance, type Resource, resource, type Statement, seal, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { bytes, count, duration } from '#report/number';
import type { Approval } from './approval.ts';
import { besides, writeRecords } from './artifact.ts';
import { type Kept, recall, remember, stageFolder } from './cache.ts';
import { application, manifest, revisionOf, weights } from './ingredients.ts';
import { enterLedger } from './ledger.ts';
import type { PackagingPlan } from './packagingplan.ts';
import { linksIn } from './plan.ts';
import { backgroundOf, explain } from './recipes.ts';
import { circumstances, folderOf, type Scene } from './scene.ts';
import type { Candidate } from './scoring.ts';

/** An image in its stage folder, ready to be published. */
export interface Containerized extends Kept {
  readonly image: Digest;
  readonly config: BlobDigest;
  readonly metadata: string;
  readonly skipped: boolean;
}

/** `verdict.json`, as the evaluation's record calls it; of several evaluations each with its artifact's name. */
function verdicts(approvals: readonly Approval[]): Record<string, Digest> {
  const named = (approval: Approval) =>
    approvals.length === 1 ? FILE.verdict : `${FILE.verdict} of ${approval.fetched.name}`;
  return Object.fromEntries(approvals.map((approval) => [named(approval), approval.verdict]));
}

/** The image of an earlier run by the same key, every blob re-hashed; null where it has to be packed. */
export async function recallImage({ recipe }: PackagingPlan, scene: Scene): Promise<Containerized | null> {
  const { host } = scene;
  const kept = await recall(recipe, {}, scene);
  if (kept === null) return null;
  await enterLedger(kept.folder, host);
  const key = stageKey(recipe).slice(0, 12);
  host.log.info(`Skipped: same stage key ${key}; ${duration(kept.seconds)} saved.`);
  return containerized(kept, true, host);
}

/** Packs the image, seals the record of it, and keeps both. */
export async function runPackaging(plan: PackagingPlan, scene: Scene): Promise<Containerized> {
  const { host } = scene;
  const { recipe, image } = plan;
  const background = backgroundOf([plan.sources.listed], null);
  const { sentence } = await explain(recipe, background, scene.model, host);
  host.log.info(`Stage key ${stageKey(recipe).slice(0, 12)}: ${sentence}.`);
  const startedOn = host.clock.now();
  const folder = stageFolder('containerize', recipe.name);
  await host.files.remove(folder);
  const packed = await pack(plan, `${folder}/${FILE.image}`, host);
  const metadata = metadataOf(image, packed.image, packed.config, packed.modelpack);
  await host.files.write(`${folder}/${FILE.metadata}`, `${metadata}\n`);
  await bringEnvironment(plan.candidate, folder, host);
  const statement = statementOf(
    plan,
    packed,
    await besides(folder, [FILE.metadata, FILE.environment, FILE.bom], host),
    startedOn,
    scene,
  );
  const chains = [plan.candidate, ...plan.approvals].map(({ fetched }) => fetched.chain);
  await writeRecords(folder, seal(statement).bytes, new Map(chains.flatMap((chain) => [...chain])), host);
  return containerized(await remember(recipe, background, folder, scene), false, host);
}

async function pack(plan: PackagingPlan, layout: string, host: Host): Promise<Packed> {
  const { candidate, sources, identity } = plan;
  const { environment } = sources;
  const lock =
    environment === null ? [] : [...application(environment.files), await manifest(environment, host)];
  const concerns = {
    weights: { path: identity.path.slice(1), files: await weights(candidate, host) },
    environment: { path: 'app', files: lock },
    code: { path: 'app', files: application(sources.code) },
  };
  const { repository } = host.run;
  const source = repository === null ? null : `https://github.com/${repository}`;
  const revision = await revisionOf(sources, host);
  const packed = await packImage({ identity: { ...identity, revision, source }, concerns }, layout, host);
  for (const { concern, size } of packed.layers)
    host.log.info(`${concern}: ${count(concerns[concern].files.length, 'file')}, ${bytes(size)}`);
  return packed;
}

/** The environment's manifest and bill of materials go on with what was made in it. */
async function bringEnvironment({ fetched }: Candidate, folder: string, { files }: Host): Promise<void> {
  for (const name of [FILE.environment, FILE.bom]) {
    const path = `${fetched.folder}/${name}`;
    if ((await files.exists(path)) === 'file') await files.copy(path, `${folder}/${name}`);
  }
}

function statementOf(
  { recipe, candidate, approvals, sources }: PackagingPlan,
  packed: Packed,
  byproducts: readonly Resource[],
  startedOn: Date,
  scene: Scene,
): Statement {
  const { name, section, parameters, seed, env, code, environment, inputs, semantics } = recipe;
  const plain = (digest: BlobDigest) => digest.slice('sha256:'.length);
  const dependencies = {
    code,
    ...inputs,
    ...verdicts(approvals),
    ...(environment === null ? {} : { environment }),
  };
  return provenance(
    {
      stage: 'containerize',
      subject: [
        resource('image', plain(packed.image.digest)),
        resource('modelpack', plain(packed.modelpack.digest)),
      ],
      parameters: { model: scene.model, name, section, parameters, seed, env },
      internal: {
        stageKey: stageKey(recipe),
        semantics,
        code: sources.globs,
        ...linksIn(sources),
        apart: [],
        data: {},
        params: null,
        lock: sources.environment?.locked.lock.path ?? null,
        environment: null,
        folder: folderOf(scene.host),
        config: scene.project.file,
      },
      dependencies: Object.entries(dependencies).map(([input, sha256]) => resource(input, sha256)),
      byproducts,
    },
    circumstances(scene, startedOn, [
      resource('train', candidate.fetched.recordDigest),
      ...approvals.map(({ fetched }) => resource('evaluate', fetched.recordDigest)),
    ]),
  );
}

async function containerized(kept: Kept, skipped: boolean, host: Host): Promise<Containerized> {
  const image = subjectDigest(kept.record, 'image') ?? '';
  const { config } = await readImage(`${kept.folder}/${FILE.image}`, image, host);
  const metadata = (await host.files.text(`${kept.folder}/${FILE.metadata}`)).trim();
  return { ...kept, image, config: config.digest, metadata, skipped };
}
