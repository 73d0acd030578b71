import { DRIFT_METHODS } from '#judge/drift/rulebook';
import { seconds } from '#judge/gate/duration';
import { parseSelection } from '#judge/sweep/selection';
import { parseAllowance, parseConfidence, parseMargin } from '#judge/terms';
import { amount, choice, fileOrMapping, flag, list, mapping, path, pattern, text, whole } from '#kit/field';
import { rolesOf } from '#metrics/roles';
import { acceptances } from './acceptance.ts';
import { gates } from './longgate.ts';
import { waysOf } from './way.ts';

/** What each section of mlops.yml holds. The actions' inputs are these same fields: said once, read twice. */

/** What a model may do. */
export const TASKS = ['binary', 'multiclass', 'multilabel', 'regression', 'ranking', 'text'] as const;

/** Tasks whose answers come one by one, each with a label of its own: what monitor-gate judges. */
export const SERVED_TASKS = ['binary', 'multiclass', 'regression'] as const;

const duration = (text: string) => seconds(text, '');
const parseWays = (text: string) => waysOf([text], false);

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
const NAME_RULE = 'does not match [a-z0-9][a-z0-9-]{0,62}';

export const environmentFields = {
  lock: path({
    description:
      'Lock file of the environment: uv.lock, pylock.toml or requirements.txt with hashes. When not given, the first of these that is there.',
  }),
  python: text({
    description: 'Python version, e.g. 3.11. When not given, what the lock file or uv chooses.',
  }),
  extras: list({ description: 'Extras of the project to install (uv.lock, pylock.toml).' }),
  groups: list({ description: 'Dependency groups to install (uv.lock, pylock.toml).' }),
} as const;

const code = (whose: string) =>
  list({
    description: `Files that ${whose} is made of, as globs; their bytes are part of the stage key. Default: every file git tracks or does not ignore.`,
  });

const env = list({
  description: 'Names of environment variables whose values are part of the stage key.',
});

export const trainFields = {
  run: text({
    description:
      'Command that trains; bash runs it from a file with -eo pipefail. It finds MLOPS_PARAMS, MLOPS_SEED, MLOPS_DATA_<NAME>, MLOPS_MODEL and MLOPS_METRICS in its environment.',
    required: true,
  }),
  code: code('training'),
  data: list({ description: 'Names of the datasets it reads, declared under data:, or name=path.' }),
  params: fileOrMapping({
    description: 'Parameters: a YAML or JSON file, or name=value lines (in mlops.yml a mapping).',
  }),
  seed: whole({ description: 'Seed handed to the command as MLOPS_SEED.' }),
  model: path({ description: 'Where the command leaves the model: a file or a folder.', required: true }),
  metrics: path({
    description:
      'Where the command leaves its own metrics, e.g. out/metrics.json: JSON, YAML, TOML, or what a tool that is known writes (docs/metrics.md), a file or a folder.',
  }),
  mlflow: path({
    description:
      'MLflow store the command logs to, e.g. mlruns or mlflow.db: the record names the run that training started in it, whose metrics are those of training where metrics: is not given.',
  }),
  env,
} as const;

export const evaluateFields = {
  run: text({
    description:
      'Command that scores; bash runs it from a file with -eo pipefail. It finds MLOPS_MODEL, MLOPS_DATA_<NAME> and MLOPS_PREDICTIONS in its environment. Without it the file at predictions: is judged as it is.',
  }),
  code: code('scoring'),
  data: list({ description: 'Names of the datasets it reads, declared under data:, or name=path.' }),
  predictions: path({
    description:
      'Predictions as CSV, JSON Lines, Parquet or NumPy, a row a case. Without them only what metrics: and benchmark: give is judged.',
  }),
  task: choice({
    description:
      'What the model does: binary, multiclass, multilabel, regression, ranking or text. Needed with predictions.',
    of: TASKS,
  }),
  columns: mapping({
    description:
      'Which column holds what: id, label, prediction, score (probability of the positive class; of many classes p_*, a column each), weight, group (rows that belong together), e.g. label=late.',
    parse: rolesOf,
  }),
  positive: text({ description: 'The label that counts as positive (binary). Default: 1, true or yes.' }),
  slices: list({
    description: 'Columns whose values part the rows; every measure is computed for each value.',
  }),
  metrics: list({
    description:
      'Metrics that other tools wrote (docs/metrics.md): files, folders or globs, e.g. out/all_results.json; tool=out/m.json puts tool. in front of the names.',
  }),
  benchmark: text({
    description:
      'Command that times the model and writes how long each request took, in seconds, a line each, to the path in MLOPS_LATENCIES; gates then know latency.p95 and throughput. It finds MLOPS_MODEL and MLOPS_DATA_<NAME> in its environment.',
  }),
  measures: mapping({
    description:
      'Measures of your own: a name, and the command that reads MLOPS_PREDICTIONS and writes JSON to MLOPS_METRICS, e.g. profit=python profit.py; in mlops.yml also {run, direction}.',
  }),
  gates: gates({
    description: 'What has to hold, e.g. "roc_auc >= 0.7" or "roc_auc[carrier=*] >= baseline - 0.05 warn".',
  }),
  confidence: amount({
    description:
      'Of the two-sided intervals, e.g. 0.95 or 99%; a decision errs at most half of the rest on its side.',
    default: '0.95',
    parse: parseConfidence,
  }),
  'min-n': whole({
    description:
      'Examples in the denominator of a measure (positives for recall, rows of the smaller class for ROC AUC, groups where rows belong together) below which a gate is inconclusive.',
    default: '30',
    least: 0,
  }),
  on: choice({
    description:
      'Which rows are compared with the baseline: all (both have to have the same ids) or intersection (the ids of both).',
    of: ['all', 'intersection'],
    default: 'all',
  }),
  allowance: amount({
    description:
      'How many times its margin a gate may lose in all against the ref champion, the best evaluation so far (docs/verdicts.md).',
    default: '2',
    parse: parseAllowance,
  }),
  accept: acceptances({
    description:
      'In mlops.yml alone: red gates that may pass until a day, {gate, why, until, by?} each; gate is one as it is written, a measure, or baseline where there is nothing to compare with (docs/verdicts.md).',
  }),
  select: mapping({
    description:
      'Of a sweep: by which measure candidates are compared; rule: best, or simplest within one standard error of the best; order: from the simplest on; on: a column or share: of the ids that choose, so that gates are judged on the others, e.g. by=roc_auc.',
    parse: parseSelection,
  }),
  'resampling-seed': whole({
    description: 'Seed of the resampling of measures whose noise no formula tells, e.g. a median.',
    default: '0',
  }),
  baseline: list({
    description:
      'What to compare with, ways that are tried in their order: merge-base, ancestor, base-branch, champion, deployed (or deployed/<environment>), ref:<name>, artifact:<name>, the path of a verdict.json, none; auto stands for the first four (docs/baseline.md). One that was judged on other data has its model scored on these.',
    default: 'auto',
    parse: parseWays,
  }),
  'baseline-max-age': amount({
    description: 'An evaluation that is older is compared with, and that is a warning.',
    default: '90 d',
    parse: duration,
  }),
  'keep-rows': flag({
    description:
      'Refs keep the predictions too, with ids and labels, at most 10 MB: whoever reads the repository can read them. Without it they keep counts of them alone.',
    default: 'false',
  }),
  env,
} as const;

export const containerizeFields = {
  image: text({
    description: 'Name of the image without tag, e.g. ghcr.io/acme/flights. Default: the name of the model.',
  }),
  files: list({ description: 'Files the serving program is made of, as globs, e.g. serve.py.' }),
  tags: list({ description: 'Tags to push besides the digest. Default: latest on the default branch.' }),
  'allow-pickle': list({
    description:
      'Python packages whose classes a pickled model may name, e.g. sklearn. Without it a pickle is refused.',
  }),
  require: choice({
    description:
      'verdict: only a model whose evaluation passed is packed. none: any model; the record says so.',
    of: ['verdict', 'none'],
    default: 'verdict',
  }),
} as const;

export const deployFields = {
  target: choice({
    description: 'Where the model runs: process (on this machine) or command (your own script, see run).',
    of: ['process', 'command'],
    default: 'process',
  }),
  require: choice({
    description:
      'verdict: only an image whose model passed by its records. none: any image; without a verdict the deployment is marginal.',
    of: ['verdict', 'none'],
    default: 'verdict',
  }),
  environment: pattern({
    description: 'Name of what is deployed to; names the state file and the ref. Default: production.',
    matches: NAME,
    rule: NAME_RULE,
  }),
  serve: text({
    description:
      'Command that serves the model (target process), e.g. uvicorn serve:app --port $MLOPS_PORT. It finds MLOPS_PORT, MLOPS_MODEL, MLOPS_MODEL_DIGEST, MLOPS_REVISION and MLOPS_LOG in its environment.',
  }),
  run: text({
    description:
      'Command that deploys (target command). It finds MLOPS_ACTION and what is to run in its environment and prints JSON.',
  }),
  port: whole({ description: 'The stable port on 127.0.0.1 (target process).', default: '8080' }),
  health: text({ description: 'Path that answers 200 when the model can serve.', default: '/healthz' }),
  version: text({
    description: 'Path that answers JSON with model: the SHA-256 of the model it serves.',
    default: '/version',
  }),
  predict: text({ description: 'Path golden requests are posted to.', default: '/predict' }),
  golden: path({
    description:
      'Golden requests as JSON Lines {id, body}: each has to be answered as the evaluation predicted for that id.',
  }),
  tolerance: amount({ description: 'How far a golden answer may be off.', default: '1e-6' }),
  timeout: amount({
    description: 'How long a new revision may take to be healthy.',
    default: '60 s',
    parse: duration,
  }),
  drain: amount({
    description: 'How long requests under way may take after a switch.',
    default: '10 s',
    parse: duration,
  }),
  canary: amount({
    description:
      'Share of the requests for the new revision, e.g. 10%; a fresh copy of the old one gets as many. Without it the new revision gets all.',
  }),
} as const;

export const monitorFields = {
  environment: deployFields.environment,
  reference: text({
    description:
      'What is compared with: evaluate (what the model was evaluated on), a file of rows, or a profile (.json) that mlops judge drift wrote.',
    default: 'evaluate',
  }),
  current: list({
    description:
      'Serving logs as JSON Lines {time, id, features, prediction, score, model}, as globs. Default: the logs of what is deployed.',
  }),
  labels: list({ description: 'Labels that came late, {id, label} a row, as globs; joined by id.' }),
  task: choice({
    description: 'What the model does: binary, multiclass or regression. Default: as in evaluate.',
    of: SERVED_TASKS,
  }),
  positive: text({ description: 'The label that counts as positive (binary). Default: as in evaluate.' }),
  window: amount({
    description: 'How far back rows count, e.g. 7 d. Default: all of them.',
    parse: duration,
  }),
  looks: amount({
    description:
      'How often one deployment is judged on data that grow, e.g. 14: all looks together then err as one would; or any, for no planned number.',
    default: '1',
  }),
  look: whole({
    description:
      'Which look this is, 1 the first. Default: counted from the earlier verdicts that are known.',
  }),
  method: choice({
    description:
      'Whose rules say that a column has moved: size-aware, or evidently, nannyml, deepchecks with their default tests and thresholds, which need the rows of the reference.',
    of: DRIFT_METHODS,
    default: 'size-aware',
  }),
  'canary-margin': amount({
    description:
      'How much greater the loss of a canary may be, as a share of the control’s, e.g. 10%: it is promoted when that is shown. Without it: when it is not shown to be worse.',
    parse: parseMargin,
  }),
  ignore: list({ description: 'Columns that are not watched for drift, as globs.' }),
  'must-not-drift': list({
    description: 'Columns of which not one may drift, as globs; adds the gate drift.guarded == 0.',
  }),
  gates: gates({
    description:
      'What has to hold, e.g. "rows >= 1000", "age <= 2 d", "drift.share < 0.5", "roc_auc >= baseline - 0.05".',
    default: 'drift.share < 0.5',
  }),
  'on-breach': list({
    description: 'What a breach sets off, one a line: issue, retrain, rollback, webhook.',
  }),
  'retrain-on-new-data': flag({
    description: 'Ask for a retraining when the dataset is another than the one the model was trained on.',
    default: 'false',
  }),
  'retrain-every': amount({
    description: 'Ask for a retraining when the model is older, e.g. 30 d.',
    parse: duration,
  }),
  'retrain-workflow': text({
    description:
      'Workflow file that is dispatched to retrain, e.g. mlops-retrain.yml. Default: the event mlops-retrain.',
  }),
  cooldown: amount({
    description: 'How long the same effect is not repeated.',
    default: '24 h',
    parse: duration,
  }),
  'effect-run': text({
    description:
      'Command run for each effect on a laptop. It finds MLOPS_EFFECT and MLOPS_SIGNAL, a JSON file, in its environment.',
  }),
} as const;

export const modelName = pattern({
  description: 'Name of the model; names artifacts and refs. Default: the name of the repository.',
  matches: NAME,
  rule: NAME_RULE,
});

export const commonFields = {
  config: path({
    description: 'The configuration file. Default: mlops.yml in the working directory, where there is one.',
  }),
  'working-directory': path({ description: 'The project folder, where there is no mlops.yml.' }),
  model: modelName,
} as const;

export const instanceName = pattern({
  description: 'Names this instance of the stage, e.g. in a matrix; becomes part of the artifact name.',
  matches: NAME,
  rule: NAME_RULE,
});

export const dryRun = flag({ description: 'Say what would be done, and do nothing.', default: 'false' });

export const failOn = list({
  description: 'Decisions that fail the job, one a line: marginal, fail, inconclusive, error; or never.',
  default: 'fail\ninconclusive\nerror',
});

export const datasetFields = {
  path: path({ description: 'Folder or file of the dataset.', required: true }),
  run: text({
    description: 'Command that makes it (a stage of its own). It finds the path in MLOPS_DATA_<NAME>.',
  }),
  code: code('the producer'),
  env,
} as const;

export { NAME };
