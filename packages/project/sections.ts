import { choice, fileOrMapping, flag, list, mapping, path, pattern, text, whole } from '#kit/field';

/** What each section of mlops.yml holds. The actions' inputs are these same fields: said once, read twice. */

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
  metrics: path({ description: 'Where the command leaves its own metrics as JSON, e.g. out/metrics.json.' }),
  mlflow: path({
    description:
      'MLflow store the command logs to, e.g. mlruns or mlflow.db: the record names the run that training started in it.',
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
    description: 'Predictions as CSV, JSON Lines or Parquet, a row a case.',
    required: true,
  }),
  task: choice({
    description: 'What the model does: binary, multiclass or regression.',
    of: ['binary', 'multiclass', 'regression'],
    required: true,
  }),
  columns: mapping({
    description:
      'Which column holds what: id, label, prediction, score (probability of the positive class), e.g. label=late.',
  }),
  positive: text({ description: 'The label that counts as positive (binary). Default: 1, true or yes.' }),
  slices: list({
    description: 'Columns whose values part the rows; every measure is computed for each value.',
  }),
  gates: list({
    description: 'What has to hold, e.g. "roc_auc >= 0.7" or "roc_auc[carrier=*] >= baseline - 0.05 warn".',
  }),
  baseline: text({
    description:
      'What to compare with: auto (the ref baseline), none, the path of a verdict.json, or artifact:<name>.',
    default: 'auto',
  }),
  env,
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

export const datasetFields = {
  path: path({ description: 'Folder or file of the dataset.', required: true }),
  run: text({
    description: 'Command that makes it (a stage of its own). It finds the path in MLOPS_DATA_<NAME>.',
  }),
  code: code('the producer'),
  env,
} as const;

export { NAME };
