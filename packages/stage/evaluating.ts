import { type FailOn, parseFailOn } from '#judge/exit';
import { seconds } from '#judge/gate/duration';
import { parseSelection } from '#judge/sweep/selection';
import { yardstickOf } from '#judge/sweep/yardstick';
import type { Values } from '#kit/declaration';
import type { evaluateFields } from '#project/sections';
import { FILE } from '#record/vocabulary';
import { demandByproduct } from './artifact.ts';
import { warnOfAge } from './baseline/age.ts';
import { baselineOf } from './baseline/walk.ts';
import { besideOf, runsCommands } from './beside.ts';
import { championOf } from './champion.ts';
import { readyData } from './dataset.ts';
import { definitionsOf } from './definitions.ts';
import { exhibitOf } from './exhibit.ts';
import type { Findings } from './findings.ts';
import { judgement } from './judgement.ts';
import { likened } from './likeness.ts';
import { flatMetrics } from './metrics.ts';
import { type OwnMeasure, ownMeasuresOf } from './ownmeasure.ts';
import { type Parts, partsOf } from './parts/parts.ts';
import { dataDigests, type Ready } from './ready.ts';
import { onSameData } from './rescoring.ts';
import { type Rubric, rubricOf } from './rubric.ts';
import type { Scene } from './scene.ts';
import { type Candidate, candidateOf, type ScoringWish } from './scoring.ts';
import { type Standing, standingOf } from './standing.ts';
import { type Unchanged, unchanged } from './unchanged.ts';

/** Inputs of the action `evaluate`, as the user gave them. */
export interface EvaluateInputs extends Values<typeof evaluateFields> {
  readonly name: string | undefined;
  readonly from: string | undefined;
  readonly expect: readonly string[];
  readonly 'fail-on': readonly string[];
}

/** The same, parsed before anything runs: a slip must not cost a scoring. */
export interface Question {
  readonly inputs: EvaluateInputs;
  readonly wish: ScoringWish;
  readonly rubric: Rubric;
  readonly measures: readonly OwnMeasure[];
  readonly failOn: FailOn;
  /** seconds */
  readonly baselineMaxAge: number;
}

export function questionOf(inputs: EvaluateInputs, semantics: number): Question {
  const selection = parseSelection(inputs.select);
  if (selection !== null && inputs.task !== undefined) yardstickOf(selection.by, inputs.task);
  return {
    inputs,
    wish: { ...inputs, semantics },
    rubric: rubricOf(inputs),
    measures: ownMeasuresOf(inputs.measures),
    failOn: parseFailOn(inputs['fail-on']),
    baselineMaxAge: seconds(inputs['baseline-max-age'], 'baseline-max-age'),
  };
}

/** What is to be judged: the artifacts that `from` stands for, else the one model there is. */
export interface Subject {
  readonly parts: Parts | null;
  readonly only: Candidate | null;
}

export async function subjectOf({ inputs, wish }: Question, scene: Scene): Promise<Subject> {
  const parts = await partsOf(inputs, scene);
  return { parts, only: parts === null ? await candidateOf(wish, scene) : null };
}

/** Scores the subject, finds what to compare it with, and judges; what is judged already by its base stands. */
export async function evaluated(question: Question, subject: Subject, scene: Scene): Promise<Findings> {
  const { inputs, wish, measures, failOn, baselineMaxAge } = question;
  const { clock, log } = scene.host;
  const [startedOn, start] = [clock.now(), clock.elapsed()];
  const ready = await dataFor(question, subject, scene);
  const { accept, baseline: ways } = inputs;
  const standing = await standingOf({ ...question.rubric, accept, baseline: ways }, scene);
  const kept = await standsAlready(question, subject, { ready, standing }, scene);
  const asked = { ...subject, ready, rubric: question.rubric };
  const exhibit = kept?.exhibit ?? (await log.group('evaluate', () => exhibitOf(asked, wish, scene)));
  const { scored, candidate, data, rubric, assembly } = exhibit;
  const definitions = definitionsOf(rubric, measures, scene);
  const rest = kept ?? (await judged(question, { ...exhibit, definitions, standing }, scene));
  const { baseline, beside, verdict, plots } = rest;
  return {
    ...{ name: inputs.name, rubric, definitions, candidate, assembly, scored, beside, data, baseline },
    ...{ verdict, plots, failOn, startedOn, keepRows: inputs['keep-rows'], baselineMaxAge },
    seconds: (clock.elapsed() - start) / 1000,
  };
}

/** Datasets, where a command reads them. */
async function dataFor({ inputs, measures }: Question, { parts }: Subject, scene: Scene): Promise<Ready[]> {
  const scores = inputs.run !== undefined && parts?.kind !== 'evaluate';
  return scores || runsCommands({ ...inputs, measures }) ? readyData(inputs.data, scene) : [];
}

async function standsAlready(
  { inputs, wish, rubric, measures }: Question,
  { parts, only }: Subject,
  at: { readonly ready: readonly Ready[]; readonly standing: Standing },
  scene: Scene,
): Promise<Unchanged | null> {
  if (parts !== null) return null;
  const besides = [...inputs.metrics, ...measures, ...(inputs.benchmark === undefined ? [] : ['it'])];
  const definitions = definitionsOf(rubric, measures, scene);
  const { accept } = inputs;
  return unchanged({ wish, rubric, definitions, besides, accept, candidate: only, ...at }, scene);
}

type Exhibit = Awaited<ReturnType<typeof exhibitOf>>;

async function judged(
  { inputs, measures, baselineMaxAge }: Question,
  exhibit: Exhibit & Pick<Findings, 'definitions'> & { readonly standing: Standing },
  scene: Scene,
): Promise<Pick<Findings, 'baseline' | 'beside' | 'verdict' | 'plots'>> {
  const { scored, candidate, data, rubric, definitions, standing } = exhibit;
  const asked = { name: inputs.name, baseline: standing.baseline ?? inputs.baseline };
  const found = await baselineOf(asked, scored, scene);
  warnOfAge(found, baselineMaxAge, scene.host);
  const present = { data: dataDigests(data), definitions, measures };
  const baseline = likened(await onSameData(found, exhibit.scoring, data, scene), present);
  const gates = [...rubric.gates, ...(standing.before?.gates ?? [])];
  const beside = await besideOf({ ...inputs, measures, gates }, scored, candidate, data, baseline, scene);
  const champion = await championOf(gates, baseline, scored, data, scene);
  const there = {
    ...exhibit,
    trainMetrics: await trainMetricsOf(candidate, scene),
    beside,
    baseline,
    champion,
  };
  const { verdict, plots } = await judgement(rubric, there, inputs.name ?? null, scene);
  return { baseline, beside, verdict, plots };
}

/** Metrics that training wrote, as it said; gates call them `train.<name>`. */
async function trainMetricsOf(candidate: Candidate | null, { host }: Scene): Promise<Record<string, number>> {
  if (candidate === null) return {};
  const text = await demandByproduct(candidate.fetched, FILE.metrics, host);
  return text === null ? {} : flatMetrics(text, FILE.metrics);
}
