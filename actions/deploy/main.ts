import { installPacked } from '#environment/packed';
import { parseFailOn } from '#judge/exit';
import { story } from '#kit/declaration';
import type { Project } from '#project/project';
import { artifactName } from '#project/stages';
import { deploymentText } from '#report/deployment';
import { ending } from '#stage/conclusion';
import { conclude, perform, prepare } from '#stage/deployment/operation';
import { operationOutputs, standingLines, standingOutputs } from '#stage/deployment/outputs';
import { moveDeployed } from '#stage/deployment/ref';
import { factsOf, sealDeployment } from '#stage/deployment/sealing';
import { openDeployScene, openSite } from '#stage/deployment/site';
import { verdictOf } from '#stage/deployment/verdict';
import { deployWish } from '#stage/deployment/wish';
import { deploy } from './action.ts';

export default story(deploy, async (inputs, host, project: Project) => {
  const failOn = parseFailOn(inputs['fail-on']);
  const wish = deployWish(inputs);
  const scene = await openDeployScene(inputs.model, host, project);
  const install = (folder: string, digest: string) => installPacked(folder, digest, host);
  const site = await openSite(wish, scene, install);
  const order = await prepare(wish, site, scene);
  if (order.action === 'status' || inputs['dry-run']) {
    for (const line of standingLines(wish.environment, order.before)) host.log.info(line);
    if (order.action !== 'status')
      host.log.info(`Would ${order.action} in ${wish.environment} by target ${wish.target}.`);
    return { outputs: standingOutputs(order.before) };
  }
  const operation = await perform(order, wish, site, scene);
  const verdict = verdictOf(operation, wish);
  const sealed = await sealDeployment(operation, verdict, wish, site, scene);
  await moveDeployed(operation, wish, sealed, site, scene);
  await conclude(operation, wish, site);
  host.log.info(`\n${deploymentText(factsOf(operation, verdict, wish, scene))}`);
  const artifact = artifactName(scene.model, 'deploy', wish.name);
  await host.artifacts.publish(artifact, sealed.folder);
  return {
    why: verdict.reason,
    summary: sealed.summary,
    verdict: ending(verdict, failOn),
    outputs: {
      ...operationOutputs(operation),
      'artifact-name': artifact,
      record: sealed.record,
      'record-digest': sealed.recordDigest,
    },
  };
});
