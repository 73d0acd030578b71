import { Mistake } from '#kit/outcome';
import type { Digest } from '#record/digest';
import { subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { demandSubject, openArtifact } from '../artifact.ts';
import { basename } from '../digest.ts';
import { ofStage } from '../ownership.ts';
import type { Ready } from '../ready.ts';
import type { Scene } from '../scene.ts';
import { type Candidate, modelOf, type ScoringWish, score } from '../scoring.ts';
import type { Part, Parts } from './parts.ts';

/** What one part says: a file of predictions, and of which model they are. */
export interface Answer {
  readonly part: Part;
  /** where the file lies */
  readonly path: string;
  readonly digest: Digest;
  /** null: its record names none */
  readonly model: Digest | null;
  readonly candidate: Candidate | null;
  readonly chain: ReadonlyMap<Digest, string>;
}

/** The predictions of each part: those in the artifact of its evaluation, or by scoring the model of its training. */
export async function answersOf(
  { kind, found, selection }: Parts,
  wish: ScoringWish,
  data: readonly Ready[],
  scene: Scene,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const part of found)
    answers.push(
      kind === 'evaluate'
        ? await kept(part, scene)
        : await scored(part, wish, selection === null, data, scene),
    );
  return answers;
}

async function kept(part: Part, { host }: Scene): Promise<Answer> {
  const { fetched, artifact } = part;
  const files = await host.files.list(fetched.folder, (path) => path.startsWith(`${FILE.ancestors}/`));
  const file = files.find(({ path }) => path.startsWith('predictions.'))?.path;
  if (file === undefined) {
    const remedy = 'Let its evaluation have predictions: what is measured beside them cannot be joined.';
    throw new Mistake({ subject: artifact, what: 'holds no predictions', remedy });
  }
  const path = `${fetched.folder}/${file}`;
  const digest = await demandSubject(fetched, 'predictions', path, host);
  host.log.info(`Predictions ${digest.slice(0, 12)} of the artifact ${artifact}.`);
  return {
    part,
    path,
    digest,
    model: subjectDigest(fetched.record, 'model'),
    candidate: null,
    chain: fetched.chain,
  };
}

/** A shard's model scores the rows of its own shard, which the command finds in MLOPS_SHARD. */
async function scored(
  part: Part,
  wish: ScoringWish,
  isShard: boolean,
  data: readonly Ready[],
  scene: Scene,
): Promise<Answer> {
  const { predictions, run } = wish;
  if (predictions === undefined || run === undefined) {
    const what = 'holds a model and no predictions, and there is no command to score it';
    const remedy =
      'Set run and predictions under evaluate in mlops.yml, or evaluate each in a job and join those.';
    throw new Mistake({ subject: part.artifact, what, remedy });
  }
  const candidate = await modelOf(part.artifact, scene);
  const name = [...(wish.name === undefined ? [] : [wish.name]), part.name].join('-');
  const path = `${FILE.state}/parts/${part.name}/${basename(predictions)}`;
  const shard = isShard ? { shard: part.name } : {};
  const made = await score({ ...wish, ...shard, name, predictions: path }, candidate, data, scene);
  const chain = new Map([...candidate.fetched.chain, ...made.chain]);
  return { part, path: made.path, digest: made.digest, model: candidate.digest, candidate, chain };
}

/** The training of this run whose record has that model; null where none of it is here. */
export async function trainedAs(model: Digest, scene: Scene): Promise<Candidate | null> {
  const { host } = scene;
  for (const artifact of await ofStage(await host.artifacts.list(), scene.model, 'train', host)) {
    const fetched = await openArtifact(artifact, host);
    if (subjectDigest(fetched.record, 'model') === model) return modelOf(artifact.name, scene);
  }
  return null;
}
