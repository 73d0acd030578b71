import { story } from '#kit/declaration';
import type { Project } from '#project/project';
import { announce, NOWHERE } from '#stage/announcement';
import { archive } from '#stage/archive';
import { moveChampion } from '#stage/champion';
import { loadEvaluation, moveBaseline } from '#stage/publication';
import { withPage } from '#stage/reportpage';
import { openReportScene } from '#stage/scene';
import { report } from './action.ts';

export default story(report, async (inputs, host, project: Project) =>
  host.log.group('report', async () => {
    const { name, from, comment, 'check-name': checkName, 'dry-run': dryRun, mode } = inputs;
    if (mode !== 'auto') {
      const { reportFork } = await import('#foreign/modes');
      return reportFork(mode, inputs, host, project);
    }
    const scene = openReportScene(inputs.model, host, project);
    const evaluation = await withPage(await loadEvaluation({ name, from }, scene), { name, dryRun }, scene);
    // what may not be moved keeps nobody from seeing the verdict
    let moved = false;
    let posted = NOWHERE;
    try {
      moved = await moveBaseline(evaluation, dryRun, scene);
      await moveChampion(evaluation, dryRun, scene);
      await archive(evaluation.fetched, dryRun, scene);
    } finally {
      posted = await announce(evaluation, { comment, checkName, dryRun }, scene);
    }
    return {
      why: moved ? 'the baseline moved to this evaluation' : 'the baseline stays',
      outputs: {
        verdict: evaluation.verdict.decision,
        'report-file': evaluation.reportPath,
        'report-url': evaluation.reportUrl ?? '',
        'comment-id': posted.commentId === null ? '' : String(posted.commentId),
        'check-url': posted.checkUrl ?? '',
        'baseline-moved': String(moved),
      },
      ...(evaluation.summary === null ? {} : { summary: evaluation.summary }),
    };
  }),
);
