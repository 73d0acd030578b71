/** An issue of ours as it is now. */
export interface Known {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly body: string;
  readonly url: string | null;
}

interface Change {
  readonly body: string;
  readonly state?: 'open' | 'closed';
}

/** Where the one issue about a model in an environment lives: on GitHub, or in a file on a laptop. */
export interface Tracker {
  /** The open one, else the one that was closed last, if not before `since`; null where there is none. */
  find(since: Date): Promise<Known | null>;
  /** Opens one; where another run was faster, theirs. */
  open(title: string, body: string): Promise<Known & { readonly ours: boolean }>;
  change(issue: Known, change: Change): Promise<void>;
  comment(issue: Known, text: string): Promise<void>;
  /** what would be asked to do so, for a dry run, e.g. `POST /repos/{owner}/{repo}/issues` */
  readonly routes: { readonly open: string; readonly change: string; readonly comment: string };
}
