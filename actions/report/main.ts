import { readFork } from '#foreign/reading';
import { story } from '#kit/declaration';
import type { Project } from '#project/project';
import { archive } from '#stage/archive';
import { moveChampion } from '#stage/champion';
import { loadEvaluation, moveBaseline } from '#stage/publication';
import { openReportScene } from '#stage/scene';
import { report } from './action.ts';

export default story(report, async (inputs, host, project: Project) =>
  host.log.group('report', async () => {
    if (inputs.mode === 'read') {
      const read = await readFork(inputs, host, project);
      if ('nothing' in read) return { why: read.nothing, outputs: {} };
      const { posting, report: file } = read;
      const outputs = { verdict: posting.decision, 'baseline-moved': 'false' };
      return {
        why: posting.reason,
        outputs: file === null ? outputs : { ...outputs, report: file },
        summary: posting.comment,
      };
    }
    const scene = openReportScene(inputs.model, host, project);
    const evaluation = await loadEvaluation(inputs.from, scene);
    const moved = await moveBaseline(evaluation, inputs['dry-run'], scene);
    await moveChampion(evaluation, inputs['dry-run'], scene);
    await archive(evaluation.fetched, inputs['dry-run'], scene);
    return {
      why: moved ? 'the baseline moved to this evaluation' : 'the baseline stays',
      outputs: {
        report: evaluation.reportPath,
        verdict: evaluation.verdict.decision,
        'baseline-moved': String(moved),
      },
      ...(evaluation.summary === null ? {} : { summary: evaluation.summary }),
    };
  }),
);
