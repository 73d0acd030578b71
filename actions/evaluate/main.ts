import { parseFailOn } from '#judge/exit';
import { story } from '#kit/declaration';
import type { Project } from '#project/project';
import { artifactName } from '#project/stages';
import { verdictText } from '#report/text';
import { baselineOf } from '#stage/baseline';
import { besideOf, runsCommands } from '#stage/beside';
import { counted, ending, overallNumbers } from '#stage/conclusion';
import { readyData } from '#stage/dataset';
import { sealEvaluation } from '#stage/evaluation';
import { judge, rubricOf } from '#stage/judging';
import { ownMeasuresOf } from '#stage/ownmeasure';
import { onSameData } from '#stage/rescoring';
import { openScene } from '#stage/scene';
import { candidateOf, scoredOf } from '#stage/scoring';
import { standingOf } from '#stage/standing';
import { evaluate } from './action.ts';

export default story(evaluate, async (inputs, host, project: Project) => {
  const failOn = parseFailOn(inputs['fail-on']);
  const rubric = rubricOf(inputs);
  const beyond = { ...inputs, measures: ownMeasuresOf(inputs.measures), gates: rubric.gates };
  const wish = { ...inputs, semantics: evaluate.semantics };
  const [startedOn, start] = [host.clock.now(), host.clock.elapsed()];
  const scene = await openScene(evaluate.name, inputs.model, host, project);
  const candidate = await candidateOf(wish, scene);
  if (inputs['dry-run']) {
    host.log.info(`Would judge model ${candidate?.digest ?? 'unknown'} by ${rubric.gates.length} gates.`);
    return { outputs: { skipped: 'false' } };
  }
  const data = inputs.run === undefined && !runsCommands(beyond) ? [] : await readyData(inputs.data, scene);
  const scored = await host.log.group('evaluate', () => scoredOf(wish, candidate, data, scene));
  const found = await baselineOf(inputs.baseline, scored, scene);
  const baseline = await onSameData(found, wish, data, scene);
  const standing = await standingOf({ ...rubric, accept: inputs.accept }, scene);
  const named = { ...beyond, gates: [...rubric.gates, ...(standing.before?.gates ?? [])] };
  const beside = await besideOf(named, scored, candidate, data, baseline, scene);
  const verdict = await judge(rubric, { scored, candidate, beside, baseline, data, standing }, scene);
  const seconds = (host.clock.elapsed() - start) / 1000;
  const findings = { rubric, candidate, scored, beside, data, baseline, verdict, startedOn, seconds };
  const sealed = await sealEvaluation({ name: inputs.name, ...findings }, scene);
  const artifact = artifactName(scene.model, 'evaluate', inputs.name);
  await host.artifacts.publish(artifact, sealed.folder);
  host.log.info(`\n${verdictText(scene.model, verdict, { extent: sealed.extent })}`);
  return {
    why: `${verdict.decision}${scored?.skipped === true ? ', same score key' : ''}`,
    ...(scored?.skipped === true ? { savedSeconds: scored.savedSeconds } : {}),
    summary: sealed.summary,
    verdict: ending(verdict, failOn),
    outputs: {
      verdict: verdict.decision,
      reason: verdict.reason,
      metrics: JSON.stringify(overallNumbers(verdict)),
      ...counted(verdict),
      'report-file': sealed.report,
      ...(scored === null || scored.key === null ? {} : { 'stage-key': scored.key }),
      skipped: String(scored?.skipped ?? false),
      'saved-seconds': (scored?.savedSeconds ?? 0).toFixed(1),
      'artifact-name': artifact,
      record: sealed.record,
      'record-digest': sealed.recordDigest,
    },
  };
});
