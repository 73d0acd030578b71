import type { Image } from '#image/image';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Digest } from '#record/digest';
import { digestNamed } from '#record/reading';
import { LABEL } from '#record/vocabulary';
import type { Release } from '#target/target';
import type { Scene } from '../scene.ts';
import { type Evaluated, type Evidence, type Judged, judgedBy, mayServe } from './evidence.ts';
import { demandImage } from './layout.ts';
import { type Source, sourceOf } from './source.ts';
import type { DeployWish } from './wish.ts';

/** An image that may run, with what says so. */
export interface Ready {
  readonly release: Release;
  /** it was pulled from a registry */
  readonly pulled: boolean;
  /** the record of its packing; null: nothing is known of it, and `require: none` lets it run */
  readonly evidence: Evidence | null;
  /** null: it runs since somebody said `require: none` */
  readonly evaluated: Evaluated | null;
  /** who said `require: none`: containerize or deploy; null where nobody had to */
  readonly waivedBy: 'containerize' | 'deploy' | null;
}

/**
 * The one image that is to run, every blob of it by digest, of a model whose evaluation passed by the records of its
 * packing: of the artifact, else of those that are known here, else of those that lie with it in its registry. What is
 * not so is a mistake; a model that goes without a verdict since `require: none` was said is a warning.
 */
export async function readyRelease(
  wish: Pick<
    DeployWish,
    'from' | 'image' | 'environment' | 'require' | 'registry-username' | 'registry-password'
  >,
  scene: Scene,
): Promise<Ready> {
  const { host } = scene;
  const source = await sourceOf(wish, scene);
  const held = await demandImage(source.layout, source.image, host);
  const model = modelOf(source, held, scene.model);
  const { image, layout, pulled } = source;
  const release: Release = { image, model, environment: held.environment, layout };
  const kind = pulled ? 'of the registry' : `of the artifact ${source.name}`;
  host.log.info(`Image ${image.slice(0, 12)} ${kind}: model ${model.slice(0, 12)}.`);
  const judged = await judgedOf(source, model);
  return { release, pulled, ...decided(judged, source, model, wish.require, host) };
}

/** The model by the image's labels, with which the record of an artifact has to agree. */
function modelOf({ name, pulled, evidence }: Source, { model, labels }: Image, wanted: string): Digest {
  const mistake = (what: string, remedy: string) => new Mistake({ subject: name, what, remedy });
  if (pulled) {
    const named = labels[LABEL.name] ?? null;
    if (model === null || named === null)
      throw mistake(
        'is no image of a model: it has no labels that containerize gives',
        'Name one that containerize pushed.',
      );
    if (named === wanted) return model;
    const remedy = `Name an image of ${wanted}, or set model: ${named}.`;
    throw mistake(`is an image of the model ${named}, and ${wanted} is to be deployed`, remedy);
  }
  const [own] = evidence;
  const recorded = own === undefined ? null : digestNamed(own.told.dependencies, 'model');
  const remedy = 'Run containerize again.';
  if (recorded === null) throw mistake('does not say which model its image holds', remedy);
  if (recorded === model) return recorded;
  throw mistake(
    `holds an image of another model than it records: expected ${recorded}, found ${model ?? 'none'}`,
    remedy,
  );
}

/** By the newest packing whose evaluations passed, else by the newest; null where no record of any is found. */
async function judgedOf(source: Source, model: Digest): Promise<Judged | null> {
  const judge = (all: readonly Evidence[]) =>
    all
      .filter(({ told }) => digestNamed(told.dependencies, 'model') === model)
      .map((evidence) => judgedBy(evidence, model));
  const near = judge(source.evidence);
  const passed = near.find(mayServe);
  if (passed !== undefined) return passed;
  const far = judge(await source.further());
  return far.find(mayServe) ?? near[0] ?? far[0] ?? null;
}

function decided(
  judged: Judged | null,
  { name, pulled }: Source,
  model: Digest,
  require: DeployWish['require'],
  { log }: Pick<Host, 'log'>,
): Pick<Ready, 'evidence' | 'evaluated' | 'waivedBy'> {
  const evidence = judged?.evidence ?? null;
  const [first] = judged?.found ?? [];
  if (judged !== null && first !== undefined && mayServe(judged)) {
    const said = judged.found.map((one) => `${one.record.slice(0, 12)} came to ${one.told.verdict}`);
    const where = pulled ? ` (records ${judged.evidence.place})` : '';
    log.info(`Evaluation ${said.join(', ')}${where}.`);
    return { evidence, evaluated: first, waivedBy: null };
  }
  const bad = judged?.bad ?? null;
  // of an image from a registry, whoever deploys it says so: its records may be anybody's who can push there
  const packedSo = !pulled && evidence?.told.section['require'] === 'none';
  if (packedSo || require === 'none') {
    const why =
      bad === null ? 'no evaluation of it is on record' : `its evaluation came to ${bad.told.verdict}`;
    const who = packedSo ? 'containerize packed' : 'deploy takes';
    log.warning(`${who} model ${model.slice(0, 12)} with require: none: ${why}.`);
    return { evidence, evaluated: null, waivedBy: packedSo ? 'containerize' : 'deploy' };
  }
  throw new Mistake({ subject: name, ...refusal(bad, pulled, model) });
}

function refusal(bad: Evaluated | null, pulled: boolean, model: Digest): { what: string; remedy: string } {
  const holds = `holds model ${model.slice(0, 12)}`;
  const remedy =
    'Deploy a model whose evaluation passed; containerize takes no other unless told require: none.';
  if (bad !== null) return { what: `${holds}, whose evaluation came to ${bad.told.verdict}`, remedy };
  if (!pulled) return { what: `${holds}, and no record of an evaluation of it`, remedy };
  return {
    what: `${holds}, and no record of an evaluation of it is known: neither here nor with the image in its registry`,
    remedy:
      'Run containerize in the same workflow, or push with it (it leaves the records with the image); require: none deploys without a verdict, which is marginal.',
  };
}
