import { appraise } from '#judge/decision/appraisal';
import { noiseOf } from '#judge/decision/certainty';
import type { Champion as Held } from '#judge/decision/cumulative';
import { decide } from '#judge/decision/decide';
import type { Noise } from '#judge/decision/noise';
import { alone, type Trial, trialOf } from '#judge/decision/trial';
import type { Verdict } from '#judge/verdict';
import { Mistake } from '#kit/outcome';
import type { Measurement } from '#metrics/measurement';
import { type Plots, plotsOf } from '#metrics/plot/plots';
import { type Predictions, predictionsOf } from '#metrics/predictions';
import type { Source } from '#metrics/reader/chunks';
import { readTable } from '#metrics/reader/reader';
import { wantedColumns } from '#metrics/roles';
import { digestOf } from '#record/digest';
import type { Baseline } from './baseline.ts';
import type { Beside } from './beside.ts';
import type { Champion } from './champion.ts';
import { evidenceAlone, withBeside } from './evidence.ts';
import type { Assembly } from './parts/assembly.ts';
import { type Rubric, readingOf } from './rubric.ts';
import type { Scene } from './scene.ts';
import type { Scored } from './scoring.ts';
import type { Standing } from './standing.ts';

/** What there is to judge. */
export interface Exhibits {
  /** null: there are no predictions */
  readonly scored: Scored | null;
  /** what training wrote; gates call them `train.<name>` */
  readonly trainMetrics: Readonly<Record<string, number>>;
  readonly beside: Beside;
  readonly baseline: Baseline;
  /** null: it is not compared with */
  readonly champion: Champion | null;
  readonly standing: Standing;
  /** what shards or candidates came to, where there are several */
  readonly assembly?: Pick<Assembly, 'doubt' | 'sweep'> | null;
}

/** What judging comes to. */
export interface Judged {
  readonly verdict: Verdict;
  /** null: there is nothing to draw */
  readonly plots: Plots | null;
}

/** The verdict over what was scored and what stands beside it, next to the baseline and the champion. */
export async function judge(
  rubric: Rubric,
  { scored, trainMetrics, beside, baseline, champion, standing, assembly }: Exhibits,
  scene: Scene,
): Promise<Judged> {
  const { host } = scene;
  const { before, accepting } = standing;
  const { terms, allowance } = rubric;
  const { doubt, sweep } = assembly ?? {};
  const said = {
    ...{ terms, allowance, accepting },
    ...(before === null ? {} : { before }),
    ...(doubt === undefined ? {} : { doubt }),
    ...(sweep === undefined ? {} : { sweep }),
  };
  if (scored === null) {
    const evidence = evidenceAlone(rubric.gates, trainMetrics, beside, baseline, scene);
    const refusal = refusalOf(baseline.incomparable ?? null);
    const notes = [...(evidence.notes ?? []), ...standing.notes];
    return { verdict: decide({ ...evidence, ...said, ...refusal, notes }), plots: null };
  }
  const gates = [...rubric.gates, ...(before?.gates ?? [])];
  const predictions = await readPredictions(rubric, host.files.stream(scored.path), scored.path);
  const other = await besides(rubric, predictions, baseline);
  const appraisal = appraise(other.trial, gates, terms);
  const reseeded = before !== null && before.terms.seed !== terms.seed;
  const evidence = {
    ...appraisal,
    ...said,
    ...(reseeded ? { noiseBefore: noiseOf(other.trial, before.terms) } : {}),
    gates: rubric.gates,
    baseline: appraisal.baseline ?? other.numbers,
    baselineFacts: baseline.facts,
    ...refusalOf(other.incomparable ?? baseline.incomparable ?? null),
    trainMetrics,
    ...(champion === null
      ? {}
      : { champion: await heldBy(champion, rubric, predictions, baseline, appraisal) }),
    onDefaultBranch: host.run.trusted.yes,
    notes: [...appraisal.notes, ...baseline.notes, ...other.notes, ...standing.notes],
    measured: new Set(appraisal.candidate.map(({ metric }) => metric)),
  };
  // after the measures, whose sorted order the curves walk
  const { trial } = other;
  const plots = plotsOf(trial.own, trial.other.kind === 'none' ? null : trial.other.other);
  return { verdict: decide(withBeside(evidence, beside, baseline)), plots };
}

function refusalOf(why: string | null): { readonly incomparable?: string } {
  return why === null ? {} : { incomparable: why };
}

const GONE = 'its rows are kept nowhere any more (keep-rows: true keeps them with the ref)';

/** The champion beside the candidate, on the rows of both; where it is the baseline, all is known of it already. */
async function heldBy(
  { digest, name, predictions, sameData }: Champion,
  rubric: Rubric,
  own: Predictions,
  baseline: Baseline,
  { noise }: { readonly noise: Noise },
): Promise<Held> {
  const known = { digest, name, allowance: rubric.allowance };
  if (!sameData) return { ...known, isBaseline: false, noise: 'it was judged on other data' };
  if (predictions === null) return { ...known, isBaseline: false, noise: GONE };
  const theirs = baseline.predictions;
  if (theirs !== null && digestOf(theirs.bytes) === predictions.digest)
    return { ...known, isBaseline: true, noise };
  const other = await besides(rubric, own, { ...baseline, predictions }, 'the champion');
  const { trial } = other;
  const because =
    trial.other.kind === 'none' ? trial.other.because : 'there is no id column: its rows are not known';
  const paired = trial.other.kind === 'paired';
  return { ...known, isBaseline: false, noise: paired ? noiseOf(trial, rubric.terms) : because };
}

/** The predictions in a file, as the rubric has them read. */
export async function readPredictions(rubric: Rubric, bytes: Source, file: string): Promise<Predictions> {
  const table = await readTable(bytes, file, wantedColumns(rubric.roles, rubric.slices));
  return predictionsOf(table, readingOf(rubric));
}

interface Other {
  readonly trial: Trial;
  /** where the baseline keeps no predictions, only these */
  readonly numbers: readonly Measurement[] | null;
  readonly incomparable: string | null;
  readonly notes: readonly string[];
}

/** The candidate beside the baseline's predictions, where they are kept: then noise can be told from a difference. */
async function besides(
  rubric: Rubric,
  own: Predictions,
  baseline: Pick<Baseline, 'predictions' | 'measurements'>,
  whose = 'the baseline',
): Promise<Other> {
  if (baseline.predictions === null) {
    const unknown =
      'the baseline keeps no predictions: whether it was measured on the same rows is not known';
    const { measurements: numbers } = baseline;
    const trial = alone(own, 'the baseline keeps no predictions');
    return { trial, numbers, incomparable: null, notes: numbers === null ? [] : [unknown] };
  }
  const { file, bytes } = baseline.predictions;
  try {
    const theirs = await readPredictions(rubric, bytes, `${whose}'s ${file}`);
    const trial = trialOf(own, theirs, rubric.on, whose);
    const incomparable = trial.other.kind === 'none' ? trial.other.because : null;
    return { trial, numbers: null, incomparable, notes: [] };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const why = `its predictions do not fit: ${error.problems[0]?.what ?? 'they cannot be read'}`;
    return { trial: alone(own, why), numbers: null, incomparable: why, notes: [] };
  }
}
