import { parseFailOn } from '#judge/exit';
import { seconds } from '#judge/gate/duration';
import { story } from '#kit/declaration';
import type { Project } from '#project/project';
import { artifactName } from '#project/stages';
import { verdictText } from '#report/text';
import { warnOfAge } from '#stage/baseline/age';
import { baselineOf } from '#stage/baseline/walk';
import { besideOf, runsCommands } from '#stage/beside';
import { decisionDigest, ending, overallNumbers } from '#stage/conclusion';
import { readyData } from '#stage/dataset';
import { sealEvaluation } from '#stage/evaluation';
import { judge, rubricOf } from '#stage/judging';
import { ownMeasuresOf } from '#stage/ownmeasure';
import { onSameData } from '#stage/rescoring';
import { openScene } from '#stage/scene';
import { candidateOf, scoredOf } from '#stage/scoring';
import { evaluate } from './action.ts';

export default story(evaluate, async (inputs, host, project: Project) => {
  const failOn = parseFailOn(inputs['fail-on']);
  const rubric = rubricOf(inputs);
  const baselineMaxAge = seconds(inputs['baseline-max-age'], 'baseline-max-age');
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
  const found = await baselineOf(inputs, scored, scene);
  warnOfAge(found, baselineMaxAge, host);
  const baseline = await onSameData(found, wish, data, scene);
  const beside = await besideOf(beyond, scored, candidate, data, baseline, scene);
  const verdict = await judge(rubric, { scored, candidate, beside, baseline, data }, scene);
  const took = (host.clock.elapsed() - start) / 1000;
  const judged = { rubric, candidate, scored, beside, data, baseline, verdict };
  const findings = { ...judged, keepRows: inputs['keep-rows'], baselineMaxAge, startedOn };
  const sealed = await sealEvaluation({ name: inputs.name, ...findings, seconds: took }, scene);
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
      'baseline-sha': verdict.baseline.kind === 'absent' ? '' : (verdict.baseline.commit ?? ''),
      'decision-digest': decisionDigest(verdict),
      metrics: JSON.stringify(overallNumbers(verdict)),
      report: sealed.report,
      ...(scored === null || scored.key === null ? {} : { 'stage-key': scored.key }),
      skipped: String(scored?.skipped ?? false),
      'saved-seconds': (scored?.savedSeconds ?? 0).toFixed(1),
      'artifact-name': artifact,
      record: sealed.record,
      'record-digest': sealed.recordDigest,
    },
  };
});
