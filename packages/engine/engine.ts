import type { Ended } from '#kit/ports';

/** One command to run to its end, somewhere. */
export interface Job {
  /** what the user calls it: `train`, `data flights` */
  readonly title: string;
  /** bash source, as the user wrote it */
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  /** folders in front of PATH, e.g. the environment's bin */
  readonly path: readonly string[];
}

/** Where commands run: on this machine now; clusters later. */
export interface Engine {
  readonly name: string;
  run(job: Job): Promise<Ended>;
}
