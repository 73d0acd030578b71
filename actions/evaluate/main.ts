import { parseFailOn } from '#judge/exit';
import { seconds } from '#judge/gate/duration';
import { story } from '#kit/declaration';
import type { Project } from '#project/project';
import { artifactName } from '#project/stages';
import { verdictText } from '#report/text';
import { warnOfAge } from '#stage/baseline/age';
import { baselineOf } from '#stage/baseline/walk';
import { besideOf, runsCommands } from '#stage/beside';
import { counted, decisionDigest, ending, overallNumbers } from '#stage/conclusion';
import { readyData } from '#stage/dataset';
import { sealEvaluation } from '#stage/evaluation';
import { exhibitOf } from '#stage/exhibit';
import { judge, rubricOf } from '#stage/judging';
import { ownMeasuresOf } from '#stage/ownmeasure';
import { partsOf } from '#stage/parts/parts';
import { onSameData } from '#stage/rescoring';
import { openScene } from '#stage/scene';
import { candidateOf } from '#stage/scoring';
import { standingOf } from '#stage/standing';
import { evaluate } from './action.ts';

export default story(evaluate, async (inputs, host, project: Project) => {
  const failOn = parseFailOn(inputs['fail-on']);
  const asked = rubricOf(inputs);
  const baselineMaxAge = seconds(inputs['baseline-max-age'], 'baseline-max-age');
  const beyond = { ...inputs, measures: ownMeasuresOf(inputs.measures), gates: asked.gates };
  const wish = { ...inputs, semantics: evaluate.semantics };
  const [startedOn, start] = [host.clock.now(), host.clock.elapsed()];
  const scene = await openScene(evaluate.name, inputs.model, host, project);
  const parts = await partsOf(inputs, scene);
  const only = parts === null ? await candidateOf(wish, scene) : null;
  if (inputs['dry-run']) {
    const what = parts === null ? `model ${only?.digest ?? 'unknown'}` : `${parts.found.length} artifacts`;
    host.log.info(`Would judge ${what} by ${asked.gates.length} gates.`);
    return { outputs: { skipped: 'false' } };
  }
  const scores = inputs.run !== undefined && parts?.kind !== 'evaluate';
  const ready = scores || runsCommands(beyond) ? await readyData(inputs.data, scene) : [];
  const exhibit = await host.log.group('evaluate', () =>
    exhibitOf({ parts, only, ready, rubric: asked }, wish, scene),
  );
  const { scored, candidate, data, rubric, assembly } = exhibit;
  const found = await baselineOf(inputs, scored, scene);
  warnOfAge(found, baselineMaxAge, host);
  const baseline = await onSameData(found, exhibit.scoring, data, scene);
  const standing = await standingOf({ ...rubric, accept: inputs.accept }, scene);
  const named = { ...beyond, gates: [...rubric.gates, ...(standing.before?.gates ?? [])] };
  const beside = await besideOf(named, scored, candidate, data, baseline, scene);
  const { verdict, plots } = await judge(rubric, { ...exhibit, beside, baseline, standing }, scene);
  const took = (host.clock.elapsed() - start) / 1000;
  const findings = {
    rubric,
    candidate,
    assembly,
    scored,
    beside,
    data,
    baseline,
    verdict,
    plots,
    failOn,
    startedOn,
    keepRows: inputs['keep-rows'],
    baselineMaxAge,
    seconds: took,
  };
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
      'baseline-sha': verdict.baseline.kind === 'absent' ? '' : (verdict.baseline.commit ?? ''),
      'decision-digest': decisionDigest(verdict),
      metrics: JSON.stringify(overallNumbers(verdict)),
      ...counted(verdict),
      'report-file': sealed.report,
      chosen: assembly?.sweep === undefined ? '' : (candidate?.fetched.name ?? ''),
      ...(scored === null || scored.key === null ? {} : { 'stage-key': scored.key }),
      skipped: String(scored?.skipped ?? false),
      'saved-seconds': (scored?.savedSeconds ?? 0).toFixed(1),
      'artifact-name': artifact,
      record: sealed.record,
      'record-digest': sealed.recordDigest,
    },
  };
});
