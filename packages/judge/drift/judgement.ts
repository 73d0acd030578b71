import type { Decision } from '../verdict.ts';
import type { Profile } from './profile/profile.ts';
import { CHANCE, FAR, type Shift, shiftsOf, type Uncompared } from './shift.ts';

/** What was found of a data set beside its reference. */
export interface DriftJudgement {
  readonly method: 'size-aware';
  readonly decision: Decision;
  /** one sentence with the numbers */
  readonly reason: string;
  readonly referenceRows: number;
  readonly currentRows: number;
  /** share of the compared columns that moved; null: none was compared */
  readonly share: number | null;
  readonly bounds: { readonly share: number; readonly distance: number; readonly chance: number };
  readonly columns: readonly Shift[];
  readonly uncompared: readonly Uncompared[];
  /** columns of the reference that are not there now, and the other way */
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/** What is asked of a judgement. */
export interface DriftAsk {
  /** columns of which not one may drift */
  readonly mustNotDrift: ReadonlySet<string>;
  /** from this share of moved columns on it fails; Evidently's default is 0.5 */
  readonly share: number;
  readonly seed: number;
}

/** Judges a data set by the profiles of both sides, the current one counted on the reference's frame. */
export function judgeDrift(reference: Profile, current: Profile, ask: DriftAsk): DriftJudgement {
  const { mustNotDrift, seed, share: bound } = ask;
  const guarded = (column: string) => mustNotDrift.has(column);
  const { shifts: columns, uncompared } = shiftsOf(reference, current, { guarded, seed });
  const seen = new Set([...columns, ...uncompared].map(({ column }) => column));
  const missing = reference.columns.map(({ name }) => name).filter((name) => !seen.has(name));
  const moved = columns.filter((one) => one.moved).length;
  const share = columns.length === 0 ? null : moved / columns.length;
  const facts = { columns, uncompared, missing, unexpected: current.extra, share };
  return {
    method: 'size-aware',
    ...decided(facts, ask),
    referenceRows: reference.rows,
    currentRows: current.rows,
    ...facts,
    bounds: { share: bound, distance: FAR, chance: CHANCE },
  };
}

type Facts = Pick<DriftJudgement, 'columns' | 'uncompared' | 'missing' | 'unexpected' | 'share'>;

/** What not one column may do comes first, then how many did, then what could not be told. */
function decided(
  { columns, uncompared, missing, unexpected, share }: Facts,
  { mustNotDrift, share: bound }: DriftAsk,
): Pick<DriftJudgement, 'decision' | 'reason'> {
  const moved = columns.filter((one) => one.moved).map(({ column }) => column);
  const guarded = [...moved, ...missing].filter((column) => mustNotDrift.has(column));
  if (guarded.length > 0)
    return { decision: 'fail', reason: `${listed(guarded)} must not drift, and moved or is no longer there` };
  const some = `${moved.length} of ${columns.length} columns moved`;
  if (share !== null && share >= bound)
    return {
      decision: 'fail',
      reason: `${some}, and from a share of ${bound} on that is drift: ${listed(moved)}`,
    };
  const open = uncompared.filter(({ column }) => share === null || mustNotDrift.has(column));
  const [first] = open;
  if (first !== undefined)
    return { decision: 'inconclusive', reason: `${first.column} could not be compared: ${first.because}` };
  if (share === null) return { decision: 'inconclusive', reason: 'no column is there on both sides' };
  const odd = [
    ...(moved.length > 0 ? [`${some}: ${listed(moved)}`] : []),
    ...(missing.length > 0 ? [`no longer there: ${listed(missing)}`] : []),
    ...(unexpected.length > 0 ? [`new: ${listed(unexpected)}`] : []),
  ];
  return odd.length > 0
    ? { decision: 'marginal', reason: odd.join('; ') }
    : { decision: 'pass', reason: some };
}

export function listed(names: readonly string[]): string {
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
}
