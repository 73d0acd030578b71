import * as z from 'zod/mini';
import { decisionOf } from '#report/badge';
import { brief, link } from '#report/facts';
import { anchor, code, details } from '#report/markdown';
import { markerLine, readState, stateLine } from './hidden.ts';
import type { Posting } from './posting.ts';

const KIND = 'mlops-gate';

/** So many heads of a pull request are remembered. */
const HEADS = 10;

const run = z.object({ id: z.string().check(z.regex(/^\d+$/)), attempt: z.int() });

const head = z.object({
  sha: z.string().check(z.regex(/^[0-9a-f]{40,64}$/)),
  decision: z.enum(['pass', 'marginal', 'fail', 'inconclusive', 'error']),
  run,
  url: z.nullable(z.string().check(z.maxLength(2_048))),
});

const state = z.object({
  /** of the verdict that is shown */
  digest: z.string(),
  run,
  /** the heads that were judged, the oldest first; the last is the one that is shown */
  heads: z.array(head).check(z.minLength(1)),
});

/** What a comment remembers of itself. */
export type State = z.infer<typeof state>;

/** A run of a workflow; `attempt` counts how often it was started. */
export type RunOrder = z.infer<typeof run>;

/** Hidden in the first line of a comment, it says what the comment is about. */
export function markerOf({ model, name }: Pick<Posting, 'model' | 'name'>): string {
  return markerLine(KIND, name === null ? [model] : [model, name]);
}

/** What a body remembers; null where it was taken out or damaged by hand. */
export function stateOf(body: string): State | null {
  const read = state.safeParse(readState(KIND, body));
  return read.success ? read.data : null;
}

/** Positive: `one` is the newer. Runs are numbered as they are made; a run that is started again is the same run. */
export function compareRuns(one: RunOrder, other: RunOrder): number {
  const [left, right] = [BigInt(one.id), BigInt(other.id)];
  return left === right ? one.attempt - other.attempt : left > right ? 1 : -1;
}

/** What is to be remembered when this is shown, after what was remembered before. */
export function nextState(posting: Posting, before: readonly State[]): State {
  const { id, attempt, url } = posting.run;
  const own = { sha: posting.head, decision: posting.decision, run: { id, attempt }, url };
  const newest = new Map<string, State['heads'][number]>();
  for (const one of before.flatMap(({ heads }) => heads).toSorted((a, b) => compareRuns(a.run, b.run)))
    if (one.sha !== own.sha) newest.set(one.sha, one);
  const heads = [...newest.values()].toSorted((a, b) => compareRuns(a.run, b.run));
  return { digest: posting.decisionDigest, run: own.run, heads: [...heads.slice(1 - HEADS), own] };
}

/** The whole body of a comment: marker and state first, lest they be cut off, then what is said, then earlier heads. */
export function bodyOf(posting: Posting, remembered: State): string {
  const parts = [
    `${markerOf(posting)}\n${stateLine(KIND, remembered)}`,
    posting.comment.trim(),
    ...earlier(remembered),
    NOTE,
  ];
  return parts.join('\n\n');
}

const NOTE = '<sub>mlops rewrites this comment with every run.</sub>';

function earlier({ heads }: State): string[] {
  const before = heads.slice(0, -1).toReversed();
  if (before.length === 0) return [];
  const lines = before.map(({ sha, decision, url }) => {
    const address = link(url);
    const shown = address === null ? code(brief(sha)) : anchor(address, brief(sha));
    return `- ${decisionOf(decision)?.emoji ?? ''} ${decision} ${shown}`;
  });
  const many = `${before.length} earlier ${before.length === 1 ? 'head' : 'heads'}`;
  return [details(many, lines.join('\n'))];
}
