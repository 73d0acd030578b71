import { story } from '#kit/declaration';
import type { Project } from '#project/project';
import { artifactName } from '#project/stages';
import { stageKey } from '#record/stagekey';
import { FILE } from '#record/vocabulary';
import { readyData } from '#stage/dataset';
import { flatMetrics } from '#stage/metrics';
import { openScene } from '#stage/scene';
import { planTraining, recallTraining, runTraining } from '#stage/training';
import { train } from './action.ts';

export default story(train, async (inputs, host, project: Project) => {
  const scene = await openScene(train.name, inputs.model, host, project);
  const data = await readyData(inputs.data, scene);
  const wish = { ...inputs, model: inputs['model-path'], semantics: train.semantics };
  const plan = await planTraining(wish, data, scene);
  if (inputs['dry-run']) {
    host.log.info(
      `Would train by ${JSON.stringify(inputs.run)} under the stage key ${stageKey(plan.recipe)}.`,
    );
    return { outputs: { 'stage-key': stageKey(plan.recipe), skipped: 'false' } };
  }
  const trained = await host.log.group('train', async () => {
    return (await recallTraining(plan, scene)) ?? (await runTraining(plan, scene));
  });
  const artifact = artifactName(scene.model, 'train', inputs.name);
  await host.artifacts.publish(artifact, trained.folder);
  const record = `${trained.folder}/${FILE.record}`;
  const written = `${trained.folder}/${FILE.metrics}`;
  const metrics =
    (await host.files.exists(written)) === null
      ? {}
      : flatMetrics(await host.files.text(written), inputs.metrics ?? FILE.metrics);
  host.log.info(`Published ${artifact}: model ${trained.modelDigest.slice(0, 12)}.`);
  return {
    why: trained.skipped ? 'same stage key' : `model ${trained.modelDigest.slice(0, 12)}`,
    ...(trained.skipped ? { savedSeconds: trained.seconds } : {}),
    outputs: {
      'model-path': inputs['model-path'],
      'model-digest': trained.modelDigest,
      metrics: JSON.stringify(metrics),
      'stage-key': stageKey(plan.recipe),
      skipped: String(trained.skipped),
      'saved-seconds': trained.skipped ? trained.seconds.toFixed(1) : '0',
      'artifact-name': artifact,
      record: await host.files.resolve(record, 'record'),
      'record-digest': trained.recordDigest,
    },
  };
});
