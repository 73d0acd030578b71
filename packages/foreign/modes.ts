import type { Outcome } from '#kit/declaration';
import type { Host } from '#kit/ports';
import type { Posting } from '#posting/posting';
import type { Project } from '#project/project';
import { type ForwardingWish, forward } from './forwarding.ts';
import { type ReadingWish, readFork } from './reading.ts';
import type { Nothing } from './run.ts';

/** The outputs of `report` that the two halves have. */
type Told = Outcome<'verdict' | 'report-file' | 'report-url' | 'comment-id' | 'check-url' | 'baseline-moved'>;

/** The two halves of `report` where what is reported must not be trusted: one reads, the other may write. */
export async function reportFork(
  mode: 'read' | 'post',
  wish: ReadingWish & ForwardingWish,
  host: Host,
  project: Project,
): Promise<Told> {
  return mode === 'read' ? reading(wish, host, project) : posting(wish, host);
}

async function reading(wish: ReadingWish, host: Host, project: Project): Promise<Told> {
  const read = await readFork(wish, host, project);
  if ('nothing' in read) return nothing(read, host);
  const file = read.report === null ? '' : await host.files.resolve(read.report, 'report');
  return outcome(read.posting, { 'report-file': file, 'report-url': read.url }, read.posting.comment);
}

async function posting(wish: ForwardingWish, host: Host): Promise<Told> {
  const done = await forward(wish, host);
  if ('nothing' in done) return nothing(done, host);
  const { commentId, checkUrl } = done.posted;
  const id = commentId === null ? '' : String(commentId);
  return outcome(done.posting, { 'comment-id': id, 'check-url': checkUrl ?? '' });
}

function outcome({ decision, reason }: Posting, more: Told['outputs'], summary?: string): Told {
  return {
    why: reason,
    outputs: { verdict: decision, 'baseline-moved': 'false', ...more },
    ...(summary === undefined ? {} : { summary }),
  };
}

/** No failure: most runs that end are not one of these. */
function nothing({ nothing: why }: Nothing, { log }: Host): Told {
  log.notice(`Nothing is reported: ${why}.`);
  return { why, outputs: { 'baseline-moved': 'false' } };
}
