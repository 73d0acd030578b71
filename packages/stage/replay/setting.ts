import type { Host } from '#kit/ports';
import type { Said } from '#kit/read';
import type { Finished } from '#kit/run';
import type { Project } from '#project/project';
import type { Ancestry } from './ancestry.ts';
import type { Found } from './found.ts';
import type { Losses } from './losses.ts';
import type { Memory } from './memory.ts';

/** The actions, as a replay performs them: with what a record says in place of what a user says. */
export interface Actions {
  perform(
    action: 'setup' | 'train' | 'evaluate',
    line: ReadonlyMap<string, Said>,
    host: Host,
    project: Project,
  ): Promise<Finished>;
  /** of `evaluate` in this version */
  readonly scoringSemantics: number;
}

/** Everything a replay works with. */
export interface Setting {
  readonly found: Found;
  readonly ancestry: Ancestry;
  /** rooted in the project folder of the clean checkout: all that is written is written there */
  readonly clean: Host;
  /** mlops.yml at the commit */
  readonly base: Project;
  /** the user's own project folders, absolute: what git does not hold may lie there, or in their `.mlops` */
  readonly homes: readonly string[];
  /** reads them and writes nothing */
  readonly looking: Pick<Host, 'files' | 'digests'>;
  /** records that are known here */
  readonly memory: Memory;
  /** dataset -> absolute path of bytes that were handed over */
  readonly given: ReadonlyMap<string, string>;
  readonly losses: Losses;
  readonly actions: Actions;
}
