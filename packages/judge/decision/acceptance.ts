import { printGate } from '../gate/gate.ts';
import type { Accepted, GateResult } from '../verdict.ts';
import type { Ruling } from './ruling.ts';

/** A red gate that a person lets pass until a day, on record: an entry of `accept:` in mlops.yml. */
export interface Acceptance extends Accepted {
  /** a gate as it is written, a measure, or `baseline`: that nothing can be compared with the baseline */
  readonly gate: string;
}

/** What was accepted, and the day it is. */
export interface Accepting {
  readonly acceptances: readonly Acceptance[];
  /** `2026-11-30`, in UTC */
  readonly today: string;
}

/** Says in `accept:` that there is nothing to compare with. */
const BASELINE = 'baseline';

/**
 * Marks the red gates that are accepted: they stay what they are, and stand in nobody's way. What cannot be judged at
 * all is never accepted. An acceptance whose last day has passed says so in the reason of its gate; one that speaks of no gate is
 * noted.
 */
export function accept(
  rulings: readonly Ruling[],
  { acceptances, today }: Accepting,
): { readonly rulings: readonly Ruling[]; readonly notes: readonly string[] } {
  const idle = rulings.every(({ state }) => state === 'not judged');
  const marked = rulings.map((ruling) => {
    const fitting = acceptances.filter((one) => covers(one, ruling));
    const found = fitting.find(({ until }) => today <= until) ?? fitting[0];
    if (found === undefined || !isRed(ruling, idle)) return ruling;
    return today <= found.until ? allowed(ruling, found) : expired(ruling, found);
  });
  return { rulings: marked, notes: acceptances.flatMap((one) => noteOn(one, rulings)) };
}

/** `until 2026-12-31: the labels of May are wrong (Ada)` */
function spelledAcceptance({ why, until, by, added }: Accepted): string {
  const who = by === undefined ? '' : ` (${by})`;
  return `accepted until ${until}: ${why}${who}${added === true ? ', added in this change' : ''}`;
}

function isRed({ gate, state }: Ruling, idle: boolean): boolean {
  if (gate.level === 'warn') return false;
  return state === 'fail' || state === 'inconclusive' || (idle && state === 'not judged');
}

/** Does the entry speak of the gate at all? */
function names({ gate: said }: Acceptance, { gate }: Ruling): boolean {
  if (said === BASELINE) return gate.bound.kind === 'baseline';
  const plain = said.trim().replaceAll(/\s+/g, ' ');
  return plain === gate.metric || plain === gate.text.replaceAll(/\s+/g, ' ') || plain === printGate(gate);
}

/** `baseline` is for gates that found nothing to compare with, and for no loss against one. */
function covers(acceptance: Acceptance, ruling: Ruling): boolean {
  if (!names(acceptance, ruling)) return false;
  return acceptance.gate !== BASELINE || ruling.results.every(({ baseline }) => baseline === undefined);
}

function allowed(ruling: Ruling, { gate: _, ...accepted }: Acceptance): Ruling {
  const results = ruling.results.map((result) =>
    isOpen(result)
      ? { ...advised(result), reason: `${result.reason}; ${spelledAcceptance(accepted)}`, accepted }
      : result,
  );
  return { ...ruling, results, accepted };
}

/** The way out of a gate of before the change is to accept it: once it is, that is no advice any more. */
function advised(result: GateResult): GateResult {
  if (result.from !== 'before') return result;
  const { advice: _, ...rest } = result;
  return rest;
}

function expired(ruling: Ruling, { until }: Acceptance): Ruling {
  const said = (result: GateResult) => ({
    ...result,
    reason: `${result.reason}; its acceptance expired on ${until}`,
  });
  return { ...ruling, results: ruling.results.map((result) => (isOpen(result) ? said(result) : result)) };
}

function isOpen({ state }: GateResult): boolean {
  return state === 'fail' || state === 'inconclusive' || state === 'not judged';
}

function noteOn(acceptance: Acceptance, rulings: readonly Ruling[]): string[] {
  const { gate } = acceptance;
  const named = rulings.filter((ruling) => names(acceptance, ruling));
  if (named.length === 0) return [`accept: there is no gate ${gate}: take the entry out, or mend it`];
  return named.some(({ state }) => state === 'error')
    ? [`accept: ${gate} cannot be judged, and what cannot be judged is not accepted`]
    : [];
}
