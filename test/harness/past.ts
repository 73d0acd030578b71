import { runCli } from './bundle.ts';
import { changed, PREDICTIONS, tinyProject } from './project.ts';
import type { Workspace } from './workspace.ts';

/** Training that says its learning rate as its loss. */
const TRAIN = `mkdir -p out
echo "trained with seed $MLOPS_SEED and $(cat "$MLOPS_PARAMS")" > "$MLOPS_MODEL"
echo "{\\"loss\\": $(tr -dc '0-9.' < "$MLOPS_PARAMS")}" > "$MLOPS_METRICS"
`;

const withRate = (rate: number, seed = 7) =>
  changed('params: { lr: 0.1 }\n  seed: 7', `params: { lr: ${rate} }\n  seed: ${seed}`);

/** scikit-learn 1.9.1: roc_auc_score([0,0,1,1], [.9,.4,.35,.8]) is 0.25, of [.1,.4,.6,.8] it is 1. */
const WORSE = PREDICTIONS.replaceAll(',0,0,0.1', ',0,0,0.9');
const BETTER = PREDICTIONS.replaceAll(',1,0,0.35', ',1,0,0.6');

/**
 * A project in which four things were tried: a rate of 0.1, judged twice; 0.2, which made it worse and was not
 * committed; 0.05, which made it better; another seed, which was trained and not judged.
 */
export async function projectWithPast(): Promise<Workspace> {
  const project = tinyProject({ 'train.sh': TRAIN, 'mlops.yml': withRate(0.1) });
  await run(project, 'run');
  await run(project, 'run');
  project.write({ 'mlops.yml': withRate(0.2), 'predictions.csv': WORSE });
  await run(project, 'run');
  project.write({ 'mlops.yml': withRate(0.05), 'predictions.csv': BETTER }).commit('a smaller rate');
  await run(project, 'run');
  project.write({ 'mlops.yml': withRate(0.05, 8) });
  await run(project, 'train');
  return project;
}

async function run(project: Workspace, ...words: string[]): Promise<void> {
  const ran = await runCli(words, project);
  if (ran.status !== 0 && ran.status !== 1) throw new Error(ran.log);
}
