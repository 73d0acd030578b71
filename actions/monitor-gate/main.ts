import { parseFailOn } from '#judge/exit';
import { story } from '#kit/declaration';
import type { Project } from '#project/project';
import { artifactName } from '#project/stages';
import { effectsSummary } from '#report/monitor/summary';
import { monitorText } from '#report/monitor/text';
import { ending } from '#stage/conclusion';
import { setOff } from '#stage/feedback';
import { monitor } from '#stage/monitor/monitoring';
import { sealMonitoring } from '#stage/monitor/sealing';
import { feedbackOf, signalOf } from '#stage/monitor/signalling';
import { planOfMonitor } from '#stage/monitor/wish';
import { openReportScene } from '#stage/scene';
import { monitorGate } from './action.ts';

export default story(monitorGate, async (inputs, host, project: Project) => {
  const failOn = parseFailOn(inputs['fail-on']);
  const plan = planOfMonitor(inputs, project);
  const wish = feedbackOf(inputs);
  const startedOn = host.clock.now();
  const scene = openReportScene(inputs.model, host, project);
  const monitored = await host.log.group('monitor-gate', () => monitor(plan, inputs, scene));
  const { verdict } = monitored;
  const sealed = await sealMonitoring(monitored, startedOn, scene);
  const artifact = artifactName(scene.model, 'monitor-gate', inputs.name);
  if (inputs['dry-run']) host.log.info(`A dry run: ${artifact} is not published.`);
  else await host.artifacts.publish(artifact, sealed.folder);
  host.log.info(`\n${monitorText(scene.model, plan.environment, verdict)}`);
  const done = await setOff(signalOf(monitored, sealed, scene), wish, host);
  return {
    why: `${verdict.decision}, ${verdict.consequence}`,
    summary: `${sealed.summary}${effectsSummary(done)}`,
    verdict: ending(verdict, failOn),
    outputs: {
      conclusion: verdict.decision,
      decision: verdict.consequence,
      breaches: JSON.stringify(verdict.breaches),
      'issue-number': String(done.find(({ number }) => number !== undefined)?.number ?? ''),
      'report-file': sealed.report,
      ...(inputs['dry-run'] ? {} : { 'artifact-name': artifact }),
      record: sealed.record,
      'record-digest': sealed.recordDigest,
    },
  };
});
