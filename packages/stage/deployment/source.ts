import { join } from 'node:path';
import type { BlobDigest } from '#image/descriptor';
import { pull } from '#image/registry/pull';
import { isDigest, parseReference, type Reference } from '#image/registry/reference';
import type { Access } from '#image/registry/session';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { Digest } from '#record/digest';
import { digestNamed, type Told, tell } from '#record/reading';
import { FILE } from '#record/vocabulary';
import { bytes, count, duration } from '#report/number';
import { chooseArtifact, type Fetched, openArtifact } from '../artifact.ts';
import { attachedRecords } from '../attachment.ts';
import { ofStage } from '../ownership.ts';
import { findPast } from '../past.ts';
import { accessOf } from '../registrylogin.ts';
import type { Scene } from '../scene.ts';
import { type Evidence, evidenceAmong } from './evidence.ts';
import type { DeployWish } from './wish.ts';

/** An image by its digest, as the user names it. */
type Pinned = Reference & { readonly digest: BlobDigest };

/** Where the image that is to run lies, and what tells of it. */
export interface Source {
  /** the artifact's name, or the image's, for messages */
  readonly name: string;
  readonly image: Digest;
  /** folder of an OCI image layout */
  readonly layout: string;
  readonly pulled: boolean;
  /** records of its packing that are at hand: of an artifact its own */
  readonly evidence: readonly Evidence[];
  /** those that lie with it in its registry; asked for only where the others do not do */
  readonly further: () => Promise<readonly Evidence[]>;
}

type Wish = Pick<DeployWish, 'from' | 'image' | 'environment' | 'registry-username' | 'registry-password'>;

/** `ghcr.io/acme/flights@sha256:…`: a tag may stand for another image by the time it is pulled. */
function pinned(image: string): Pinned {
  const digest = image.slice(image.indexOf('@') + 1);
  if (image.includes('@') && isDigest(digest)) return { ...parseReference(image), digest };
  const remedy = 'Write name@sha256:<digest>, as containerize gives it in its output digest.';
  throw new Mistake({ subject: 'image', what: 'is not pinned by its digest', remedy, value: image });
}

/** The image of this run's artifact; where `image` names another, or there is none, it is pulled by its digest. */
export async function sourceOf(wish: Wish, scene: Scene): Promise<Source> {
  const access = accessOf(wish);
  if (wish.image === undefined) return ofArtifact(await packedIn(wish.from, scene));
  const reference = pinned(wish.image);
  const wanted = reference.digest.slice('sha256:'.length);
  const held = await findHeld(wish, wanted, reference.registryNamed, scene);
  if (held !== null) return ofArtifact(held);
  if (!reference.registryNamed) {
    const what = 'is in no artifact of this run, and names no registry to pull it from';
    const remedy =
      'Write it with its registry, e.g. ghcr.io/acme/flights@sha256:…, or run containerize first.';
    throw new Mistake({ subject: 'image', what, remedy, value: wish.image });
  }
  return pulled(wish.image, reference, wish.environment, access, scene);
}

/** An artifact of containerize, and the image that its record is of. */
interface Packed {
  readonly fetched: Fetched;
  readonly told: Told;
  readonly image: Digest;
}

async function packedIn(from: string | undefined, { host, model }: Scene): Promise<Packed> {
  return packedOf(await openArtifact(await chooseArtifact(model, 'containerize', from, host), host));
}

function packedOf(fetched: Fetched): Packed {
  const told = tell(fetched.record);
  const image = told?.stage === 'containerize' ? digestNamed(told.subjects, 'image') : null;
  if (told !== null && image !== null) return { fetched, told, image };
  const remedy = 'Name an artifact of containerize with from:.';
  throw new Mistake({ subject: fetched.name, what: 'holds no image: its record is of none', remedy });
}

/** The artifact of this run that holds the very image; null where it can be had from a registry instead. */
async function findHeld(
  { from, image }: Wish,
  wanted: Digest,
  elsewhere: boolean,
  scene: Scene,
): Promise<Packed | null> {
  const { host, model } = scene;
  let other: Packed | null = null;
  if (from !== undefined) {
    other = await packedIn(from, scene);
    if (other.image === wanted) return other;
  } else {
    for (const artifact of await ofStage(await host.artifacts.list(), model, 'containerize', host)) {
      const packed = packedOf(await openArtifact(artifact, host));
      if (packed.image === wanted) return packed;
      other = packed;
    }
  }
  if (other === null || (elsewhere && from === undefined)) return null;
  const what = `is another image than ${other.fetched.name} records: ${other.image}`;
  const remedy = 'Name the digest that containerize gave.';
  throw new Mistake({ subject: 'image', what, remedy, value: image ?? '' });
}

function ofArtifact({ fetched, told, image }: Packed): Source {
  const { name, recordDigest: record, chain, folder } = fetched;
  const evidence = [{ place: name, record, told, chain }];
  return {
    name,
    image,
    layout: `${folder}/${FILE.image}`,
    pulled: false,
    evidence,
    further: async () => [],
  };
}

async function pulled(
  name: string,
  reference: Pinned,
  environment: string,
  access: Access,
  { host }: Scene,
): Promise<Source> {
  const { files, log } = host;
  const image = reference.digest.slice('sha256:'.length);
  const layout = join(files.root, `${homeOf(environment)}/${image}`);
  log.info(`${name} is in no artifact of this run: it is pulled.`);
  const came = await pull({ reference, layout, ...access }, host);
  log.info(
    `Pulled ${count(came.fetched, 'blob')} (${bytes(came.bytes)}), ${came.present} there already, ${duration(came.seconds)}.`,
  );
  const { found } = await findPast(host);
  const known = new Map(found.map((one) => [one.digest, one.bytes]));
  return {
    name,
    image,
    layout,
    pulled: true,
    evidence: evidenceAmong('known here', known, image),
    further: async () => {
      const attached = await attachedRecords(reference, access, host);
      return attached.flatMap((records) => evidenceAmong('with the image in its registry', records, image));
    },
  };
}

/** Where images lie that were pulled for an environment. */
function homeOf(environment: string): string {
  return `${FILE.state}/images/${environment}`;
}

/** Removes the images that were pulled for an environment before the one that is deployed there now. */
export async function clearPulled(
  environment: string,
  image: Digest,
  { files }: Pick<Host, 'files'>,
): Promise<void> {
  const home = homeOf(environment);
  if ((await files.exists(home)) !== 'folder') return;
  const names = new Set((await files.list(home)).map(({ path }) => path.split('/')[0] ?? ''));
  for (const name of names) if (name !== image) await files.remove(`${home}/${name}`);
}
