import { story } from '#kit/declaration';
import type { Project } from '#project/project';
import { artifactName } from '#project/stages';
import { stageKey } from '#record/stagekey';
import { FILE } from '#record/vocabulary';
import { approvalsOf, refusal } from '#stage/approval';
import { recallImage, runPackaging } from '#stage/packaging';
import { planPackaging } from '#stage/packagingplan';
import { demandSafe } from '#stage/pickles';
import { destinationOf, publishImage } from '#stage/publishing';
import { openReportScene } from '#stage/scene';
import { modelOf } from '#stage/scoring';
import { containerize } from './action.ts';

export default story(containerize, (inputs, host, project: Project) =>
  host.log.group('containerize', async () => {
    const scene = openReportScene(inputs.model, host, project);
    const model = await modelOf(inputs.from, scene);
    const approvals = inputs.require === 'none' ? [] : await approvalsOf(model.digest, scene);
    const refused = inputs.require === 'none' ? null : refusal(model.digest, approvals, scene);
    if (refused !== null) {
      const verdict = { goesOn: false, sentence: refused };
      return { outputs: { skipped: 'false' }, why: 'the verdict said no', verdict };
    }
    const wish = { ...inputs, semantics: containerize.semantics };
    const plan = await planPackaging(wish, model, approvals, scene);
    const key = stageKey(plan.recipe);
    const destination = destinationOf(plan.image, inputs, scene);
    if (inputs['dry-run']) {
      host.log.info(`Would pack it as ${plan.image} under the stage key ${key}.`);
      return { outputs: { 'stage-key': key, skipped: 'false' } };
    }
    const kept = await recallImage(plan, scene);
    if (kept === null) await demandSafe(plan, inputs['allow-pickle'], scene);
    const made = kept ?? (await runPackaging(plan, scene));
    const artifact = artifactName(scene.model, 'containerize', inputs.name);
    await host.artifacts.publish(artifact, made.folder);
    const image = `${plan.image}@sha256:${made.image}`;
    host.log.info(`Published ${artifact}: ${image}.`);
    await publishImage(plan.image, made, destination, scene);
    return {
      why: made.skipped ? 'same stage key' : `image ${made.image.slice(0, 12)}`,
      ...(made.skipped ? { savedSeconds: made.seconds } : {}),
      outputs: {
        image,
        digest: `sha256:${made.image}`,
        imageid: made.config,
        metadata: made.metadata,
        'stage-key': key,
        skipped: String(made.skipped),
        'saved-seconds': made.skipped ? made.seconds.toFixed(1) : '0',
        'artifact-name': artifact,
        record: await host.files.resolve(`${made.folder}/${FILE.record}`, 'record'),
        'record-digest': made.recordDigest,
      },
    };
  }),
);
