import { Mistake } from '#kit/outcome';
import type { Artifact, Host } from '#kit/ports';
import type { CommentMode } from '#posting/commentmode';
import type { Posted } from '#posting/post';
import { type Posting, readPosting } from '#posting/posting';
import { FILE } from '#record/vocabulary';
import { NOWHERE, written } from '#stage/announcement';
import { isForkCheckName } from './checkname.ts';
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

async function postingIn(artifact: Artifact, { artifacts, files }: Host): Promise<ForeignPosting> {
  const path = `${await artifacts.open(artifact)}/${FILE.posting}`;
  if ((await files.exists(path)) === 'file') return foreignPosting(readPosting(await files.text(path)));
  const remedy = 'Let a job before it run report with mode: read.';
  throw new Mistake({ subject: artifact.name, what: `holds no ${FILE.posting}`, remedy });
}

/** A posting of a pull request by which nobody is let through. */
type ForeignPosting = Posting & { readonly number: number; readonly baseRef: string };

/**
 * A posting as `mode: read` makes it, and no other: neutral, self-reported, of a pull request, under a name of its own.
 * The job that read took in what a stranger wrote; whatever became of it there, no check that somebody may require is
 * made of it, nor one on a commit that is no pull request's. Mistake: it says anything else.
 */
export function foreignPosting(posting: Posting): ForeignPosting {
  const { number, baseRef, conclusion, selfReported, checkName } = posting;
  if (number !== null && baseRef !== null && conclusion === 'neutral' && selfReported)
    if (isForkCheckName(checkName, baseRef)) return { ...posting, number, baseRef };
  const what = 'is not one that report made with mode: read';
  const remedy = 'Post nothing of this run, and look at the job that read.';
  throw new Mistake({ subject: FILE.posting, what, remedy });
}

async function reasonToLeave(posting: ForeignPosting, host: Host): Promise<string | null> {
  return changedSince(posting, await host.github());
}
