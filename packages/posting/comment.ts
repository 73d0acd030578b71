import { passes } from '#judge/verdict';
import type { GitHub } from '#kit/ports';
import type { CommentMode } from './commentmode.ts';
import { pullHead } from './head.ts';
import type { Pause } from './once.ts';
import type { Posting } from './posting.ts';
import { bodyOf, compareRuns, markerOf, nextState } from './state.ts';
import { type Comment, type Thread, threadOf } from './thread.ts';

/** Runs that write at once put it right between them; so often it is looked whether there is more to do. */
const ROUNDS = 6;

/** What came of the comment, in words; `id` is that of ours, where there is one. */
export interface Commented {
  readonly id: number | null;
  readonly done: string;
}

/**
 * The one comment on a pull request about a model: found over all pages by the marker in its first line **and** by our own
 * login, so that nobody takes its place by copying the marker, and rewritten where it stands.
 *
 * GitHub has no compare-and-swap for comments. What a comment remembers says which run wrote it: an older run, or an older
 * attempt of the same run, leaves it. A run whose head the pull request has left behind writes nothing, so of two runs about
 * two heads only the newer one writes at all. Of two that create one at once, each lists again: the lowest id stays, with
 * what the newest run says, and the other goes.
 */
export async function postComment(
  posting: Posting,
  mode: CommentMode,
  api: GitHub,
  pause: Pause,
): Promise<Commented> {
  const { number } = posting;
  const silent = reasonForNone(posting, mode);
  if (silent !== null || number === null) return { id: null, done: silent ?? '' };
  const thread = threadOf(number, markerOf(posting), api, pause);
  const found = await thread.ours();
  const id = found[0]?.id ?? null;
  const stays = reasonToStay(posting, mode, found);
  if (stays !== null) return { id, done: stays };
  const head = await pullHead(number, api);
  if (head !== null && head !== posting.head)
    return {
      id,
      done: `writes no comment: the head is ${head.slice(0, 12)} by now, whose own run says more`,
    };
  return settle(posting, thread, found);
}

/** Why there is to be no comment, whatever is there; null: it depends on that. */
export function reasonForNone({ number }: Pick<Posting, 'number'>, mode: CommentMode): string | null {
  if (number === null) return 'writes no comment: there is no pull request';
  return mode === 'never' ? 'writes no comment: comment is never' : null;
}

const LATE = 'leaves the comment: a newer run wrote it';

/** Why what is there stays as it is; null: it does not. */
export function reasonToStay(posting: Posting, mode: CommentMode, found: readonly Comment[]): string | null {
  const newest = newestOf(found)?.state ?? null;
  if (newest !== null && compareRuns(newest.run, posting.run) > 0) return LATE;
  if (mode === 'on-failure' && found.length === 0 && passes(posting.decision))
    return 'writes no comment: it passes, and comment is on-failure';
  const same = found.length === 1 && newest?.digest === posting.decisionDigest;
  return mode === 'on-change' && same ? 'leaves the comment: the decision is the same' : null;
}

/** What is to be done next to come to the one comment that says what the newest run says. */
export type Step =
  | { readonly kind: 'make' | 'rewrite'; readonly id: number | null; readonly body: string }
  | { readonly kind: 'remove'; readonly id: number }
  | { readonly kind: 'nothing'; readonly id: number; readonly late: boolean };

export function stepOf(posting: Posting, all: readonly Comment[]): Step {
  const [first, second] = all;
  const states = all.flatMap(({ state }) => state ?? []);
  const own = () => bodyOf(posting, nextState(posting, states));
  if (first === undefined) return { kind: 'make', id: null, body: own() };
  const newest = newestOf(all);
  const late = newest?.state != null && compareRuns(newest.state.run, posting.run) > 0;
  const body = late && newest !== null ? newest.body : own();
  if (first.body !== body) return { kind: 'rewrite', id: first.id, body };
  return second === undefined ? { kind: 'nothing', id: first.id, late } : { kind: 'remove', id: second.id };
}

function newestOf(all: readonly Comment[]): Comment | null {
  const known = all.flatMap((one) => (one.state === null ? [] : [{ one, run: one.state.run }]));
  return known.toSorted((a, b) => compareRuns(a.run, b.run)).at(-1)?.one ?? null;
}

async function settle(posting: Posting, thread: Thread, before: readonly Comment[]): Promise<Commented> {
  let all = before;
  let done: string | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    const step = stepOf(posting, all);
    if (step.kind === 'nothing') {
      const late = step.late ? LATE : 'finds the comment as it should be';
      return { id: step.id, done: done ?? late };
    }
    done = (await taken(step, done === DELETED, thread)) ?? done;
    all = await thread.ours();
  }
  return { id: all[0]?.id ?? null, done: done ?? LATE };
}

const DELETED = 'finds the comment deleted';

/** What was done, in words; null where it says nothing of our own comment. */
async function taken(
  step: Exclude<Step, { kind: 'nothing' }>,
  again: boolean,
  thread: Thread,
): Promise<string | null> {
  if (step.kind === 'remove') {
    await thread.remove(step.id);
    return null;
  }
  if (step.kind === 'rewrite' && step.id !== null) {
    const there = await thread.rewrite(step.id, step.body);
    return there ? 'updated the comment' : DELETED;
  }
  await thread.make(step.body);
  return again ? 'made the comment anew: somebody had deleted it' : 'made a comment';
}
