import { measurements } from '#judge/decision/figure';
import type { BaselineFacts, Verdict } from '#judge/verdict';
import { Mistake } from '#kit/outcome';
import type { Ref } from '#kit/ports';
import type { Measurement } from '#metrics/measurement';
import { type Digest, digestOf } from '#record/digest';
import { tell } from '#record/reading';
import { contentDigest, readStatement, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { demandSubject, openArtifact } from './artifact.ts';
import type { Scene } from './scene.ts';
import type { Scored } from './scoring.ts';

/** What the candidate is compared with: numbers of an earlier evaluation, and how it was found. */
export interface Baseline {
  readonly facts: BaselineFacts;
  readonly measurements: readonly Measurement[] | null;
  /** the predictions those numbers are of, where they are kept: they say which rows were judged */
  readonly predictions: { readonly file: string; readonly bytes: Uint8Array } | null;
  readonly notes: readonly string[];
  /** digest of the record's bytes; null where there is no record */
  readonly record: Digest | null;
  readonly chain: ReadonlyMap<Digest, string>;
  /** records of what the baseline was made of: it has a lineage of its own, which does not travel with the candidate */
  readonly origins: ReadonlyMap<Digest, string>;
  /** its model was scored again, on the data that are judged on now */
  readonly rescored?: true;
  /** why its numbers are not compared with (likeness.ts) */
  readonly incomparable?: string;
}

/** What a baseline without a record says of it. */
const UNRECORDED = { record: null, chain: new Map<Digest, string>(), origins: new Map<Digest, string>() };

/** The name of the ref that `report` moves. */
export const BASELINE = 'baseline';

/** `said`: auto (the ref), none, deployed or deployed/<environment>, `artifact:<name>`, or the path of a verdict.json. */
export async function baselineOf(said: string, scored: Scored | null, scene: Scene): Promise<Baseline> {
  if (said === 'none') return absent('none was asked for (baseline: none)');
  if (said === 'auto') return fromRef(scored, scene);
  if (said === DEPLOYED || said.startsWith(`${DEPLOYED}/`))
    return fromDeployed(said === DEPLOYED ? `${DEPLOYED}/production` : said, scene);
  if (said.startsWith('artifact:')) return fromArtifact(said.slice('artifact:'.length), scene);
  await scene.host.files.resolve(said, 'baseline');
  if ((await scene.host.files.exists(said)) !== 'file') {
    const remedy = 'Name a verdict.json that is there, artifact:<name>, auto, deployed or none.';
    throw new Mistake({ subject: 'baseline', what: 'is no file that is there', remedy, value: said });
  }
  const bytes = await scene.host.files.text(said);
  return present({ kind: 'file', name: said, digest: digestOf(bytes) }, bytes, said);
}

function absent(reason: string): Baseline {
  return {
    facts: { kind: 'absent', reason },
    measurements: null,
    predictions: null,
    notes: [],
    ...UNRECORDED,
  };
}

/**
 * The ref `baseline`. On the default branch a baseline of the candidate's own predictions is passed over: a run
 * that is repeated must not be compared with itself. Elsewhere it is compared, and the difference is 0.
 */
async function fromRef(scored: Scored | null, { host, model }: Scene): Promise<Baseline> {
  if (host.kind === 'github' && host.run.repository === null) return absent('the repository is not known');
  const ref = await host.refs.read(model, BASELINE);
  if (ref === null) return absent('no evaluation on the default branch has passed yet');
  const damage = damageOf(ref);
  if (damage !== null) {
    const remedy =
      'Evaluate once with baseline: none; the next evaluation on the default branch that passes sets it anew.';
    throw new Mistake({ subject: `the ref ${BASELINE} of ${model}`, what: `is damaged: ${damage}`, remedy });
  }
  const recordText = textIn(ref, FILE.record);
  const statement = readStatement(recordText);
  const same = scored !== null && subjectDigest(statement, 'predictions') === scored.digest;
  if (same && host.run.trusted.yes)
    return absent('the baseline is this very model: it is not compared with itself');
  const notes = same ? ['the baseline made the very same predictions: every difference is 0'] : [];
  const commit = tell(statement)?.commit ?? null;
  const facts = {
    kind: 'ref' as const,
    name: BASELINE,
    // of its content: the same evaluation made elsewhere, or at another time, is the same baseline
    digest: contentDigest(statement),
    ...(commit === null ? {} : { commit }),
  };
  const found = present(facts, textIn(ref, FILE.verdict), `the ref ${BASELINE}`);
  const kept = [...ref.files].find(([path]) => path.startsWith('predictions.'));
  const predictions = kept === undefined ? null : { file: kept[0], bytes: kept[1] };
  const own = digestOf(recordText);
  return {
    ...found,
    predictions,
    notes,
    record: own,
    chain: new Map([[own, recordText]]),
    origins: new Map(ancestorsIn(ref)),
  };
}

const DEPLOYED = 'deployed';

/** The evaluation of the model that an environment serves. Its numbers are of other rows, so its model is scored again. */
async function fromDeployed(name: string, { host, model }: Scene): Promise<Baseline> {
  if (host.kind === 'github' && host.run.repository === null) return absent('the repository is not known');
  const ref = await host.refs.read(model, name);
  if (ref === null) return absent(`nothing is known to be deployed: there is no ref ${name}`);
  const origins = new Map(ancestorsIn(ref));
  const served = subjectDigest(readStatement(textIn(ref, FILE.record)), 'model');
  const judged = [...origins].findLast(([, text]) => {
    const statement = readStatement(text);
    return tell(statement)?.stage === 'evaluate' && subjectDigest(statement, 'model') === served;
  });
  if (judged === undefined) return absent(`the ref ${name} holds no evaluation of the model it serves`);
  const [record, text] = judged;
  const statement = readStatement(text);
  const commit = tell(statement)?.commit ?? null;
  return {
    facts: { kind: 'ref', name, digest: contentDigest(statement), ...(commit === null ? {} : { commit }) },
    measurements: null,
    predictions: null,
    notes: [],
    record,
    chain: new Map([[record, text]]),
    origins,
  };
}

/** The records a ref keeps of what came before, by the digest of their bytes. */
function ancestorsIn(ref: Ref): [Digest, string][] {
  return [...ref.files.keys()]
    .filter((path) => path.startsWith(`${FILE.ancestors}/`))
    .map((path) => {
      const text = textIn(ref, path);
      return [digestOf(text), text];
    });
}

/**
 * What is wrong with the files that a ref of an evaluation holds; null where its record is the one it names, and
 * verdict and predictions are what that says.
 */
export function damageOf(ref: Ref): string | null {
  if (!ref.files.has(FILE.record)) return `it has no ${FILE.record}`;
  const text = textIn(ref, FILE.record);
  if (digestOf(text) !== ref.digest) return `its ${FILE.record} is not the one it names`;
  try {
    const record = readStatement(text);
    if (!ref.files.has(FILE.verdict)) return `it has no ${FILE.verdict}`;
    for (const [path, bytes] of ref.files) {
      const subject = path.startsWith('predictions.') ? 'predictions' : path;
      const judged = subject === 'predictions' || subject === FILE.verdict;
      if (judged && subjectDigest(record, subject) !== digestOf(bytes))
        return `its ${path} is not what its record says`;
    }
    return null;
  } catch {
    return `its ${FILE.record} is no record`;
  }
}

function textIn({ files }: Ref, path: string): string {
  return new TextDecoder().decode(files.get(path));
}

async function fromArtifact(name: string, { host }: Scene): Promise<Baseline> {
  const artifact = (await host.artifacts.list()).find((one) => one.name === name);
  if (artifact === undefined) {
    const remedy = 'Name an artifact of this run that evaluate published.';
    throw new Mistake({ subject: 'baseline', what: 'is no artifact of this run', remedy, value: name });
  }
  const fetched = await openArtifact(artifact, host);
  await demandSubject(fetched, FILE.verdict, `${fetched.folder}/${FILE.verdict}`, host);
  const bytes = await host.files.text(`${fetched.folder}/${FILE.verdict}`);
  const digest = contentDigest(fetched.record);
  const { recordDigest: record, chain } = fetched;
  const origins = chain;
  const found = { ...present({ kind: 'artifact', name, digest }, bytes, name), record, chain, origins };
  const file = (await host.files.list(fetched.folder)).find(({ path }) =>
    path.startsWith('predictions.'),
  )?.path;
  if (file === undefined) return found;
  await demandSubject(fetched, 'predictions', `${fetched.folder}/${file}`, host);
  return { ...found, predictions: { file, bytes: await host.files.bytes(`${fetched.folder}/${file}`) } };
}

function present(facts: BaselineFacts, bytes: string, from: string): Baseline {
  const verdict = parse(bytes, from);
  return { facts, measurements: measurements(verdict.numbers), predictions: null, notes: [], ...UNRECORDED };
}

function parse(bytes: string, from: string): Verdict {
  try {
    const value: unknown = JSON.parse(bytes);
    if (typeof value === 'object' && value !== null && 'numbers' in value && 'rows' in value)
      return value as Verdict;
  } catch (cause) {
    const remedy = 'Name a verdict.json that evaluate wrote.';
    throw new Mistake({ subject: from, what: 'is no JSON', remedy }, { cause });
  }
  const remedy = 'Name a verdict.json that evaluate wrote.';
  throw new Mistake({ subject: from, what: 'is no verdict', remedy });
}
