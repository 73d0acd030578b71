import type { Digest } from '#record/digest';

/** Where the bytes of a dataset come from in a replay. */
export type Source =
  | { readonly kind: 'given'; readonly from: string }
  | { readonly kind: 'commit' }
  | { readonly kind: 'made'; readonly run: string }
  | { readonly kind: 'copied'; readonly from: string }
  | { readonly kind: 'nowhere' };

/** What is known of a dataset before anything has run. */
export interface Known {
  /** what it was; null where no record says so */
  readonly digest: Digest | null;
  /** handed over by the user */
  readonly given: string | null;
  /** what the commit has at its path; null where there is nothing */
  readonly inCommit: Digest | null;
  /** the command that makes it */
  readonly run: string | null;
  /** a place on this machine where bytes with the digest lie */
  readonly copy: string | null;
}

/**
 * What was handed over goes first. Then what the commit holds, when it is what was recorded; then the command, since
 * making it again is what a replay is for; then bytes that were kept.
 */
export function sourceOf({ digest, given, inCommit, run, copy }: Known): Source {
  if (given !== null) return { kind: 'given', from: given };
  if (inCommit !== null && (digest === null || inCommit === digest)) return { kind: 'commit' };
  if (run !== null) return { kind: 'made', run };
  return copy === null ? { kind: 'nowhere' } : { kind: 'copied', from: copy };
}

/** The source in words, for a log that says what is about to happen. */
export function wordsOf(source: Source): string {
  switch (source.kind) {
    case 'given':
      return `from ${source.from}, as given`;
    case 'commit':
      return 'in the commit';
    case 'made':
      return `made by ${JSON.stringify(source.run)}`;
    case 'copied':
      return `copied from ${source.from}`;
    case 'nowhere':
      return 'nowhere to be had';
  }
}
