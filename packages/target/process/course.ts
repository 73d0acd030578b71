import type { Ground } from './ground.ts';

/** What mlops.yml says of the target now. */
export interface Wish {
  /** the stable port */
  readonly port: number;
  /** command that serves a new release */
  readonly serve: string;
}

/** An operation under way. */
export interface Course {
  readonly ground: Ground;
  readonly wish: Wish;
  /** what was found amiss and mended, so far */
  readonly notes: string[];
}
