import { Cancelled } from '#kit/outcome';
import type { GitHub, Log } from '#kit/ports';
import { statusOf } from '#kit/status';
import { type Checked, postCheck } from './check.ts';
import { postComment, reasonForNone } from './comment.ts';
import type { CommentMode } from './commentmode.ts';
import type { Pause } from './once.ts';
import { isDenied, lacking, reasonOf } from './permission.ts';
import type { Posting } from './posting.ts';
import { postStatus } from './status.ts';

export interface PostWish {
  readonly comment: CommentMode;
  readonly api: GitHub;
  readonly log: Pick<Log, 'info' | 'warning'>;
  readonly pause: Pause;
  readonly cancelled: AbortSignal;
}

/** Where it can be seen now; null: nowhere. */
export interface Posted {
  readonly commentId: number | null;
  readonly checkUrl: string | null;
}

/**
 * Writes the comment and the check. What may not be written, or cannot be, is a warning and no failure: the exit status of
 * the evaluation is the gate of record, and no want of rights turns it round. A token that GitHub does not know is a mistake.
 */
export async function post(posting: Posting, wish: PostWish): Promise<Posted> {
  const { api, log, pause } = wish;
  const checkUrl = await tried('the check', wish, async () => (await checkOrStatus(posting, wish)).url);
  const commentId = await tried('the comment', wish, async () => {
    const { id, done } = await postComment(posting, wish.comment, api, pause).catch((error: unknown) => {
      throw lacking(error, { 'pull-requests': 'write' }, 'or set comment: never');
    });
    log.info(sentence(done));
    return id;
  });
  return { commentId, checkUrl };
}

/** What would be written, in lines. */
export function foretold(posting: Posting, mode: CommentMode): string[] {
  const { checkName, head, conclusion, annotations, number } = posting;
  const remarks = annotations.length === 0 ? '' : `, with ${annotations.length} annotations`;
  const check = `Would make the check ${checkName} on ${head.slice(0, 12)}: ${conclusion}${remarks}.`;
  const silent = reasonForNone(posting, mode);
  const when = mode === 'always' ? '' : `, where ${mode} asks for it`;
  return [check, silent === null ? `Would write the comment on #${number}${when}.` : sentence(silent)];
}

async function checkOrStatus(posting: Posting, { api, log, pause }: PostWish): Promise<Checked> {
  try {
    const checked = await postCheck(posting, api, pause);
    log.info(sentence(checked.done));
    return checked;
  } catch (refused) {
    if (!isDenied(refused)) throw refused;
    log.info(`No check may be made (403: ${reasonOf(refused)}): a commit status in its place.`);
    const done = await postStatus(posting, api).catch((error: unknown) => {
      if (isDenied(error))
        throw lacking(refused, { checks: 'write' }, 'or statuses: write for a commit status');
      throw error;
    });
    log.info(sentence(done));
    return { url: null, done };
  }
}

async function tried<T>(
  what: string,
  { log, cancelled }: PostWish,
  write: () => Promise<T>,
): Promise<T | null> {
  try {
    return await write();
  } catch (error) {
    if (cancelled.aborted) throw new Cancelled('while it was posted', { cause: error });
    if (statusOf(error) === 401 || !(error instanceof Error)) throw error;
    log.warning(`Could not post ${what}; the verdict stands. ${error.message}`);
    return null;
  }
}

function sentence(done: string): string {
  return `${done[0]?.toUpperCase() ?? ''}${done.slice(1)}.`;
}
