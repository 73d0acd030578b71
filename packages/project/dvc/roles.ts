import { Mistake } from '#kit/outcome';
import { dependsOn } from './graph.ts';
import { isOutside, overlap } from './place.ts';
import type { Repository } from './repository.ts';
import type { Out, Stage } from './stage.ts';

/** What the user says where the names do not. */
export interface Wish {
  readonly train: string | undefined;
  readonly evaluate: string | undefined;
}

/** A stage for a section of mlops.yml, and how it was told. */
export interface Role {
  readonly stage: Stage;
  readonly why: string;
}

/** Endings of files that hold a model. */
export const MODEL_FILE =
  /\.(pkl|pickle|joblib|pt|pth|ckpt|h5|hdf5|keras|onnx|safetensors|cbm|bin|model|pmml|tflite|mlmodel|rds|ubj)$/i;
/** Metrics that training may leave (docs/metrics.md). */
export const METRICS = /\.(json|ya?ml|toml)$/i;

/** Endings of tables that evaluate reads. */
export const PREDICTIONS_FILE = /\.(csv|tsv|jsonl|ndjson|parquet|np[yz])(\.(gz|zst))?$/i;

/** The stage that trains. None, or several that look alike: a mistake that lists them. */
export function chooseTraining({ stages, artifacts }: Repository, wish: Wish): Role {
  if (wish.train !== undefined) return named(wish.train, 'train', stages);
  const models = artifacts.filter(({ type }) => type === 'model').map(({ path }) => path);
  const ways: readonly (readonly [why: string, fits: (stage: Stage) => boolean])[] = [
    ['makes the artifact of type model', ({ outs }) => outs.some(({ path }) => models.includes(path))],
    ['by its name', ({ name }) => /^(train|fit)$/.test(baseName(name))],
    ['by its name', ({ name }) => /(^|[-_])(train|training|fit)([-_]|$)/.test(baseName(name))],
    ['makes what looks like a model', ({ outs }) => outs.some(looksLikeModel)],
  ];
  for (const [why, fits] of ways) {
    const [stage, ...more] = stages.filter(fits);
    if (stage === undefined) continue;
    if (more.length > 0) throw undecided(`${1 + more.length} stages look like training`, [stage, ...more]);
    return { stage, why };
  }
  throw undecided('no stage looks like training', stages);
}

/** The out of training that is the model. */
export function chooseModel({ stage }: Role, { artifacts, stages }: Repository): Out {
  const outs = stage.outs.filter(({ role, path }) => role === 'out' && !isOutside(path));
  const read = stages.filter((other) => other !== stage).flatMap(({ deps }) => deps);
  const [model] = [
    outs.filter(({ path }) => artifacts.some((one) => one.type === 'model' && one.path === path)),
    outs.filter(looksLikeModel),
    outs.filter(({ path }) => read.some((dep) => overlap(dep, path))),
    outs,
  ].flat();
  if (model !== undefined) return model;
  const remedy = 'Add what it trains to its outs in dvc.yaml, or name another stage with --train.';
  throw new Mistake({
    subject: `stage ${stage.name}`,
    what: 'has no outs in the project, so that there is no model',
    remedy,
  });
}

/** The stage that scores the model; null where none reads it, or several do and none stands out. */
export function chooseEvaluation(
  training: Role,
  model: Out,
  { stages }: Repository,
  wish: Wish,
): Role | null {
  if (wish.evaluate !== undefined) return named(wish.evaluate, 'evaluate', stages);
  const readers = stages.filter(
    (stage) => stage !== training.stage && stage.deps.some((dep) => overlap(dep, model.path)),
  );
  const [only, ...more] = readers;
  if (only !== undefined && more.length === 0) return { stage: only, why: 'reads the model' };
  const ways: readonly (readonly [why: string, fits: (stage: Stage) => boolean])[] = [
    ['reads the model, writes predictions', (stage) => predictionsOf(stage) !== null],
    [
      'reads the model, by its name',
      ({ name }) => /^(eval|evaluate|evaluation|test|score|predict|validate)$/.test(baseName(name)),
    ],
  ];
  for (const [why, fits] of ways) {
    const [stage, ...others] = readers.filter(fits);
    if (stage !== undefined && others.length === 0) return { stage, why };
  }
  return null;
}

/** The out that holds a row a case: by its name, else the only table there is. */
export function predictionsOf({ outs }: Stage): string | null {
  const tables = outs.map(({ path }) => path).filter((path) => PREDICTIONS_FILE.test(path));
  const named = tables.filter((path) => /pred|scor|infer/i.test(path));
  const [first] = named.length > 0 ? named : tables.length === 1 ? tables : [];
  return first ?? null;
}

/** Why a stage has no section. */
export function whyLeftOut(
  stage: Stage,
  training: Role,
  evaluation: Role | null,
  stages: readonly Stage[],
): string {
  if (stage.frozen) return 'it is frozen, and what it made is taken as it lies there';
  if (evaluation !== null && dependsOn(stage, evaluation.stage, stages)) {
    return `it comes after ${evaluation.stage.name}; mlops measures predictions itself and draws its own report`;
  }
  if (dependsOn(stage, training.stage, stages))
    return 'it comes after training; --evaluate names what scores the model';
  return 'it makes nothing that training or evaluation reads';
}

function looksLikeModel({ path, role }: Out): boolean {
  return role === 'out' && (MODEL_FILE.test(path) || /(^|[/_-])models?([/._-]|$)/i.test(path));
}

/** `sub/dvc.yaml:train@a` -> train */
function baseName(name: string): string {
  return (name.split(':').at(-1) ?? '').split('@')[0] ?? '';
}

function named(name: string, option: string, stages: readonly Stage[]): Role {
  const stage = stages.find((one) => one.name === name);
  if (stage !== undefined) return { stage, why: `by --${option}` };
  const remedy = `There are: ${list(stages)}.`;
  throw new Mistake({ subject: `--${option}`, what: 'is no stage', remedy, value: name });
}

function undecided(what: string, stages: readonly Stage[]): Mistake {
  const remedy = `Name it with --train <stage>: ${list(stages)}.`;
  return new Mistake({ subject: 'dvc.yaml', what, remedy });
}

function list(stages: readonly Stage[]): string {
  return stages.map(({ name }) => name).join(', ') || 'none';
}
