import { type Book, issueBook, refBook } from './book.ts';
import { type Granted, grant, settle } from './cooldown.ts';
import type { Done } from './effect.ts';
import type { Errand } from './errand.ts';
import { reopenableSince } from './issue.ts';
import type { Means } from './means.ts';
import { NOTHING } from './memory.ts';
import { refOf } from './place.ts';
import type { Signal } from './signal.ts';
import type { Tracker } from './tracker/tracker.ts';

interface Wish {
  readonly errands: readonly Errand[];
  readonly signal: Signal;
  readonly now: Date;
  /** seconds */
  readonly cooldown: number;
  readonly tracker: Tracker | null;
}

export interface Claimed extends Granted {
  readonly book: Book | null;
}

/**
 * Claims what may be performed now, before anything is: of two runs at once one gets an effect, the other cools down.
 * An issue alone needs no claim, since it is itself what lasts.
 */
export async function claim(wish: Wish, means: Means): Promise<Claimed> {
  const { errands, signal, now, cooldown } = wish;
  const wanted = errands.filter(({ kind }) => kind !== 'none');
  if (wanted.every(({ effect }) => effect === 'issue'))
    return { ...grant(NOTHING, wanted, signal, now, cooldown), book: null };
  const within = async (book: Book): Promise<Claimed> => {
    let made = grant(NOTHING, [], signal, now, cooldown);
    await book.change((before) => {
      made = grant(before, wanted, signal, now, cooldown);
      return made.memory;
    });
    return { ...made, book };
  };
  try {
    return await within(refBook(signal, means));
  } catch (error) {
    if (means.host.cancelled.aborted) throw error;
    return within(await substitute(error, wish, means));
  }
}

/** What would be claimed. */
export async function foresee({ errands, signal, now, cooldown }: Wish, means: Means): Promise<Granted> {
  const wanted = errands.filter(({ kind }) => kind !== 'none');
  const alone = wanted.every(({ effect }) => effect === 'issue');
  const memory = alone
    ? NOTHING
    : await refBook(signal, means)
        .read()
        .catch(() => NOTHING);
  return grant(memory, wanted, signal, now, cooldown);
}

/** Where no ref may be moved, the issue remembers; where there is none either, nobody does, and that is said. */
async function substitute(error: unknown, { signal, now, tracker }: Wish, { host }: Means): Promise<Book> {
  const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const place = `The ref ${refOf(signal)} cannot remember what was set off: ${why}.`;
  const known = await tracker?.find(reopenableSince(now)).catch(() => null);
  host.log.notice(
    tracker === null
      ? `${place} So the cooldown does not hold: every run sets off what its verdict asks for. Give the job contents: write.`
      : `${place} The text of the issue remembers instead, which cannot keep two runs at once apart. Give the job contents: write.`,
  );
  return issueBook(known ?? null);
}

/** Notes which claims were performed, and gives back those that failed, so that the next run tries them again. */
export async function conclude(
  { book, granted, relieved }: Claimed,
  done: readonly Done[],
  { signal, now }: Pick<Wish, 'signal' | 'now'>,
  means: Means,
): Promise<void> {
  const mine = done.filter(({ effect }) => granted.includes(effect) && effect !== 'issue');
  if (book === null || mine.length === 0) return;
  const named = (failed: boolean) =>
    mine.filter(({ state }) => (state === 'failed') === failed).map(({ effect }) => effect);
  try {
    await book.change((before) =>
      settle(before, { performed: named(false), failed: named(true), relieved }, signal, now),
    );
  } catch (error) {
    if (means.host.cancelled.aborted) throw error;
    const why = error instanceof Error ? error.message : String(error);
    means.host.log.warning(`What was set off could not be noted, and may be set off again in 15 min: ${why}`);
  }
}
