import { environmentFolder, servingLog, stateFile } from '../statefile.ts';

/** Where a process target keeps what, relative to the project folder. */
export interface Places {
  /** the state: the one file that says what is to run */
  readonly state: string;
  readonly lock: string;
  readonly frontLog: string;
  /** what is unpacked of a revision */
  folder(name: string): string;
  /** the folder in which it is unpacked, with whatever is needed for that, before it is whole */
  draft(name: string): string;
  script(revision: string): string;
  /** what its process prints */
  output(revision: string): string;
  /** what it served, as JSON Lines: MLOPS_LOG */
  served(revision: string): string;
}

/** Those of an environment. */
export function placesOf(environment: string): Places {
  const home = environmentFolder(environment);
  return {
    state: stateFile(environment),
    lock: `${home}/lock`,
    frontLog: `${home}/front.log`,
    folder: (name) => `${home}/${name}`,
    draft: (name) => `${home}/${name}.part`,
    script: (revision) => `${home}/logs/${revision}.sh`,
    output: (revision) => `${home}/logs/${revision}.log`,
    served: (revision) => servingLog(environment, revision),
  };
}
