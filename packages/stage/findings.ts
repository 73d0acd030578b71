import type { FailOn } from '#judge/exit';
import type { Verdict } from '#judge/verdict';
import type { Plots } from '#metrics/plot/plots';
import type { Digest } from '#record/digest';
import type { RunFacts } from '#report/facts';
import type { Baseline } from './baseline.ts';
import type { Beside } from './beside.ts';
import type { Definitions } from './definitions.ts';
import type { Assembly } from './parts/assembly.ts';
import type { Ready } from './ready.ts';
import type { Rubric } from './rubric.ts';
import type { Scene } from './scene.ts';
import type { Candidate, Scored } from './scoring.ts';

/** Everything an evaluation came to, before it is written down. */
export interface Findings {
  readonly name: string | undefined;
  readonly rubric: Rubric;
  readonly definitions: Definitions;
  readonly candidate: Candidate | null;
  /** what shards or candidates came to; null where one model was judged by itself */
  readonly assembly?: Assembly | null;
  /** null: there are no predictions */
  readonly scored: Scored | null;
  readonly beside: Beside;
  readonly data: readonly Ready[];
  readonly baseline: Baseline;
  readonly verdict: Verdict;
  readonly plots: Plots | null;
  /** the decisions that end the job */
  readonly failOn: FailOn;
  /** refs may keep the rows that were judged */
  readonly keepRows: boolean;
  /** seconds after which a baseline is worth a warning */
  readonly baselineMaxAge: number;
  readonly startedOn: Date;
  readonly seconds: number;
}

/** The records of all that was judged, by digest. */
export function chainOf({ candidate, scored, data, baseline }: Findings): Map<string, string> {
  return new Map([
    ...(candidate?.fetched.chain ?? []),
    ...data.flatMap(({ chain }) => [...chain]),
    ...(scored?.chain ?? []),
    ...baseline.chain,
  ]);
}

/** What the report says of the run besides the verdict. */
export function factsOf(findings: Findings, scene: Scene): Omit<RunFacts, 'lineage'> {
  const { run, clock } = scene.host;
  const { scored, verdict, plots, rubric, data, seconds } = findings;
  return {
    model: scene.model,
    commit: run.commit,
    branch: run.branch,
    dirty: run.dirty,
    url: run.url,
    time: clock.now().toISOString(),
    environment: scene.surroundings?.digest ?? null,
    baselineMaxAge: findings.baselineMaxAge,
    baselineDecidedOn: findings.baseline.decidedOn,
    modelDigest: modelJudged(findings),
    data: data.map(({ name, digest }) => ({ name, digest })),
    predictions:
      scored === null
        ? null
        : {
            file: scored.path,
            bytes: scored.bytes,
            rows: verdict.rows,
            digest: scored.digest,
            task: rubric.task ?? '',
          },
    plots,
    terms: rubric.terms,
    stages: [{ stage: 'evaluate', seconds, ...doneBy(findings) }],
  };
}

/** The model that was judged; null where there is none, or several. */
export function modelJudged({
  candidate,
  assembly,
}: Pick<Findings, 'candidate' | 'assembly'>): Digest | null {
  return candidate?.digest ?? assembly?.model ?? null;
}

function doneBy({
  scored,
  assembly,
  verdict,
}: Findings): Pick<RunFacts['stages'][number], 'state' | 'why' | 'savedSeconds'> {
  if (assembly != null) return { state: 'ran', why: assembly.why };
  if (verdict.unchangedSince !== undefined) return { state: 'reused', why: 'nothing that is judged changed' };
  if (scored === null) return { state: 'ran', why: 'metrics judged as their files say' };
  if (scored.key === null) return { state: 'ran', why: 'predictions judged as they lie there' };
  if (!scored.skipped) return { state: 'ran', why: 'scored' };
  return { state: 'skipped', why: 'same score key', savedSeconds: scored.savedSeconds };
}
