import type { Cases } from '#metrics/measure/measure';
import { meansApart } from '../canary/mean.ts';
import { ratioChance } from '../canary/rate.ts';
import type { Shift } from '../drift/shift.ts';
import { type Look, levelAt, ONCE } from '../inference/look.ts';
import type { Contrast } from './consequence.ts';

/** One side of a canary. */
export interface Side {
  readonly rows: number;
  readonly unusable: number;
  /** how wrong each answer was whose truth is known */
  readonly losses: Float64Array;
}

/** Of fewer rows on either side nothing is said; of fewer labels nothing about how good the answers are. */
export const LEAST = 100;

/** One-sided, as the judge of Netflix (confidence 0.98). Both tests are those of the canary judge. */
const CHANCE = 0.02;

/** On what terms both are set side by side. */
interface Terms {
  readonly look?: Look;
  /** as good: the candidate's loss is at most so much greater, as a share of the control's; null: it is not shown to be worse */
  readonly margin?: number | null;
}

/**
 * The candidate beside a fresh copy of what serves, over the same time (Kayenta's design). Worse: it fails to answer
 * more often, or its answers are farther from the truth, and chance is no likely reason. Without labels the answers
 * have to be distributed alike; where they are not, only labels can tell which side is right. Of several looks each
 * says worse by what it may spend; what would be worse by itself stays open until then.
 */
export function contrastOf(
  candidate: Side,
  control: Side,
  answers: readonly Shift[],
  { look = ONCE, margin = null }: Terms = {},
): Contrast {
  const rows = Math.min(candidate.rows, control.rows);
  if (rows < LEAST) {
    const because = `the candidate has ${candidate.rows} rows and the control ${control.rows}: ${LEAST} each are the least`;
    return { state: 'open', because };
  }
  const silent = moreUnusable(candidate, control);
  const suspect = silent === null ? null : suspected(silent, look);
  if (suspect !== null) return suspect;
  if (Math.min(candidate.losses.length, control.losses.length) >= LEAST)
    return byLoss(candidate, control, look, margin);
  const moved = answers.find((one) => one.moved);
  const labels = `${candidate.losses.length} and ${control.losses.length} labels`;
  if (moved === undefined && answers.length > 0)
    return {
      state: 'as good',
      because: `both answer alike (${labels}: how good the answers are is not judged)`,
    };
  if (moved === undefined) return { state: 'open', because: 'the answers of both could not be compared' };
  const how = `${moved.column} lies ${moved.distance.toFixed(3)} apart`;
  return {
    state: 'open',
    because: `both answer otherwise (${how}), and only labels can tell which is right: ${labels}, ${LEAST} each are the least`,
  };
}

/** How likely chance alone is, and what it would be the reason of. */
interface Suspicion {
  readonly p: number;
  readonly because: string;
}

/** Worse where this look may say so; open where only a single look might; null: chance is a likely reason. */
function suspected({ p, because }: Suspicion, look: Look): Contrast | null {
  const level = levelAt(look, CHANCE);
  if (p <= level && level > 0) return { state: 'worse', because };
  if (p > CHANCE) return null;
  const which =
    look.number === null ? `one of ${look.planned} looks` : `look ${look.number} of ${look.planned}`;
  return { state: 'open', because: `${because}, which ${which} may not tell from chance yet` };
}

function moreUnusable(candidate: Side, control: Side): Suspicion | null {
  const count = ({ unusable, rows }: Side) => ({ events: unusable, exposure: rows });
  const [one, other] = [candidate.unusable / candidate.rows, control.unusable / control.rows];
  if (one <= other) return null;
  const because = `${percent(one)} of the candidate's answers are unusable, ${percent(other)} of the control's`;
  return { p: ratioChance('above', count(candidate), count(control)), because };
}

function byLoss(candidate: Side, control: Side, look: Look, margin: number | null): Contrast {
  const { one, other, p } = meansApart(candidate.losses, control.losses);
  const numbers = `loss ${one.toFixed(4)} on ${candidate.losses.length} rows, the control's ${other.toFixed(4)} on ${control.losses.length}`;
  const because = `the candidate's answers are farther from the truth: ${numbers} (p ${p.toFixed(4)})`;
  const fine = `the candidate's answers are no farther from the truth: ${numbers}`;
  const worse = suspected({ p, because }, look);
  if (worse !== null) return worse;
  if (margin === null)
    return { state: 'as good', because: `${fine}; no margin is set: it is not shown to be worse` };
  return within(candidate, control, margin, look, numbers);
}

/** Is the loss shown to be at most `margin` greater: the candidate's beside the control's times 1 + margin. */
function within(candidate: Side, control: Side, margin: number, look: Look, numbers: string): Contrast {
  const { p } = meansApart(
    control.losses.map((loss) => loss * (1 + margin)),
    candidate.losses,
  );
  const level = levelAt(look, CHANCE);
  const allowed = `${percent(margin)} more than the control's (p ${p.toFixed(4)}): ${numbers}`;
  if (p <= level && level > 0)
    return { state: 'as good', because: `the candidate's loss is at most ${allowed}` };
  return { state: 'open', because: `that the candidate's loss is at most ${allowed}, is not shown yet` };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** How wrong each answer was: squared error of a probability, else wrong or right; of numbers the absolute error. */
export function lossesOf(cases: Cases, task: 'binary' | 'multiclass' | 'regression'): Float64Array {
  const { labels, predictions, scores } = cases;
  const probable =
    task === 'binary' && scores?.every((score) => Number.isNaN(score) || (score >= 0 && score <= 1)) === true;
  const answers = probable ? scores : predictions;
  if (answers === null || answers === undefined) return new Float64Array();
  const loss = (label: number, answer: number) => {
    if (probable) return (answer - label) ** 2;
    return task === 'regression' ? Math.abs(answer - label) : Number(answer !== label);
  };
  return labels
    .map((label, row) =>
      Number.isFinite(label) && Number.isFinite(answers[row]) ? loss(label, answers[row] ?? 0) : Number.NaN,
    )
    .filter((one) => Number.isFinite(one));
}
