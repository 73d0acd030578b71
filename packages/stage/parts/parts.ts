import { parseSelection, type Selection } from '#judge/sweep/selection';
import { Mistake } from '#kit/outcome';
import { artifactName } from '#project/stages';
import { tell } from '#record/reading';
import { type Fetched, openArtifact } from '../artifact.ts';
import type { Scene } from '../scene.ts';
import { type Expected, expected, fitting, isPattern } from './expectation.ts';

/** One of several artifacts that are judged together: predictions, or a model that is to be scored. */
export interface Part extends Expected {
  readonly fetched: Fetched;
}

/** Shards of one evaluation, or with a selection the candidates of a sweep. */
export interface Parts {
  readonly kind: 'evaluate' | 'train';
  readonly found: readonly Part[];
  readonly missing: readonly Expected[];
  /** null: they are shards */
  readonly selection: Selection | null;
}

/** What the user says of several artifacts; inputs of the action `evaluate`. */
export interface PartsWish {
  readonly name: string | undefined;
  readonly from: string | undefined;
  readonly expect: readonly string[];
  readonly select: Readonly<Record<string, unknown>>;
}

/**
 * The artifacts that a pattern in `from` stands for, each opened; null where `from` is no pattern. One that is expected
 * and is not there is `missing`; one that is there and is not expected is a mistake, as is a pattern nobody says what to
 * expect of: nothing would tell that a part is missing.
 */
export async function partsOf(wish: PartsWish, { host, model }: Scene): Promise<Parts | null> {
  const { from, select } = wish;
  const selection = parseSelection(select);
  if (!isPattern(from)) {
    if (wish.expect.length === 0) return null;
    const remedy = `Write a pattern, e.g. from: ${artifactName(model, 'evaluate')}-*.`;
    throw new Mistake({ subject: 'expect', what: 'needs a pattern in from', remedy });
  }
  const wanted = expected(from, wish.expect.length > 0 ? wish.expect : (selection?.order ?? []));
  if (wanted.length === 0) {
    const remedy = 'Name the artifacts, one a line, or give the matrix of the jobs that made them as JSON.';
    throw new Mistake({ subject: 'expect', what: `is needed where from is a pattern (${from})`, remedy });
  }
  const all = await host.artifacts.list();
  const own = artifactName(model, 'evaluate', wish.name);
  const names = all.map(({ name }) => name).filter((name) => name !== own);
  const extra = fitting(from, names).filter((name) => !wanted.some(({ artifact }) => artifact === name));
  if (extra.length > 0) {
    const what = `fits ${extra.length === 1 ? 'an artifact' : 'artifacts'} that nobody expects: ${extra.join(', ')}`;
    throw new Mistake({
      subject: 'from',
      what,
      remedy: 'Name all of them in expect, or write a narrower pattern.',
      value: from,
    });
  }
  const found: Part[] = [];
  for (const one of wanted) {
    const artifact = all.find(({ name }) => name === one.artifact && name !== own);
    if (artifact !== undefined) found.push({ ...one, fetched: await openArtifact(artifact, host) });
  }
  const missing = wanted.filter(({ artifact }) => !found.some((part) => part.artifact === artifact));
  for (const { artifact } of missing) host.log.warning(`${artifact} is expected and is not there.`);
  checkOrder(selection, wanted);
  return { kind: kindOf(found), found, missing, selection };
}

function checkOrder(selection: Selection | null, wanted: readonly Expected[]): void {
  const strange = selection?.order.find((name) => !wanted.some((one) => one.name === name));
  if (strange === undefined) return;
  const remedy = `There are: ${wanted.map(({ name }) => name).join(', ')}.`;
  throw new Mistake({ subject: 'select.order', what: 'names no candidate', remedy, value: strange });
}

function kindOf(found: readonly Part[]): Parts['kind'] {
  const stages = new Map(found.map(({ artifact, fetched }) => [artifact, tell(fetched.record)?.stage]));
  const kinds = new Set(stages.values());
  const [kind = 'evaluate'] = kinds;
  if (kinds.size <= 1 && (kind === 'evaluate' || kind === 'train')) return kind;
  const said = [...stages].map(([artifact, stage]) => `${artifact} of ${stage ?? 'no stage'}`).join(', ');
  const remedy = 'Name artifacts of evaluate, which hold predictions, or of train, whose models are scored.';
  throw new Mistake({
    subject: 'from',
    what: `fits artifacts that cannot be judged together: ${said}`,
    remedy,
  });
}
