import { type Identity, labelsOf } from '#image/config';
import { demandName } from '#image/name';
import { type Digest, digestOfValue } from '#record/digest';
import { digestNamed, tell } from '#record/reading';
import type { Recipe } from '#record/stagekey';
import type { Resource } from '#record/statement';
import type { Approval } from './approval.ts';
import { basename } from './digest.ts';
import { appPath, type Sources, sourcesOf } from './ingredients.ts';
import { recordable } from './plan.ts';
import type { Scene } from './scene.ts';
import type { Candidate } from './scoring.ts';

/** What the user asks of packing; inputs of the action `containerize`. */
export interface PackagingWish {
  readonly name: string | undefined;
  readonly image: string | undefined;
  readonly files: readonly string[];
  readonly 'allow-pickle': readonly string[];
  readonly require: 'verdict' | 'none';
  readonly semantics: number;
}

/** A model that could be packed: everything that decides the image, by digest. */
export interface PackagingPlan {
  readonly recipe: Recipe;
  /** the image's name without tag and digest */
  readonly image: string;
  readonly identity: Omit<Identity, 'revision' | 'source'>;
  readonly candidate: Candidate;
  readonly approvals: readonly Approval[];
  readonly sources: Sources;
}

/** What packing would do, decided by digest. Writes nothing. */
export async function planPackaging(
  wish: PackagingWish,
  candidate: Candidate,
  approvals: readonly Approval[],
  scene: Scene,
): Promise<PackagingPlan> {
  const { host, model } = scene;
  const image = demandName(wish.image ?? model);
  const sources = await sourcesOf(wish.files, candidate, host);
  const identity = identityOf(candidate, sources, model);
  const section = { image, files: wish.files, 'allow-pickle': wish['allow-pickle'], require: wish.require };
  const recipe: Recipe = {
    stage: 'containerize',
    name: wish.name ?? null,
    section: recordable({ ...section, path: identity.path }, 'containerize', host),
    code: sources.digest,
    environment: sources.environment?.digest ?? null,
    // a verdict opens the door and does not shape the image: judged anew, the same image is used again
    inputs: { model: candidate.digest },
    parameters: { labels: labelsOf({ ...identity, revision: null, source: null }) },
    seed: null,
    env: {},
    semantics: wish.semantics,
  };
  return { recipe, image, identity, candidate, approvals, sources };
}

function identityOf(
  candidate: Candidate,
  { environment }: Sources,
  model: string,
): PackagingPlan['identity'] {
  const { os, arch } = environment?.locked.spec.target ?? { os: 'linux', arch: 'x86_64' };
  const architecture = { x86_64: 'amd64', aarch64: 'arm64' }[arch] ?? arch;
  const data =
    tell(candidate.fetched.record)?.dependencies.filter(({ name }) => name.startsWith('data:')) ?? [];
  return {
    model,
    digests: { model: candidate.digest, environment: environment?.digest ?? null, data: dataDigest(data) },
    path: `/models/${basename(candidate.path)}`,
    lock: environment === null ? null : `/${appPath(environment.locked.lock.path)}`,
    platform: { os, architecture },
  };
}

/** Of one dataset its own digest; of several that of their names and digests together. */
function dataDigest(data: readonly Resource[]): Digest | null {
  const [only, ...more] = data;
  if (only === undefined) return null;
  if (more.length === 0) return digestNamed(data, only.name);
  return digestOfValue(Object.fromEntries(data.map(({ name }) => [name, digestNamed(data, name)])));
}
