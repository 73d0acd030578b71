import type { Verdict } from '#judge/verdict';
import {
  type Annotation,
  COMMENT_LIMIT,
  checkNameOf,
  conclusionOf,
  NAME_LIMIT,
  type Posting,
  SUMMARY_LIMIT,
} from '#posting/posting';
import { digestOfValue } from '#record/digest';
import { digestNamed, tell } from '#record/reading';
import { readStatement } from '#record/statement';
import { URI } from '#record/vocabulary';
import { gateBadge } from '#report/badge';
import { comment, titleOf } from '#report/comment';
import { shorten } from '#report/markdown';
import { clipped } from '#report/summary/room';
import { visible } from '#report/visible';
import { type GatePlaces, readGatePlaces } from './gateplaces.ts';
import { judgedCommit } from './judgedcommit.ts';
import type { Evaluation } from './publication.ts';
import type { Scene } from './scene.ts';

/** A check takes more, but nobody reads more. */
const MOST = 250;

/** The newest commit of what is proposed, on a push the commit itself; null where the event does not say it. */
function headOf({ host: { run } }: Scene): string | null {
  if (run.proposal !== null) return run.proposal.head;
  return run.event.startsWith('pull_request') ? null : run.commit;
}

/** What the comment says of an evaluation of this run's own, as Markdown. */
export function commentOf({ verdict, fetched, reportUrl }: Evaluation, scene: Scene): string {
  const { run } = scene.host;
  const name = tell(fetched.record)?.name ?? null;
  const base = run.proposal?.base ?? null;
  const told = tell(fetched.record);
  const time = told?.finishedOn ?? null;
  const baseline = fetched.chain.get(digestNamed(told?.ancestors ?? [], 'baseline') ?? '');
  const decided = baseline === undefined ? null : (tell(readStatement(baseline))?.finishedOn ?? null);
  const facts = { model: scene.model, name, head: headOf(scene), merge: mergeOf(scene), base, time };
  return comment(
    verdict,
    { ...facts, baselineDecidedOn: decided, runUrl: run.url, reportUrl },
    COMMENT_LIMIT,
  );
}

/** The merge with the base that was checked out and judged; null where that was the head itself. */
function mergeOf(scene: Scene): string | null {
  const { run } = scene.host;
  const { proposal } = run;
  const judged = proposal === null ? null : judgedCommit(run, proposal);
  return judged === proposal?.head ? null : judged;
}

/**
 * What is to be posted of an evaluation of this run's own; null where it is not known which commit it is about, as on a
 * pull request whose event does not name its head.
 */
export async function postingOf(
  evaluation: Evaluation,
  scene: Scene,
  checkName?: string,
): Promise<Posting | null> {
  const { verdict, fetched, summary } = evaluation;
  const { run } = scene.host;
  const head = headOf(scene);
  if (head === null) return null;
  const name = tell(fetched.record)?.name ?? null;
  const places = await readGatePlaces(fetched, scene.host);
  const said = commentOf(evaluation, scene);
  return {
    schema: URI.posting,
    ...{ model: scene.model, name, decision: verdict.decision },
    reason: clipped(visible(verdict.reason), 4_000),
    decisionDigest: digestOfValue(verdict),
    conclusion: conclusionOf(verdict.decision, places.failOn),
    selfReported: false,
    number: run.proposal?.number ?? null,
    ...{ head, merge: mergeOf(scene), base: run.proposal?.base ?? null },
    baseRef: run.proposal?.baseBranch ?? null,
    run: { id: run.id, attempt: run.attempt, url: run.url },
    checkName: checkName ?? checkNameOf(scene.model, name),
    title: titleOf(verdict, NAME_LIMIT),
    summary: summary === null ? said : shorten(summary, SUMMARY_LIMIT),
    comment: said,
    annotations: annotationsOf(verdict, places),
  };
}

/** A remark on the line of each gate that does not simply pass; of those that stand in no file, none. */
export function annotationsOf({ gates }: Pick<Verdict, 'gates'>, { file, places }: GatePlaces): Annotation[] {
  if (file === null) return [];
  const remarks = gates.flatMap((gate): Annotation[] => {
    const place = places.get(gate.gate);
    if (place === undefined || gate.state === 'pass') return [];
    const red = gate.level === 'fail' && (gate.state === 'fail' || gate.state === 'error');
    const level = gate.accepted !== undefined ? 'notice' : red ? 'failure' : 'warning';
    const on = gate.slice === undefined ? '' : ` on ${gate.slice}`;
    const why = gate.advice === undefined ? gate.reason : `${gate.reason}\n${gate.advice}`;
    return [
      {
        ...{ path: file, ...place, level },
        title: clipped(visible(`${gateBadge(gate).word}: ${gate.gate}${on}`), NAME_LIMIT),
        message: clipped(why, 4_000),
      },
    ];
  });
  return remarks.slice(0, MOST);
}
