import { story } from '#kit/declaration';
import type { Project } from '#project/project';
import { artifactName } from '#project/stages';
import { verdictText } from '#report/text';
import { counted, decisionDigest, ending, overallNumbers } from '#stage/conclusion';
import { evaluated, questionOf, subjectOf } from '#stage/evaluating';
import { sealEvaluation } from '#stage/evaluation';
import { remarkErrors, remarkSlips } from '#stage/gateremarks';
import { openScene } from '#stage/scene';
import { evaluate } from './action.ts';

export default story(evaluate, async (inputs, host, project: Project) => {
  const question = questionOf(inputs, evaluate.semantics);
  const scene = await openScene(evaluate.name, inputs.model, host, project);
  remarkSlips(question.rubric, inputs, scene);
  const subject = await subjectOf(question, scene);
  if (inputs['dry-run']) {
    const { parts, only } = subject;
    const what = parts === null ? `model ${only?.digest ?? 'unknown'}` : `${parts.found.length} artifacts`;
    host.log.info(`Would judge ${what} by ${question.rubric.gates.length} gates.`);
    return { outputs: { skipped: 'false' } };
  }
  const findings = await evaluated(question, subject, scene);
  const { verdict, scored, candidate, assembly } = findings;
  const sealed = await sealEvaluation(findings, scene);
  const artifact = artifactName(scene.model, 'evaluate', inputs.name);
  await host.artifacts.publish(artifact, sealed.folder);
  host.log.info(`\n${verdictText(scene.model, verdict, { extent: sealed.extent })}`);
  remarkErrors(verdict, question.rubric, scene);
  return {
    why: `${verdict.decision}${scored?.skipped === true ? ', same score key' : ''}`,
    ...(scored?.skipped === true ? { savedSeconds: scored.savedSeconds } : {}),
    summary: sealed.summary,
    verdict: ending(verdict, question.failOn),
    outputs: {
      verdict: verdict.decision,
      reason: verdict.reason,
      'baseline-sha': verdict.baseline.kind === 'absent' ? '' : (verdict.baseline.commit ?? ''),
      'decision-digest': decisionDigest(verdict),
      metrics: JSON.stringify(overallNumbers(verdict)),
      ...counted(verdict),
      'report-file': sealed.report,
      chosen: assembly === null || assembly?.sweep === undefined ? '' : (candidate?.fetched.name ?? ''),
      ...(scored === null || scored.key === null ? {} : { 'stage-key': scored.key }),
      skipped: String(scored?.skipped ?? false),
      'saved-seconds': (scored?.savedSeconds ?? 0).toFixed(1),
      'artifact-name': artifact,
      record: sealed.record,
      'record-digest': sealed.recordDigest,
    },
  };
});
