import type { Digest } from '#record/digest';

/** An image on this disk that is to run. */
export interface Release {
  /** digest of the image's manifest */
  readonly image: Digest;
  readonly model: Digest;
  readonly environment: Digest | null;
  /** folder of the OCI layout that holds it */
  readonly layout: string;
}

/** A release that runs, or ran. */
export interface Revision {
  /** `r7`: counted up in its environment, never used twice */
  readonly name: string;
  readonly image: Digest;
  readonly model: Digest;
  readonly environment: Digest | null;
  readonly startedOn: string;
}

/** What runs in an environment, as was just found; not as somebody once wrote it down. */
export interface Standing {
  /** where requests go, whichever revision answers; null: nothing serves */
  readonly url: string | null;
  readonly serving: Revision | null;
  readonly previous: Revision | null;
  /** a new revision, and a fresh copy of the serving one that gets as many requests */
  readonly canary: { readonly candidate: Revision; readonly control: Revision } | null;
  /** share of the requests by revision, in percent; together 100 where anything serves */
  readonly traffic: Readonly<Record<string, number>>;
  /** what was found amiss and mended: a process that had gone, what a killed run left */
  readonly notes: readonly string[];
}

/** A revision that is up and has no traffic yet. */
export interface Candidate {
  /** its own address */
  readonly url: string;
  readonly release: Release;
  /** control: a fresh copy of what serves, for a canary; what only the new model can answer is not asked of it */
  readonly role: 'candidate' | 'control';
  /** resolves when it ends by itself, with how and its last words */
  readonly ended: Promise<string>;
}

/** Why it may not serve, in a sentence; null when it may. */
export type Verify = (candidate: Candidate) => Promise<string | null>;

/** How a deployment or a rollback ended. kept: what served before serves on. busy: another one is under way. */
export type Change =
  | { readonly result: 'switched'; readonly standing: Standing }
  | { readonly result: 'kept'; readonly reason: string; readonly standing: Standing }
  | { readonly result: 'busy'; readonly reason: string; readonly standing: Standing };

/** Where models run. */
export interface Target {
  readonly kind: 'process' | 'command';
  /**
   * Starts a release, has it verified, and gives it the traffic: all of it, or `share` percent, with as much for a
   * fresh copy of what serves. The release that is the canary already gets all without a new start.
   */
  deploy(release: Release, share: number | null, verify: Verify): Promise<Change>;
  /** A canary is ended; else the previous revision is started again, verified, and gets the traffic. */
  rollback(verify: Verify): Promise<Change>;
  status(): Promise<Standing>;
  /** Ends everything. */
  retire(): Promise<Standing>;
}
