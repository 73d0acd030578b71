import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '#kit/ports';
import type { CommentMode } from '#posting/commentmode';
import { foretold, type Posted, post } from '#posting/post';
import type { Posting } from '#posting/posting';
import { FILE } from '#record/vocabulary';
import { commentOf, postingOf } from './posting.ts';
import type { Evaluation } from './publication.ts';
import type { Scene } from './scene.ts';

interface AnnounceWish {
  readonly comment: CommentMode;
  readonly checkName: string | undefined;
  readonly dryRun: boolean;
}

export const NOWHERE: Posted = { commentId: null, checkUrl: null };

/** Shows people an evaluation of this run where they look: a comment and a check; on a laptop a file. */
export async function announce(
  evaluation: Evaluation,
  { comment: mode, checkName, dryRun }: AnnounceWish,
  scene: Scene,
): Promise<Posted> {
  const { host } = scene;
  if (host.kind === 'local') {
    await leaveHere(commentOf(evaluation, scene), dryRun, host);
    return NOWHERE;
  }
  const posting = await postingOf(evaluation, scene, checkName);
  if (posting === null) {
    host.log.warning(
      `Nothing is posted: the event is ${host.run.event}, and its payload names no head of a pull request.`,
    );
    return NOWHERE;
  }
  return written(posting, { comment: mode, dryRun }, host);
}

/** Posts it, or says what would be posted. */
export async function written(
  posting: Posting,
  { comment: mode, dryRun }: Pick<AnnounceWish, 'comment' | 'dryRun'>,
  { github, log, cancelled }: Pick<Host, 'github' | 'log' | 'cancelled'>,
): Promise<Posted> {
  if (dryRun) {
    for (const line of foretold(posting, mode)) log.info(line);
    return NOWHERE;
  }
  const pause = (seconds: number) =>
    sleep(seconds * 1000, undefined, { signal: cancelled }).catch(() => undefined);
  return post(posting, { comment: mode, api: await github(), log, pause, cancelled });
}

async function leaveHere(
  markdown: string,
  dryRun: boolean,
  { files, log }: Pick<Host, 'files' | 'log'>,
): Promise<void> {
  const path = `${FILE.state}/${FILE.comment}`;
  if (!dryRun) await files.write(path, markdown);
  log.info(
    `There is nowhere to post on a laptop; ${dryRun ? 'the comment would be in' : 'the comment:'} ${path}`,
  );
}
