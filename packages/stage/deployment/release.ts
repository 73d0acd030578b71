import { passes } from '#judge/verdict';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Digest } from '#record/digest';
import { digestNamed, type Told, tell } from '#record/reading';
import { readStatement, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import type { Release } from '#target/target';
import { chooseArtifact, type Fetched, openArtifact } from '../artifact.ts';
import type { Scene } from '../scene.ts';
import { demandImage } from './layout.ts';

/** The evaluation that a model passed, as the records of its image have it. */
export interface Evaluated {
  readonly record: Digest;
  readonly told: Told;
  /** SHA-256 of the predictions it judged */
  readonly predictions: Digest | null;
}

/** An image that may run, with what says so. */
export interface Ready {
  readonly release: Release;
  readonly fetched: Fetched;
  /** null: containerize was told `require: none` */
  readonly evaluated: Evaluated | null;
}

/**
 * The one image of this run, every blob of it by digest, of a model whose evaluation passed. What is not so is a
 * mistake; a model that containerize was told to pack without a verdict is a warning.
 */
export async function readyRelease(
  { from, image }: { readonly from: string | undefined; readonly image: string | undefined },
  { host, model }: Scene,
): Promise<Ready> {
  const wanted = image === undefined ? null : pinned(image);
  const fetched = await openArtifact(await chooseArtifact(model, 'containerize', from, host), host);
  const told = tell(fetched.record);
  const packed = told?.stage === 'containerize' ? digestNamed(told.subjects, 'image') : null;
  if (told === null || packed === null) {
    const remedy = 'Name an artifact of containerize with from:.';
    throw new Mistake({ subject: fetched.name, what: 'holds no image: its record is of none', remedy });
  }
  if (wanted !== null && wanted !== packed) {
    const what = `is another image than ${fetched.name} records: ${packed}`;
    throw new Mistake({
      subject: 'image',
      what,
      remedy: 'Name the digest that containerize gave.',
      value: image ?? '',
    });
  }
  const layout = `${fetched.folder}/${FILE.image}`;
  const held = await demandImage(layout, packed, host);
  const served = modelOf(fetched, told, held.model);
  const release: Release = {
    image: packed,
    model: served,
    environment: digestNamed(told.dependencies, 'environment'),
    layout,
  };
  host.log.info(
    `Image ${packed.slice(0, 12)} of the artifact ${fetched.name}: model ${served.slice(0, 12)}.`,
  );
  return { release, fetched, evaluated: judged(fetched, told, served, host) };
}

/** `ghcr.io/acme/flights@sha256:…`: a tag may stand for another image by the time it is pulled. */
function pinned(image: string): Digest {
  const digest = /@sha256:([0-9a-f]{64})$/.exec(image)?.[1];
  if (digest !== undefined) return digest;
  const remedy = 'Write name@sha256:<digest>, as containerize gives it in its output digest.';
  throw new Mistake({ subject: 'image', what: 'is not pinned by its digest', remedy, value: image });
}

/** The model by the record, which the labels of the image have to agree with. */
function modelOf({ name }: Fetched, told: Told, labelled: Digest | null): Digest {
  const recorded = digestNamed(told.dependencies, 'model');
  const remedy = 'Run containerize again.';
  if (recorded === null)
    throw new Mistake({ subject: name, what: 'does not say which model its image holds', remedy });
  if (recorded === labelled) return recorded;
  const what = `holds an image of another model than it records: expected ${recorded}, found ${labelled ?? 'none'}`;
  throw new Mistake({ subject: name, what, remedy });
}

/** The evaluations of the model that the image's record follows: each has to have passed. The first is given. */
function judged(fetched: Fetched, told: Told, model: Digest, host: Pick<Host, 'log'>): Evaluated | null {
  const found = evaluations(fetched, told).filter(({ of }) => of === model);
  const bad = found.find(({ told: { verdict } }) => !passes(verdict));
  const [first] = found;
  if (first !== undefined && bad === undefined) {
    const said = found.map((one) => `${one.record.slice(0, 12)} came to ${one.told.verdict}`);
    host.log.info(`Evaluation ${said.join(', ')}.`);
    return first;
  }
  if (told.section['require'] === 'none') {
    const why =
      bad === undefined ? 'no evaluation of it is on record' : `its evaluation came to ${bad.told.verdict}`;
    host.log.warning(`containerize packed model ${model.slice(0, 12)} with require: none: ${why}.`);
    return null;
  }
  const what =
    bad === undefined
      ? `holds model ${model.slice(0, 12)}, and no record of an evaluation of it`
      : `holds model ${model.slice(0, 12)}, whose evaluation came to ${bad.told.verdict}`;
  const remedy =
    'Deploy a model whose evaluation passed; containerize takes no other unless told require: none.';
  throw new Mistake({ subject: fetched.name, what, remedy });
}

/** The evaluations that the record of the image itself names: baselines and older ones are not among them. */
function evaluations({ chain }: Fetched, told: Told): (Evaluated & { readonly of: Digest | null })[] {
  return told.ancestors.flatMap(({ digest }) => {
    const record = 'sha256' in digest ? digest.sha256 : '';
    const bytes = chain.get(record);
    if (bytes === undefined) return [];
    const statement = readStatement(bytes);
    const read = tell(statement);
    if (read?.stage !== 'evaluate') return [];
    const predictions = subjectDigest(statement, 'predictions');
    return [{ record, told: read, predictions, of: subjectDigest(statement, 'model') }];
  });
}
