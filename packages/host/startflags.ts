import { setFlagsFromString } from 'node:v8';

/**
 * How V8 is set for a run of a tenth of a second, each with Node's own setting. Everything is compiled when it is loaded,
 * which the compile cache keeps; functions are optimized later than in a server; the heap of the young grows faster: else
 * a fifth of a short run is spent on what it has no time to profit from. Not without incremental marking: a thread that
 * compiles would then wait for the collector while the process ends, and neither would go on (nodejs/node#54918).
 */
const FLAGS: readonly (readonly [quick: string, own: string])[] = [
  ['--no-lazy', '--lazy'],
  // these are V8's own affair, and come and go: they are set on the release they were tried on
  ...(process.versions.node.startsWith('24.')
    ? ([
        ['--no-sparkplug', '--sparkplug'],
        ['--invocation-count-for-maglev=4000', '--invocation-count-for-maglev=400'],
        ['--invocation-count-for-feedback-allocation=30', '--invocation-count-for-feedback-allocation=8'],
        ['--semi-space-growth-factor=4', '--semi-space-growth-factor=2'],
      ] as const)
    : []),
];

/** The start file and the bundle each have a copy of this module: what they share is kept with the process. */
const SET = Symbol.for('mlops.startflags');

/** For the start file alone, before anything of ours is loaded. */
export function setForShortRun(): void {
  for (const [quick] of FLAGS) setFlagsFromString(quick);
  Reflect.set(globalThis, SET, true);
}

/**
 * While it is at work V8 is set as Node sets it: what Node keeps compiled of itself counts for that alone, and a thread
 * that starts has to load it anew.
 */
export async function asNodeSets<T>(work: () => Promise<T>): Promise<T> {
  if (Reflect.get(globalThis, SET) !== true) return work();
  for (const [, own] of FLAGS) setFlagsFromString(own);
  try {
    return await work();
  } finally {
    for (const [quick] of FLAGS) setFlagsFromString(quick);
  }
}
