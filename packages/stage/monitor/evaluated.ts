import { measurements } from '#judge/decision/figure';
import type { Verdict } from '#judge/verdict';
import { Mistake } from '#kit/outcome';
import type { Host, Ref } from '#kit/ports';
import type { Measurement } from '#metrics/measurement';
import { type Digest, digestOf } from '#record/digest';
import { tell } from '#record/reading';
import { contentDigest, readStatement, type Statement, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { demandSubject, openArtifact } from '../artifact.ts';
import { BASELINE, damageOf } from '../baseline.ts';
import { ofStage } from '../ownership.ts';
import type { Scene } from '../scene.ts';

/** An evaluation that was found: what the model was judged on, and what it measured there. */
export interface Evaluated {
  /** `the artifact mlops-flights-evaluate`, `the ref baseline` */
  readonly where: string;
  readonly kind: 'artifact' | 'ref';
  readonly name: string;
  readonly model: Digest | null;
  readonly record: Digest;
  readonly content: Digest;
  readonly commit: string | null;
  readonly measurements: readonly Measurement[];
  readonly predictions: { readonly file: string; readonly bytes: Uint8Array } | null;
  /** counts of them, where a ref keeps these alone */
  readonly profile: Uint8Array | null;
  readonly chain: ReadonlyMap<Digest, string>;
}

/**
 * The evaluation of a model: the newest artifact of one, else the ref `baseline`, that is of this very model; without
 * a model the newest there is. Null where there is none.
 */
export async function evaluationOf(model: Digest | null, scene: Scene): Promise<Evaluated | null> {
  return (await fromArtifacts(model, scene)) ?? (await fromRef(model, scene));
}

async function fromArtifacts(model: Digest | null, { host, model: name }: Scene): Promise<Evaluated | null> {
  const all = await ofStage(await host.artifacts.all(), name, 'evaluate', host);
  const newest = all.toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
  for (const artifact of newest) {
    const fetched = await openArtifact(artifact, host).catch(() => null);
    if (fetched === null || tell(fetched.record)?.stage !== 'evaluate') continue;
    const judged = subjectDigest(fetched.record, 'model');
    if (model !== null && judged !== model) continue;
    await demandSubject(fetched, FILE.verdict, `${fetched.folder}/${FILE.verdict}`, host);
    const found = { where: `the artifact ${fetched.name}`, kind: 'artifact', name: fetched.name } as const;
    return {
      ...found,
      ...toldBy(fetched.record),
      model: judged,
      record: fetched.recordDigest,
      measurements: numbersIn(await host.files.text(`${fetched.folder}/${FILE.verdict}`), found.where),
      predictions: await predictionsIn(fetched.folder, host),
      profile: null,
      chain: fetched.chain,
    };
  }
  return null;
}

async function predictionsIn(folder: string, { files }: Host): Promise<Evaluated['predictions']> {
  const file = (await files.list(folder)).find(({ path }) => path.startsWith('predictions.'))?.path;
  return file === undefined ? null : { file, bytes: await files.bytes(`${folder}/${file}`) };
}

async function fromRef(model: Digest | null, { host, model: name }: Scene): Promise<Evaluated | null> {
  const ref = await refOf(BASELINE, { host, model: name });
  if (ref === null) return null;
  const damage = damageOf(ref);
  if (damage !== null) {
    host.log.warning(`The ref ${BASELINE} of ${name} is damaged and not used: ${damage}.`);
    return null;
  }
  const text = decoded(ref, FILE.record);
  const statement = readStatement(text);
  const judged = subjectDigest(statement, 'model');
  if (model !== null && judged !== model) return null;
  const kept = [...ref.files].find(([path]) => path.startsWith('predictions.'));
  const where = `the ref ${BASELINE}`;
  return {
    where,
    kind: 'ref',
    name: BASELINE,
    ...toldBy(statement),
    model: judged,
    record: digestOf(text),
    measurements: numbersIn(decoded(ref, FILE.verdict), where),
    predictions: kept === undefined ? null : { file: kept[0], bytes: kept[1] },
    profile: ref.files.get(FILE.profile) ?? null,
    chain: new Map([[digestOf(text), text], ...ancestorsIn(ref)]),
  };
}

/** A ref of the model; null where there is none, or where this run cannot know. */
export async function refOf(
  name: string,
  { host, model }: Pick<Scene, 'host' | 'model'>,
): Promise<Ref | null> {
  if (host.kind === 'github' && host.run.repository === null) return null;
  return host.refs.read(model, name);
}

function ancestorsIn({ files }: Ref): [Digest, string][] {
  return [...files].flatMap(([path, bytes]) => {
    const named = new RegExp(`^${FILE.ancestors}/([0-9a-f]{64})\\.json$`).exec(path)?.[1];
    return named === undefined ? [] : [[named, new TextDecoder().decode(bytes)] as [Digest, string]];
  });
}

function decoded({ files }: Ref, path: string): string {
  return new TextDecoder().decode(files.get(path));
}

function toldBy(statement: Statement) {
  return { content: contentDigest(statement), commit: tell(statement)?.commit ?? null };
}

function numbersIn(text: string, where: string): Measurement[] {
  try {
    const value: Verdict = JSON.parse(text);
    return measurements(value.numbers);
  } catch (cause) {
    const remedy = 'Evaluate again.';
    throw new Mistake({ subject: where, what: `holds no readable ${FILE.verdict}`, remedy }, { cause });
  }
}
