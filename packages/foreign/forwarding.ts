import { Mistake } from '#kit/outcome';
import type { Artifact, Host } from '#kit/ports';
import type { CommentMode } from '#posting/comment';
import type { Posted } from '#posting/post';
import { type Posting, readPosting } from '#posting/posting';
import { FILE } from '#record/vocabulary';
import { NOWHERE, written } from '#stage/announcement';
import { holdsPosting } from './postingartifact.ts';
import { changedSince } from './pull.ts';
import type { Nothing } from './run.ts';

/** What who set the workflow up says; inputs of the action `report`. */
export interface ForwardingWish {
  readonly from: string | undefined;
  readonly comment: CommentMode;
  readonly 'dry-run': boolean;
}

/** What was posted last, and where. */
export interface Forwarded {
  readonly posting: Posting;
  readonly posted: Posted;
}

/**
 * Posts what a job of this same run read: every posting among its artifacts. It looks once more whether the pull request
 * is as it was then; what has another head by now is left to the run of that head.
 */
export async function forward(wish: ForwardingWish, host: Host): Promise<Forwarded | Nothing> {
  const all = await host.artifacts.list();
  const found = all.filter(({ name }) => (wish.from === undefined ? holdsPosting(name) : name === wish.from));
  if (found.length === 0) return { nothing: 'no job of this run has left anything to post' };
  let last: Forwarded | null = null;
  for (const artifact of found) {
    const posting = await postingIn(artifact, host);
    const stale = await reasonToLeave(posting, host);
    if (stale !== null) host.log.notice(`${artifact.name} is not posted: ${stale}.`);
    const asked = { comment: wish.comment, dryRun: wish['dry-run'] };
    last = { posting, posted: stale === null ? await written(posting, asked, host) : NOWHERE };
  }
  return last ?? { nothing: 'there is nothing to post' };
}

async function postingIn(artifact: Artifact, { artifacts, files }: Host): Promise<Posting> {
  const path = `${await artifacts.open(artifact)}/${FILE.posting}`;
  if ((await files.exists(path)) === 'file') return readPosting(await files.text(path));
  const remedy = 'Let a job before it run report with mode: read.';
  throw new Mistake({ subject: artifact.name, what: `holds no ${FILE.posting}`, remedy });
}

async function reasonToLeave({ number, head, baseRef }: Posting, host: Host): Promise<string | null> {
  if (number === null || baseRef === null) return null;
  return changedSince({ number, head, baseRef }, await host.github());
}
