import { instant } from '#report/number';
import type { Done } from './effect.ts';
import { isBreached } from './errand.ts';
import { type Kept, readKept } from './marker.ts';
import type { Memory } from './memory.ts';
import { bodyOf, changeOf, farewell, keptOf, returned, titleOf } from './page.ts';
import type { Signal } from './signal.ts';
import type { Known, Tracker } from './tracker/tracker.ts';

/** An issue that was closed longer ago is history: a new one is opened. */
const AGAIN_DAYS = 30;

export type Step = 'open' | 'reopen' | 'update' | 'close' | 'nothing';

/** What is to happen to the issue, from whether there is one and whether the verdict passes. */
export function stepOf(known: Pick<Known, 'state'> | null, breached: boolean): Step {
  if (!breached) return known?.state === 'open' ? 'close' : 'nothing';
  if (known === null) return 'open';
  return known.state === 'open' ? 'update' : 'reopen';
}

/** Issues closed since then are opened again; older ones are history. */
export function reopenableSince(now: Date): Date {
  return new Date(now.getTime() - AGAIN_DAYS * 86_400_000);
}

interface Wish {
  readonly signal: Signal;
  readonly now: Date;
  /** what became of the other effects */
  readonly others: readonly Done[];
  /** what was set off when, where no ref can remember it */
  readonly memory: Memory | null;
}

/** `told`: people were told of it, and not only a text edited. */
export interface Issued {
  readonly done: Done;
  readonly told: boolean;
}

/** Opens, updates, closes or reopens the one issue; tells people only when it opens, changes, closes. */
export async function performIssue(tracker: Tracker, wish: Wish): Promise<Issued> {
  const known = await tracker.find(reopenableSince(wish.now));
  const step = stepOf(known, isBreached(wish.signal));
  if (step === 'nothing') {
    const detail = 'the verdict passes and no issue is open';
    return { done: { effect: 'issue', state: 'nothing to do', detail }, told: false };
  }
  if (known === null) return opened(tracker, wish);
  if (step === 'close') return closed(tracker, known, wish);
  return updated(tracker, known, step === 'reopen', wish);
}

async function opened(tracker: Tracker, wish: Wish): Promise<Issued> {
  const { body } = bodyAfter(null, wish);
  const issue = await tracker.open(titleOf(wish.signal), body);
  if (issue.ours) return issued('done', issue, `opened #${issue.number}`);
  // another run was faster: its issue takes what this one knows
  return updated(tracker, issue, false, wish);
}

async function updated(tracker: Tracker, known: Known, again: boolean, wish: Wish): Promise<Issued> {
  const before = readKept(known.body);
  const { body, kept } = bodyAfter(before, wish);
  await tracker.change(known, again ? { body, state: 'open' } : { body });
  const word = again ? returned(wish.signal) : changeOf(before, kept);
  if (word !== null) await tracker.comment(known, word);
  const count = `${kept.times === 1 ? 'one verdict' : `${kept.times} verdicts`} since ${instant(kept.first)}`;
  if (again) return issued('done', known, `reopened #${known.number}: ${count}`);
  const said = word === null ? '' : ', with a comment on what has changed';
  return issued('updated', known, `#${known.number}${said}: ${count}`, word !== null);
}

async function closed(tracker: Tracker, known: Known, wish: Wish): Promise<Issued> {
  const { signal, others, memory } = wish;
  const before = readKept(known.body);
  await tracker.comment(known, farewell(signal, before));
  const at = wish.now.toISOString();
  const kept: Kept = { ...(before ?? { ...keptOf(signal, null, at), times: 0 }), last: before?.last ?? at };
  const body = bodyOf(signal, memory === null ? kept : { ...kept, memory }, others);
  await tracker.change(known, { body, state: 'closed' });
  return issued('closed', known, `#${known.number}: the verdict is ${signal.verdict}`);
}

function bodyAfter(before: Kept | null, { signal, now, others, memory }: Wish): { body: string; kept: Kept } {
  const kept = keptOf(signal, before, now.toISOString());
  return { kept, body: bodyOf(signal, memory === null ? kept : { ...kept, memory }, others) };
}

function issued(
  state: 'done' | 'updated' | 'closed',
  { number, url }: Known,
  detail: string,
  told = true,
): Issued {
  return { done: { effect: 'issue', state, detail, number, ...(url === null ? {} : { url }) }, told };
}
