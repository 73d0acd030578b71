import type { Verdict } from '#judge/verdict';
import { COMMENT_LIMIT, checkNameOf, NAME_LIMIT, type Posting, SUMMARY_LIMIT } from '#posting/posting';
import { digestOfValue } from '#record/digest';
import { URI } from '#record/vocabulary';
import { comment, titleOf } from '#report/comment';
import type { RunFacts } from '#report/facts';
import { code, shorten, text } from '#report/markdown';
import { summary } from '#report/summary';
import { clipped } from '#report/summary/room';
import { visible } from '#report/visible';
import { forkCheckName } from './checkname.ts';
import type { Pull } from './pull.ts';
import type { Refused } from './refusal.ts';
import type { ForeignRun } from './run.ts';

/** Of what is told. */
export interface Subject {
  readonly model: string;
  readonly name: string | null;
  readonly run: ForeignRun;
  readonly pull: Pull;
  /** said by who set the workflow up; absent: the usual one */
  readonly checkName: string | undefined;
}

const SELF = `> [!NOTE]
> *Self-reported*: code of this pull request wrote the scores, in a run that nobody has to trust. They were judged by
> \`mlops.yml\` of the base. The check stays neutral; a trusted run (the merge queue, or an environment with approval)
> decides.`;

const STALE =
  'Nothing was judged at this commit. What this comment said before is of an earlier one, and is stale.';

/** What a fork's run came to, for people: rendered from the verdict, with nothing of the run's own texts. */
export function postingOfFork(verdict: Verdict, facts: RunFacts, subject: Subject): Posting {
  const { model, name, run, pull } = subject;
  const places = { merge: null, runUrl: run.url, reportUrl: null };
  const said = comment(
    verdict,
    { model, name, head: run.head, base: pull.base, ...places },
    COMMENT_LIMIT - SELF.length - 2,
  );
  return {
    ...frame(subject),
    decision: verdict.decision,
    reason: clipped(visible(verdict.reason), 4_000),
    decisionDigest: digestOfValue(verdict),
    title: clipped(`self-reported, ${titleOf(verdict, NAME_LIMIT)}`, NAME_LIMIT),
    summary: shorten(`${SELF}\n\n${summary(verdict, facts)}`, SUMMARY_LIMIT),
    comment: `${SELF}\n\n${said}`,
  };
}

/** What is told where nothing was judged: why, and that what was told before is of another commit. */
export function postingOfRefusal({ message, refusal }: Refused, subject: Subject): Posting {
  const { model, name, run } = subject;
  const shown = name === null ? model : `${model}/${name}`;
  const said = `### ❔ ${text(shown)} is inconclusive

**${text(message)}**

${STALE}

<sub>head ${code(run.head.slice(0, 12))}</sub>
`;
  return {
    ...frame(subject),
    decision: 'inconclusive',
    reason: message,
    decisionDigest: digestOfValue({ refusal, head: run.head }),
    title: clipped(`inconclusive: ${message}`, NAME_LIMIT),
    summary: said,
    comment: said,
  };
}

function frame({ model, name, run, pull, checkName }: Subject) {
  const { head, id, attempt, url } = run;
  return {
    schema: URI.posting,
    ...{ model, name, selfReported: true, number: pull.number, head, merge: null },
    ...{ base: pull.base, baseRef: pull.baseRef },
    // a check that rests on a fork's run never says yes nor no
    conclusion: 'neutral' as const,
    run: { id: String(id), attempt, url },
    checkName: forkCheckName(checkName ?? checkNameOf(model, name), pull.baseRef),
    annotations: [],
  };
}
