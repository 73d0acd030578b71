import { type Digest, digestOf } from '#record/digest';
import { reasons } from '#record/explanation';
import { readNumbers } from '#record/numbers';
import { digestNamed } from '#record/reading';
import type { Recipe } from '#record/stagekey';
import { subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { contentsIn } from '../contents.ts';
import { flatMetrics } from '../metrics.ts';
import { titleOf } from './choice.ts';
import { companion } from './companion.ts';
import { compareNumbers, type Evidence, type Numbers } from './comparison.ts';
import type { Executed, Pair } from './execution.ts';
import type { Performed } from './performance.ts';
import { recipeOf } from './recipe.ts';
import type { Setting } from './setting.ts';

/** What went in differently, a sentence each, as far as file lists and packages are known. */
export async function inputDifferences({ pairs, last }: Executed, setting: Setting): Promise<string[]> {
  const recipes = pairs.flatMap(({ before, after }) => {
    const [old, now] = [recipeOf(before.told), recipeOf(after.told)];
    return old === null || now === null ? [] : [{ title: titleOf(before.told), old, now }];
  });
  const wanted = new Set(recipes.flatMap(({ old, now }) => [...digestsOf(old), ...digestsOf(now)]));
  const homes = [setting.clean.files.root, ...setting.homes];
  const contents = await contentsIn(homes, wanted, setting.looking.files);
  const found = recipes.flatMap(({ title, old, now }) =>
    reasons(old, now, contents)
      // it is what an earlier step made, which is compared by itself
      .filter(({ part }) => part !== 'model')
      .map(({ text }) => `${title}: ${text}`),
  );
  return [...found, ...judgingDifferences({ before: setting.found, after: last.record })];
}

function digestsOf({ code, environment, inputs }: Recipe): Digest[] {
  return [code, ...(environment === null ? [] : [environment]), ...Object.values(inputs)];
}

/** An evaluation is also made of its gates and of what it was compared with. */
function judgingDifferences({ before, after }: Pair): string[] {
  if (before.told.stage !== 'evaluate') return [];
  return ['gates', 'measures', 'slices', 'baseline'].flatMap((name) => {
    const [was, is] = [before, after].map(({ told }) => digestNamed(told.dependencies, name));
    // a record of before these says nothing of them
    if (was === is || (was === null && (name === 'measures' || name === 'slices'))) return [];
    const brief = (digest: Digest | null | undefined) => digest?.slice(0, 12) ?? '(none)';
    return [`evaluate: ${name} ${brief(was)} -> ${brief(is)}`];
  });
}

/** A digest of what a stage made, then and now. */
export interface Output {
  readonly name: string;
  readonly recorded: Digest | null;
  readonly replayed: Digest | null;
}

/** What the record is of, then and now; the first decides. */
export function outputsOf({ last, pairs }: Executed, { found }: Setting): Output[] {
  const { told, statement } = found;
  const own = told.subjects.map(({ name }) => name).filter((name) => name !== FILE.verdict);
  const first =
    told.stage === 'evaluate' ? ['predictions', ...own.filter((name) => name !== 'predictions')] : own;
  const trained = pairs.find(({ before }) => before.told.stage === 'train');
  const outputs = first.map((name) => ({
    name,
    recorded: subjectDigest(statement, name),
    replayed: subjectDigest(last.record.statement, name),
  }));
  if (trained === undefined || outputs.some(({ name }) => name === 'model')) return outputs;
  const of = (one: 'before' | 'after') => subjectDigest(trained[one].statement, 'model');
  return [...outputs, { name: 'model', recorded: of('before'), replayed: of('after') }];
}

/** Everything by which a replay is judged. */
export async function evidenceOf(
  executed: Executed,
  outputs: readonly Output[],
  tolerance: number,
  setting: Setting,
): Promise<Evidence> {
  const { found } = setting;
  const { last } = executed;
  const [first] = outputs;
  const measured = await numbersOf(last, setting);
  const comparable = judgingDifferences({ before: found, after: last.record }).length === 0;
  const verdicts = { recorded: found.told.verdict, replayed: last.record.told.verdict, comparable };
  return {
    subject: first?.name.replace(':', ' ') ?? 'result',
    recorded: first?.recorded ?? null,
    replayed: first?.replayed ?? null,
    verdicts: found.told.stage === 'evaluate' ? verdicts : null,
    numbers:
      typeof measured === 'string' ? null : compareNumbers(measured.recorded, measured.replayed, tolerance),
    unmeasured: typeof measured === 'string' ? measured : 'there are no numbers to compare',
    tolerance,
  };
}

interface Measured {
  readonly recorded: Numbers;
  readonly replayed: Numbers;
}

/** The numbers of both, or why there are none to compare. */
async function numbersOf({ folder }: Performed, setting: Setting): Promise<Measured | string> {
  const { found, clean } = setting;
  const { stage, byproducts } = found.told;
  if (stage !== 'train' && stage !== 'evaluate') return 'nothing is measured of them';
  const file = stage === 'train' ? FILE.metrics : FILE.verdict;
  const expected = digestNamed(byproducts, file) ?? subjectDigest(found.statement, file);
  if (expected === null) return 'no metrics were recorded';
  if ((await clean.files.exists(`${folder}/${file}`)) !== 'file') return 'the replay wrote no metrics';
  const now = await clean.files.text(`${folder}/${file}`);
  const then = digestOf(now) === expected ? now : await companion(file, found, setting);
  if (then === null)
    return `the recorded numbers are not at hand (${file} with sha256 ${expected.slice(0, 12)}… lies neither beside the record nor in .mlops/records)`;
  const read = stage === 'train' ? metricsIn : figuresIn;
  return { recorded: read(then), replayed: read(now) };
}

function metricsIn(text: string): Numbers {
  return new Map(Object.entries(flatMetrics(text, FILE.metrics)));
}

/** What a clock measured, which no replay can repeat. */
const TIMED = /^(train\.duration|latency\.(mean|p\d+)|throughput)$/;

/** Figures of a verdict by measure and slice: `roc_auc[carrier=AA]`. */
function figuresIn(text: string): Numbers {
  const measured = (readNumbers(text)?.measured ?? []).filter(({ metric }) => !TIMED.test(metric));
  return new Map(
    measured.map(({ metric, slice, value }) => [slice === undefined ? metric : `${metric}[${slice}]`, value]),
  );
}
