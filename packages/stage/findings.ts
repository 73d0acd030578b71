import type { Verdict } from '#judge/verdict';
import type { RunFacts } from '#report/facts';
import type { Baseline } from './baseline.ts';
import type { Rubric } from './judging.ts';
import type { Ready } from './ready.ts';
import type { Scene } from './scene.ts';
import type { Candidate, Scored } from './scoring.ts';

/** Everything an evaluation came to, before it is written down. */
export interface Findings {
  readonly name: string | undefined;
  readonly rubric: Rubric;
  readonly candidate: Candidate | null;
  readonly scored: Scored;
  readonly data: readonly Ready[];
  readonly baseline: Baseline;
  readonly verdict: Verdict;
  readonly startedOn: Date;
  readonly seconds: number;
}

/** The records of all that was judged, by digest. */
export function chainOf({ candidate, scored, data, baseline }: Findings): Map<string, string> {
  return new Map([
    ...(candidate?.fetched.chain ?? []),
    ...data.flatMap(({ chain }) => [...chain]),
    ...scored.chain,
    ...baseline.chain,
  ]);
}

/** What the report says of the run besides the verdict. */
export function factsOf(findings: Findings, scene: Scene): Omit<RunFacts, 'lineage'> {
  const { run, clock } = scene.host;
  const { scored, verdict, rubric, candidate, data, seconds } = findings;
  const state = scored.skipped ? 'skipped' : 'ran';
  const why =
    scored.key === null
      ? 'predictions judged as they lie there'
      : scored.skipped
        ? 'same score key'
        : 'scored';
  return {
    model: scene.model,
    commit: run.commit,
    branch: run.branch,
    dirty: run.dirty,
    url: run.url,
    time: clock.now().toISOString(),
    environment: scene.surroundings?.digest ?? null,
    modelDigest: candidate?.digest ?? null,
    data: data.map(({ name, digest }) => ({ name, digest })),
    predictions: {
      file: scored.path,
      bytes: scored.bytes,
      rows: verdict.rows,
      digest: scored.digest,
      task: rubric.task,
    },
    stages: [
      {
        stage: 'evaluate',
        state,
        seconds,
        why,
        ...(scored.skipped ? { savedSeconds: scored.savedSeconds } : {}),
      },
    ],
  };
}
