import { appraise } from '#judge/decision/appraisal';
import { decide, type Evidence } from '#judge/decision/decide';
import { type SeedFigure, seedFigures } from '#judge/decision/seedtrial';
import { alone, trialOf } from '#judge/decision/trial';
import { exitStatus, parseFailOn } from '#judge/exit';
import type { BaselineFacts, Verdict } from '#judge/verdict';
import { type ExitStatus, Mistake } from '#kit/outcome';
import { read, type Said } from '#kit/read';
import { digestOfValue } from '#record/digest';
import { seedsText } from '#report/seeds';
import { verdictText } from '#report/text';
import { type Rubric, rubricOf } from '#stage/rubric';
import type { Words } from '../command.ts';
import { compare, comparison } from './compare.ts';
import { refuseNames, roomOf } from './option.ts';
import { type PredictionFile, predictionFile } from './predictionfile.ts';
import { seedEvidence } from './seedruns.ts';

/** Reads the files, judges, prints. Exit status 1 where the verdict is one of `--fail-on`. */
export async function judgeCompare({ names, options }: Words, cwd: string): Promise<ExitStatus> {
  refuseNames(compare, names);
  const line = Object.keys(comparison.inputs).flatMap((name): [string, Said][] =>
    options.has(name)
      ? [[name, { where: `--${name}`, said: { text: options.values(name).join('\n') } }]]
      : [],
  );
  const inputs = read(comparison, { line: new Map(line), section: new Map() });
  const failOn = parseFailOn(inputs['fail-on']);
  const [file] = inputs.candidate;
  if (file === undefined) {
    const remedy = 'Write --candidate candidate.csv.';
    throw new Mistake({ subject: '--candidate', what: 'is not given', remedy });
  }
  const rubric = rubricOf({ ...inputs, predictions: file });
  const named = rubric.gates.flatMap(({ slice }) => (slice ?? []).map(({ column }) => column));
  const asked = { ...rubric, slices: [...new Set([...rubric.slices, ...named])] };
  const own = await filesOf(inputs.candidate, asked, cwd);
  const against = await filesOf(inputs.baseline, asked, cwd);
  const { verdict, seeds } = judged(own, against, asked, inputs['shared-seeds']);
  const width = roomOf() ?? 120;
  const name = own.length === 1 ? file : `${file} and ${own.length - 1} more`;
  process.stdout.write(
    inputs.json
      ? `${JSON.stringify({ ...verdict, ...(seeds === null ? {} : { seeds }) }, null, 2)}\n`
      : verdictText(name, verdict, { width, rest: 'in what --json prints' }) +
          (seeds === null ? '' : seedsText(seeds, width)),
  );
  return exitStatus(verdict.decision, failOn);
}

/** One after the other: what is read takes memory. */
async function filesOf(names: readonly string[], rubric: Rubric, cwd: string): Promise<PredictionFile[]> {
  const files: PredictionFile[] = [];
  for (const name of names) files.push(await predictionFile(name, rubric, cwd));
  return files;
}

function judged(
  own: readonly PredictionFile[],
  against: readonly PredictionFile[],
  rubric: Rubric,
  shared: boolean,
): { readonly verdict: Verdict; readonly seeds: readonly SeedFigure[] | null } {
  const { gates, terms } = rubric;
  const common = {
    gates,
    baselineFacts: factsOf(against),
    onDefaultBranch: false,
    toBaseline: 'give --baseline',
  };
  if (own.length < 2 && against.length < 2)
    return { verdict: decide({ ...pairOf(own, against, rubric), ...common }), seeds: null };
  const evidence = seedEvidence(own, against, rubric, shared);
  // so many seeds are not what min-n counts; rows were held against it already
  const verdict = decide({ ...evidence, ...common, terms: { ...terms, minN: 0 } });
  return { verdict, seeds: seedFigures(evidence, gates, terms.confidence) };
}

function pairOf(
  [own]: readonly PredictionFile[],
  [other]: readonly PredictionFile[],
  { gates, terms, on }: Rubric,
): Omit<Evidence, 'gates' | 'baselineFacts' | 'onDefaultBranch' | 'toBaseline'> {
  if (own === undefined) throw new TypeError('there is no candidate');
  if (other === undefined) return appraise(alone(own.predictions, NONE), gates, terms);
  const trial = trialOf(own.predictions, other.predictions, on, other.name);
  const refused = trial.other.kind === 'none' ? { incomparable: trial.other.because } : {};
  return { ...appraise(trial, gates, terms), ...refused };
}

const NONE = 'none was given (--baseline)';

function factsOf(files: readonly PredictionFile[]): BaselineFacts {
  const [first] = files;
  if (first === undefined) return { kind: 'absent', reason: NONE };
  if (files.length === 1) return { kind: 'file', name: first.name, digest: first.digest };
  const digest = digestOfValue(files.map((one) => one.digest));
  return { kind: 'file', name: `${first.name} and ${files.length - 1} more`, digest };
}
