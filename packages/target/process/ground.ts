import type { Lasting, Locks, ProcessId } from '#kit/ports';
import type { Release } from '../target.ts';
import type { Front, Instance, State } from './state.ts';

/**
 * What the flow of a deployment stands on. Each call is a step that the run may be killed before or after; the flow
 * (`deployment.ts`) has to leave a state from which the next run finds back, whichever it was.
 */
export interface Ground {
  readonly environment: string;
  readonly cancelled: AbortSignal;
  say(text: string): void;
  now(): Date;
  pause(milliseconds: number): Promise<void>;
  lock(): ReturnType<Locks['take']>;
  read(): Promise<State>;
  /** whole or not at all, and on the disk when it returns */
  write(state: State): Promise<void>;
  /** the release's files and its environment, whole when it returns */
  unpack(instance: Instance): Promise<void>;
  /** waits to be let go */
  launch(instance: Instance): Promise<Lasting & { readonly port: number }>;
  isAlive(process: ProcessId): Promise<boolean>;
  end(process: ProcessId): Promise<'gone' | 'ended' | 'killed'>;
  /** unpacked folders that no revision needs, whole or half */
  discard(folders: readonly string[]): Promise<void>;
  readonly front: FrontGround;
}

export interface FrontGround {
  /** why the port cannot be listened on; null when it can */
  taken(port: number): Promise<string | null>;
  /** waits to be let go; listens then where the state file says */
  launch(): Promise<Lasting>;
  /** Resolves when it goes by this version of the state; false: it does not come to that. */
  applies(front: Front, version: number): Promise<boolean>;
  /** Resolves when no request is on its way to these, or the time for that is over; with those that had some still. */
  drained(front: Front, revisions: readonly string[]): Promise<readonly string[]>;
}

/** A revision as a release again. */
export function releaseOf({ image, model, environment, layout }: Instance): Release {
  return { image, model, environment, layout };
}
