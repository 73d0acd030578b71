import type { Terms } from '#judge/inference/terms';
import type { BaselineFacts } from '#judge/verdict';
import type { Plots } from '#metrics/plot/plots';
import type { Lineage } from '#record/lineage/graph';

/** What a stage of the run came to. `reused`: what was there already was checked and taken. */
type StageState = 'ran' | 'reused' | 'skipped' | 'failed';

/** One line of the chain: `train  skipped  same key as run 12, saved 21 s`. */
export interface StageLine {
  readonly stage: string;
  readonly state: StageState;
  readonly seconds: number;
  /** what the work took when it was done; of a stage that was not done again */
  readonly savedSeconds?: number;
  /** one phrase: why it ran, or why not */
  readonly why: string;
}

/** The file that was judged. */
interface PredictionFacts {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  readonly digest: string;
  /** binary, multiclass, regression, … */
  readonly task: string;
}

/** An evaluation of the same model before this one. */
export interface PastEvaluation {
  /** ISO 8601 in UTC */
  readonly time: string;
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly decision: string;
  /** was it judged on other data than this one */
  readonly otherData: boolean;
  /** measures over all rows; null: not defined */
  readonly numbers: Readonly<Record<string, number | null>>;
  /** of those whose noise was judged */
  readonly intervals?: Readonly<Record<string, readonly [number, number]>>;
}

/** Everything a report says about the run besides the verdict. Null: not known. Digests: SHA-256, hexadecimal. */
export interface RunFacts {
  readonly model: string;
  readonly commit: string | null;
  readonly branch: string | null;
  /** uncommitted changes in the checkout */
  readonly dirty: boolean;
  /** of the run on the host; null on a laptop */
  readonly url: string | null;
  /** ISO 8601 in UTC, ending in Z */
  readonly time: string;
  readonly environment: string | null;
  readonly modelDigest: string | null;
  readonly data: readonly { readonly name: string; readonly digest: string }[];
  readonly predictions: PredictionFacts | null;
  /** what is drawn of predictions; null, or not said: nothing */
  readonly plots?: Plots | null;
  /** on what terms noise was judged */
  readonly terms?: Terms;
  readonly stages: readonly StageLine[];
  /** where this evaluation comes from */
  readonly lineage: Lineage | null;
  /** the evaluations of this model that are known, the oldest first, this one not among them */
  readonly past?: readonly PastEvaluation[];
  /** seconds after which a baseline is worth a warning */
  readonly baselineMaxAge?: number;
  /** when the baseline was decided, ISO 8601 in UTC; null or absent: not known */
  readonly baselineDecidedOn?: string | null;
  /** different candidates judged on this evaluation set, this one among them; null: not known */
  readonly candidates?: { readonly tried: number; readonly atLeast: boolean } | null;
}

/** The first characters of a digest or commit: enough to recognise it. */
export function brief(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

/** `commit a1b2c3d4e5f6 on main, with uncommitted changes` */
export function revision({ commit, branch, dirty }: RunFacts): string {
  const where = commit === null ? 'no commit' : `commit ${brief(commit)}`;
  return `${where}${branch === null ? '' : ` on ${branch}`}${dirty ? ', with uncommitted changes' : ''}`;
}

/** The run's address where it is one that a link may lead to. */
export function link(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  return ['https:', 'http:'].includes(new URL(url).protocol) ? new URL(url).href : null;
}

/** `compared with the ref baseline of a1b2c3d4e5f6`; `name` and `words` escape for what is being written. */
export function against(
  baseline: BaselineFacts,
  name: (foreign: string) => string = String,
  words: (foreign: string) => string = String,
): string {
  if (baseline.kind === 'absent') return `no baseline: ${words(baseline.reason)}`;
  const commit = baseline.commit === undefined ? '' : ` of ${name(brief(baseline.commit))}`;
  // one that was found by its commit is called by nothing else
  const what = baseline.kind === 'evaluation' ? 'evaluation' : `${baseline.kind} ${name(baseline.name)}`;
  return `compared with the ${what}${commit}`;
}
